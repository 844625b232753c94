import {existsSync, readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {getAsset, isSea} from 'node:sea'
import {fileURLToPath} from 'node:url'
import {compileFunction} from 'node:vm'
import type {Worker, WorkerOptions} from 'node:worker_threads'

/**
 * Files that the running program needs, by their path below the package's root. They are shipped beside the bundle
 * in the npm package and inside the executable in the single file; this is the one place that knows which.
 */
export const assetNames = [
  'data/datapackage.json',
  'docs/errors.md',
  'docs/runbooks/MlopsDatasetDrift.md',
  'docs/runbooks/MlopsDriftMonitorStale.md',
  'docs/runbooks/MlopsErrorRateHigh.md',
  'docs/runbooks/MlopsFallbackRateHigh.md',
  'docs/runbooks/MlopsFeatureDrift.md',
  'docs/runbooks/MlopsLatencyBudgetBurn.md',
  'docs/runbooks/MlopsNoTraffic.md',
  'docs/runbooks/MlopsPredictionDrift.md',
  'docs/runbooks/MlopsPredictionLogDropping.md',
  'docs/runbooks/MlopsRealisedAccuracyLow.md',
  'docs/runbooks/MlopsRejectionRateHigh.md',
  'docs/runbooks/MlopsReloadFailing.md',
  'docs/runbooks/MlopsTargetDown.md',
] as const
export type AssetName = (typeof assetNames)[number]

/** The text of an asset, however the program was started: from source, from the npm package, as a single file. */
export function readAsset(name: AssetName): string {
  return readText(name)
}

/** The licences of the packages in the bundle; the build writes them. */
export function readLicences(): string {
  return readText('dist/THIRD-PARTY-LICENSES.txt')
}

/**
 * A part of the program that the build keeps out of the main bundle, because its size alone would slow every start
 * down. Only the build writes calls of it, in place of a lazy import of that part: see scripts/bundle.ts.
 */
export function loadPart(name: string): unknown {
  const file = `dist/${name}.cjs`
  const module = {exports: {}}
  const run = compileFunction(readText(file), ['module', 'exports', 'require', '__filename'], {filename: file})
  ;(run as CommonJs)(module, module.exports, createRequire(import.meta.url), fileURLToPath(import.meta.url))
  return module.exports
}

type CommonJs = (module: object, exports: object, require: NodeJS.Require, filename: string) => void

/** Files of src/lib/ that each are the whole of a worker thread; the build makes a part of each. */
const workerSources = {
  'background-worker': 'serve/background-worker.ts',
  'drift-worker': 'lifecycle/drift-worker.ts',
} as const

/** Starts a thread, however the program was started. @param data - what it finds as its `workerData` */
export function startWorker(
  name: keyof typeof workerSources,
  data: unknown,
  options: Pick<WorkerOptions, 'resourceLimits'> = {},
): Worker {
  // Most starts of the program need no thread, and loading what makes them takes 2 ms.
  const {Worker} = createRequire(import.meta.url)('node:worker_threads') as typeof import('node:worker_threads')
  if (import.meta.url.endsWith('.ts')) {
    const source = new URL(workerSources[name], import.meta.url)
    const file = new URL('../../bin/dev-worker.js', import.meta.url)
    return new Worker(file, {...options, workerData: data, argv: [source.href]})
  }
  const parameters = 'require, __filename'
  const values = `require, ${JSON.stringify(fileURLToPath(import.meta.url))}`
  const text = `(function (${parameters}) {${readText(`dist/${name}.cjs`)}\n})(${values})`
  return new Worker(text, {...options, workerData: data, eval: true})
}

/**
 * The folder of package.json: above src/lib/ when run from source, above dist/ when bundled; the executable's own
 * folder when it is a single file.
 */
export function packageRoot(): string {
  if (isSea()) return dirname(process.execPath)
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

function readText(path: string): string {
  return isSea() ? getAsset(path, 'utf8') : readFileSync(join(packageRoot(), path), 'utf8')
}
