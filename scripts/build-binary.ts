/**
 * Builds dist/mlops: this Node.js with the program and its assets inside, one file that needs nothing else.
 * https://nodejs.org/api/single-executable-applications.html
 */
import {execFileSync} from 'node:child_process'
import {chmodSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {basename, join, resolve} from 'node:path'
import {inject} from 'postject'
import {assetNames} from '../src/lib/assets.js'
import {bundleProgram} from './bundle.js'

const target = resolve('dist/mlops')
const started = performance.now()
const {files, licences} = await bundleProgram()
const work = mkdtempSync(`${target}-`)
try {
  const executable = join(work, 'mlops')
  copyFileSync(process.execPath, executable)
  chmodSync(executable, 0o755)
  stripSymbols(executable)
  await injectBlob(executable, preparationBlob())
  renameSync(executable, target)
} finally {
  rmSync(work, {recursive: true, force: true})
}
const megabytes = (statSync(target).size / 2 ** 20).toFixed(1)
console.log(`dist/mlops: ${megabytes} MB in ${((performance.now() - started) / 1000).toFixed(1)} s`)

/** The program, its parts and its assets in the form that Node reads from its own executable. */
function preparationBlob(): Buffer {
  const inWork = (path: string, content: Uint8Array | string): string => {
    const file = join(work, basename(path))
    writeFileSync(file, content)
    return file
  }
  const output = join(work, 'sea.blob')
  const written = [...files, ['dist/THIRD-PARTY-LICENSES.txt', licences] as const].map(
    ([path, content]) => [path, inWork(path, content)] as const,
  )
  const config = {
    main: join(work, 'cli.cjs'),
    output,
    disableExperimentalSEAWarning: true,
    // A code cache would forbid import() of the native backend, which is not in the bundle.
    useCodeCache: false,
    assets: Object.fromEntries([
      ...assetNames.map((name) => [name, resolve(name)] as const),
      ...written.filter(([path]) => path !== 'dist/cli.cjs'),
    ]),
  }
  const configFile = inWork('sea.json', JSON.stringify(config))
  execFileSync(process.execPath, ['--experimental-sea-config', configFile], {stdio: 'pipe'})
  return readFileSync(output)
}

async function injectBlob(executable: string, blob: Buffer): Promise<void> {
  const {warn} = console
  // postject cannot read the names of Node's many note sections, and says so for each; they do not matter.
  console.warn = (text: unknown) => (String(text).includes("Can't find string offset") ? undefined : warn(text))
  try {
    await inject(executable, 'NODE_SEA_BLOB', blob, {
      // Fixed by Node: the text in its executable that tells whether something was put in.
      sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
      ...(process.platform === 'darwin' ? {machoSegmentName: 'NODE_SEA'} : {}),
    })
  } finally {
    console.warn = warn
  }
}

/** Takes the debug symbols out, where there is a tool for it; it must be done before anything is put in. */
function stripSymbols(executable: string): void {
  try {
    execFileSync('strip', [executable], {stdio: 'ignore'})
  } catch {
    console.log('strip is not available: the file keeps its debug symbols.')
  }
}
