import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {streamDatasetAs} from '../src/lib/dataset/stream-dataset.js'
import {profileFile} from '../src/lib/lifecycle/drift-inputs.js'
import {readReference} from '../src/lib/lifecycle/drift-inputs-reference.js'
import type {RowReader} from '../src/lib/lifecycle/drift-inputs-reader.js'

/** What a reader hands back to the benchmark, on standard output as JSON. */
export interface ProfilerResult {
  readonly name: string
  readonly rows: number
  readonly seconds: number
  /** Of all threads, the garbage collector's among them. */
  readonly processorSeconds: number
  readonly peakRssMb: number
}

const readers: Readonly<Record<string, (path: string, reader: RowReader) => Promise<number>>> = {
  /** The bytes and their hash, and nothing else. */
  async bytes(path) {
    const hash = createHash('sha256')
    for await (const piece of createReadStream(path, {highWaterMark: 262_144})) hash.update(piece as Buffer)
    return 0
  },

  /** Rows as tables that are let go. */
  async rows(path, {draft}) {
    const {rows} = await streamDatasetAs(
      draft,
      {path, onBadRow: 'fail', requireTarget: false, classes: 'open'},
      () => undefined,
    )
    return rows
  },

  /** All counts, and a sample of the rows. */
  async profile(path, reader) {
    return (await profileFile(path, reader, {onBadRow: 'fail', seed: 1})).rows
  },
}

async function main([name, path]: readonly string[]): Promise<void> {
  // The description of the columns, from a few rows.
  const {Readable} = await import('node:stream')
  const head =
    'training;age;emergency_braking;braking_distance;power;miles;group\n0;18.5;0;40.5;101.5;21.5;0\n1;19;1;39;90;2;1\n'
  const {reader} = await readReference({
    reference: '-',
    stdin: Readable.from([Buffer.from(head)]),
    onBadRow: 'fail',
    seed: 1,
  })
  const start = performance.now()
  const before = process.cpuUsage()
  const rows = await readers[name!]!(path!, reader)
  const used = process.cpuUsage(before)
  const result: ProfilerResult = {
    name: name!,
    rows,
    seconds: (performance.now() - start) / 1000,
    processorSeconds: (used.user + used.system) / 1e6,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  }
  process.stdout.write(JSON.stringify(result))
}

void main(process.argv.slice(2))
