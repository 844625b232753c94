import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {mkdirSync, renameSync, writeFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {build, type BuildOptions, type Metafile, type Plugin} from 'esbuild'
import {licencesOf} from './licences.js'

/**
 * Files that are imported lazily and whose packages are large: each becomes a file of its own, which is read when it
 * is first needed. Twenty kilobytes of unused code cost a start about half a millisecond. Those of threads are read
 * when a thread is started.
 */
const parts: Readonly<Record<string, string>> = {
  echarts: 'src/lib/report/charts/echarts.ts',
  'client-packages': 'src/lib/simulate/client-packages.ts',
  'monitoring-export-files': 'src/lib/monitor/export/monitoring-export-files.ts',
  'background-worker': 'src/lib/serve/background-worker.ts',
  'drift-worker': 'src/lib/lifecycle/drift-worker.ts',
}

/** Packages that one command alone needs. Together they are a part, which is read when the first of them is imported. */
const packagesOfServe = ['fastify', '@fastify/cors', 'pino', 'prom-client']

/** Files to ship, by path: "dist/cli.cjs" is the program, the others are its parts. */
export interface Bundle {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly licences: string
}

/** The whole program as CommonJS: what the npm package runs, and what the single file holds. */
export async function bundleProgram(): Promise<Bundle> {
  const [program, ...others] = await Promise.all([
    bundleFile({entryPoints: ['src/main.ts']}, 'dist/cli.cjs', [partsApart, packagesApart]),
    bundleFile({stdin: packagesEntry}, 'dist/serve-packages.cjs', []),
    ...Object.entries(parts).map(([name, source]) => bundleFile({entryPoints: [source]}, `dist/${name}.cjs`, [])),
  ])
  const all = [program, ...others]
  return {
    files: new Map(all.map(({file, code}) => [file, code])),
    licences: licencesOf(all.map(({metafile}) => metafile)),
  }
}

/** Writes dist/: the program, its parts, and the licences of the packages in them. */
export async function buildPackage(): Promise<Bundle> {
  const bundle = await bundleProgram()
  mkdirSync('dist', {recursive: true})
  for (const [file, code] of [...bundle.files, ['dist/THIRD-PARTY-LICENSES.txt', bundle.licences] as const]) {
    // Whoever runs the old file meanwhile keeps it whole.
    const temporary = `${file}.${process.pid}`
    writeFileSync(temporary, code)
    renameSync(temporary, file)
  }
  writeCodeCache('dist/cli.cjs')
  return bundle
}

/** What V8 makes of the program, with the functions that a comparison needs: see bin/load-bundle.js. */
function writeCodeCache(file: string): void {
  const temporary = `${file}.cache.${process.pid}`
  const comparison = ['drift', '--reference', 'data/reference.csv', '-d', 'data/month-12.csv']
  execFileSync(process.execPath, ['scripts/code-cache.js', resolve(file), temporary, ...comparison], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  renameSync(temporary, `${file}.cache`)
}

interface BundledFile {
  readonly file: string
  readonly code: Uint8Array
  readonly metafile: Metafile
}

async function bundleFile(
  source: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  file: string,
  plugins: Plugin[],
): Promise<BundledFile> {
  const {metafile, outputFiles} = await build({
    ...options,
    ...source,
    outfile: file,
    plugins: [withoutUnneeded, ...plugins],
  })
  return {file, code: withHash(Buffer.from(inAscii(outputFiles[0]!.text))), metafile}
}

/**
 * Writes what esbuild leaves in tagged templates and in regular expressions as escapes too: V8 keeps a source with one
 * character of more than a byte in twice the memory.
 */
function inAscii(code: string): string {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Ends code with a line that tells it from every other. */
function withHash(code: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(code).digest('hex')
  return Buffer.concat([code, Buffer.from(`//# hash=${hash}`)])
}

const options = {
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Names stay, so that a user's stack trace can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // tfjs-node is native and optional; the others are oclif's, for plugins under development.
  external: ['@tensorflow/tfjs-node', 'typescript', 'tsx', 'ts-node'],
  define: {
    'import.meta.url': 'importMetaUrl',
    // oclif looks for our package.json to compare Node's version with it: 5 ms, and a warning in a single executable.
    'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"',
  },
  banner: {js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;"},
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions

const packagesEntry = {
  contents: `module.exports = {${packagesOfServe.map((name) => `'${name}': require('${name}')`).join(', ')}}`,
  resolveDir: resolve('.'),
}

/** An import of a package of `serve` becomes a look into their part. */
const packagesApart: Plugin = {
  name: 'packages-apart',
  setup: (bundle) => {
    bundle.onResolve({filter: new RegExp(`^(?:${packagesOfServe.join('|')}|serve-packages)$`)}, ({path}) => ({
      path,
      namespace: 'package-of-serve',
    }))
    bundle.onLoad({filter: /.*/, namespace: 'package-of-serve'}, ({path}) => ({
      contents:
        path === 'serve-packages'
          ? "module.exports = require('./src/lib/assets.ts').loadPart('serve-packages')"
          : `module.exports = require('serve-packages')['${path}']`,
      resolveDir: resolve('.'),
    }))
  },
}

/** A lazy import of a part becomes a call of loadPart. */
const partsApart: Plugin = {
  name: 'parts-apart',
  setup: (bundle) => {
    const names = new Map(Object.entries(parts).map(([name, source]) => [resolve(source), name]))
    bundle.onResolve({filter: /^\..*\.js$/}, ({path, resolveDir, importer, kind}) => {
      const name = names.get(resolve(resolveDir, path.replace(/\.js$/, '.ts')))
      if (name === undefined) return undefined
      if (kind === 'dynamic-import') return {path: name, namespace: 'part'}
      return {errors: [{text: `${importer} imports ${path} when it is loaded; use await import() where it is needed.`}]}
    })
    bundle.onLoad({filter: /.*/, namespace: 'part'}, ({path}) => ({
      contents: `module.exports = require('./src/lib/assets.ts').loadPart('${path}')`,
      resolveDir: resolve('.'),
    }))
  },
}

/**
 * What oclif brings for plugins, of which there are none, and for its own spinner and traces, which are not shown: a
 * tenth of the program, and 3 ms of every start. clean-stack asks for the home of a user who may have none.
 */
const unneeded: Readonly<Record<string, string>> = {
  tinyglobby: 'export const glob = async () => []',
  minimatch: 'export const minimatch = () => false',
  semver: 'export const satisfies = () => true',
  'clean-stack': 'module.exports = (stack) => stack',
  'cli-spinners': "module.exports = {line: {frames: ['-']}, dots2: {frames: ['-']}}",
}

const withoutUnneeded: Plugin = {
  name: 'without-unneeded',
  setup: (bundle) => {
    bundle.onResolve({filter: new RegExp(`^(?:${Object.keys(unneeded).join('|')})$`)}, ({path, importer}) =>
      /[\\/]@oclif[\\/]core[\\/]/.test(importer) ? {path, namespace: 'unneeded'} : undefined,
    )
    bundle.onLoad({filter: /.*/, namespace: 'unneeded'}, ({path}) => ({contents: unneeded[path]!}))
  },
}
