import {execFile} from 'node:child_process'
import {createWriteStream} from 'node:fs'
import {mkdtemp, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {pathToFileURL} from 'node:url'
import {promisify} from 'node:util'
import {build} from 'esbuild'
import type {DatasetDescription} from '../src/lib/dataset/description.js'
import {createRandom} from '../src/lib/statistics/random.js'
import type {ReaderResult} from './csv-readers.js'
import type {Section} from './measure.js'

export interface CsvFigures {
  readonly seconds: number
  readonly mbPerSecond: number
  readonly peakRssMb: number
}

export interface CsvBenchmark {
  readonly rows: number
  readonly megabytes: number
  readonly ours: CsvFigures
  /** papaparse with `header` and `dynamicTyping`, as people use it. */
  readonly papaparse: CsvFigures
  /** Memory of a Node that reads nothing. */
  readonly nodeRssMb: number
  /** Speed of ours divided by that of papaparse. */
  readonly speedup: number
}

const brands = ['audi', 'bmw', 'citroen', 'dacia', 'fiat', 'ford']
const fuels = ['petrol', 'diesel', 'electric']
const numbers = ['age', 'distance', 'power', 'miles', 'price', 'weight', 'length', 'width', 'height']

const description: DatasetDescription = {
  name: 'bench',
  delimiter: ';',
  missingValues: [''],
  fields: [
    ...numbers.map((name) => ({name, kind: 'number' as const, integer: false})),
    ...Object.entries({brand: brands, fuel: fuels, group: ['0', '1', '2']}).map(([name, values]) => ({
      name,
      kind: 'category' as const,
      categories: values.map((value) => ({value, label: value})),
    })),
  ],
  target: {name: 'group', classes: ['0', '1', '2'].map((value) => ({value, label: value})), valueType: 'integer'},
  features: [...numbers, 'brand', 'fuel'],
  ignored: [],
  aliases: {},
}

/** The section of docs/benchmarks.md. */
export async function benchCsv(): Promise<Section> {
  const plain = await benchmarkCsv()
  const quoted = await benchmarkCsv({isQuoted: true})
  const compare = (name: string, {megabytes, ours, papaparse}: CsvBenchmark): Section['comparisons'] => [
    {
      what: `${name}, ${megabytes.toFixed(0)} MB: speed`,
      ours: ours.mbPerSecond,
      yardstick: papaparse.mbPerSecond,
      unit: 'MB/s',
    },
    {what: `${name}: peak memory`, ours: ours.peakRssMb, yardstick: papaparse.peakRssMb, unit: 'MB'},
  ]
  return {
    title: 'Reading CSV',
    text:
      `${plain.rows.toLocaleString('en-US')} rows, nine columns of numbers and three of categories. Ours checks every value, hashes ` +
      'the file and gives a table; papaparse with `header` and `dynamicTyping` gives an object a row. Processes of their ' +
      `own, in turn, medians of 3; the time is that of the reading alone. A Node that reads nothing takes ${plain.nodeRssMb.toFixed(0)} MB.`,
    names: ['mlops', 'papaparse'],
    comparisons: [...compare('plain fields', plain), ...compare('every word in quotes', quoted)],
  }
}

/** Reads the same file with this project's reader and with papaparse, each in a process of its own, turn by turn. */
export async function benchmarkCsv({rows = 1_000_000, rounds = 3, isQuoted = false} = {}): Promise<CsvBenchmark> {
  const folder = await mkdtemp(join(tmpdir(), 'mlops-bench-'))
  try {
    const path = join(folder, 'big.csv')
    await pipeline(Readable.from(lines(rows, isQuoted ? '"' : '')), createWriteStream(path))
    const megabytes = (await stat(path)).size / 1e6
    const program = join(folder, 'readers.cjs')
    await build({
      entryPoints: [resolve(import.meta.dirname, 'csv-readers.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    })
    const read = async (name: string): Promise<ReaderResult> => {
      const {stdout} = await promisify(execFile)(process.execPath, [program, name, path, JSON.stringify(description)])
      return JSON.parse(stdout) as ReaderResult
    }
    const results: Record<'ours' | 'papaparse', ReaderResult[]> = {ours: [], papaparse: []}
    for (let round = 0; round < rounds; round++) {
      results.ours.push(await read('ours'))
      results.papaparse.push(await read('papaparse'))
    }
    for (const {rows: found} of [...results.ours, ...results.papaparse]) {
      if (found !== rows) throw new Error(`${found} rows read, ${rows} written`)
    }
    const ours = middle(results.ours, megabytes)
    const papaparse = middle(results.papaparse, megabytes)
    const {peakRssMb: nodeRssMb} = await read('nothing')
    return {rows, megabytes, ours, papaparse, nodeRssMb, speedup: ours.mbPerSecond / papaparse.mbPerSecond}
  } finally {
    await rm(folder, {recursive: true})
  }
}

/** The run of median speed. */
function middle(results: readonly ReaderResult[], megabytes: number): CsvFigures {
  const sorted = results.toSorted((a, b) => a.seconds - b.seconds)
  const {seconds, peakRssMb} = sorted[Math.floor(sorted.length / 2)]!
  return {seconds, mbPerSecond: megabytes / seconds, peakRssMb}
}

function* lines(rows: number, quote: string): Generator<string> {
  const random = createRandom('csv')
  const decimals = [4, 4, 4, 0, 6, 8, 10, 10, 12]
  let piece = [...numbers, 'brand', 'fuel', 'group'].join(';') + '\n'
  for (let row = 0; row < rows; row++) {
    const cells = decimals.map((digits) => (random() * 1000).toFixed(digits))
    const words = [brands, fuels, ['0', '1', '2']].map(
      (values) => `${quote}${values[Math.floor(random() * values.length)]!}${quote}`,
    )
    piece += `${cells.join(';')};${words.join(';')}\n`
    if (piece.length > 1e6) {
      yield piece
      piece = ''
    }
  }
  yield piece
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const describe = ({seconds, mbPerSecond, peakRssMb}: CsvFigures): string =>
    `${seconds.toFixed(2)} s, ${mbPerSecond.toFixed(0)} MB/s, ${peakRssMb.toFixed(0)} MB of memory`
  for (const isQuoted of [false, true]) {
    const {rows, megabytes, ours, papaparse, nodeRssMb, speedup} = await benchmarkCsv({isQuoted})
    console.log(
      `${rows.toLocaleString('en-US')} rows, ${megabytes.toFixed(0)} MB${isQuoted ? ', words in quotes' : ''} ` +
        `(bare node: ${nodeRssMb.toFixed(0)} MB of memory)`,
    )
    console.log(`  mlops reader:                        ${describe(ours)}`)
    console.log(`  papaparse, header and dynamicTyping: ${describe(papaparse)}`)
    console.log(`  ${speedup.toFixed(1)} times as fast`)
  }
}
