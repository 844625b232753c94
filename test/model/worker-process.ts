import {spawn, type ChildProcess, type SpawnOptions} from 'node:child_process'
import {join} from 'node:path'
import {build} from 'esbuild'

/** Bundles the worker into one file, so that a process of it starts in tens of milliseconds. */
export async function bundleWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'registry-worker.cjs')
  await build({
    entryPoints: ['test/model/registry-worker.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    outfile,
  })
  return outfile
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export function startWorker(bundle: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(process.execPath, [bundle, ...args], {stdio: ['ignore', 'pipe', 'pipe'], ...options})
}

/** Waits until a process has ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  const output = {stdout: '', stderr: ''}
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({code, ...output}))
  })
}
