import {mkdirSync, renameSync, writeFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {build, type BuildOptions, type Metafile, type Plugin} from 'esbuild'
import {licencesOf} from './licences.js'

/**
 * Files that are imported lazily and whose packages are large: each becomes a file of its own, which is read when it
 * is first needed. Twenty kilobytes of unused code cost a start about half a millisecond.
 */
const parts: Readonly<Record<string, string>> = {
  echarts: 'src/lib/report/charts/echarts.ts',
}

/** Files to ship, by path: "dist/cli.cjs" is the program, the others are its parts. */
export interface Bundle {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly licences: string
}

/** The whole program as CommonJS: what the npm package runs, and what the single file holds. */
export async function bundleProgram(): Promise<Bundle> {
  const [program, ...others] = await Promise.all([
    bundleFile('src/main.ts', 'dist/cli.cjs', [partsApart]),
    ...Object.entries(parts).map(([name, source]) => bundleFile(source, `dist/${name}.cjs`, [])),
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
  return bundle
}

interface BundledFile {
  readonly file: string
  readonly code: Uint8Array
  readonly metafile: Metafile
}

async function bundleFile(source: string, file: string, plugins: Plugin[]): Promise<BundledFile> {
  const {metafile, outputFiles} = await build({
    ...options,
    entryPoints: [source],
    outfile: file,
    plugins: [withoutFileSearch, ...plugins],
  })
  return {file, code: outputFiles[0]!.contents, metafile}
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

/** oclif brings a search for the files of plugins on disk, of which there are none: 2 ms of every start. */
const withoutFileSearch: Plugin = {
  name: 'without-file-search',
  setup: (bundle) => {
    bundle.onResolve({filter: /^tinyglobby$/}, ({path}) => ({path, namespace: 'without-file-search'}))
    bundle.onLoad({filter: /.*/, namespace: 'without-file-search'}, () => ({
      contents: 'export const glob = async () => []',
    }))
  },
}
