import {join} from 'node:path'
import {build} from 'esbuild'

export {ended, startWorker, type Ended} from '../model/worker-process.js'

/** Bundles the process that writes logs into one file, so that it starts in tens of milliseconds. */
export async function bundleLogWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'log-worker.cjs')
  await build({
    entryPoints: ['test/serve/log-worker.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    outfile,
  })
  return outfile
}
