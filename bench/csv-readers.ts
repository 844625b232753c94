import {createReadStream} from 'node:fs'
import Papa from 'papaparse'
import type {DatasetDescription} from '../src/lib/dataset/description.js'
import {loadDatasetAs} from '../src/lib/dataset/load-dataset.js'

/** What a reader hands back to the benchmark, on standard output as JSON. */
export interface ReaderResult {
  readonly rows: number
  /** From opening the file to the table, without the start of the process. */
  readonly seconds: number
  readonly peakRssMb: number
}

type Reader = (path: string, description: DatasetDescription) => Promise<number>

const readers: Readonly<Record<string, Reader>> = {
  /** This project's reader: hash, types and every check included. */
  async ours(path, description) {
    const {table} = await loadDatasetAs(description, {path, onBadRow: 'fail', requireTarget: true})
    return table.rows
  },

  /** papaparse as its readme shows it: an object a row, types guessed a cell. */
  papaparse(path) {
    return new Promise((resolve, reject) => {
      const rows: unknown[] = []
      Papa.parse(createReadStream(path), {
        header: true,
        dynamicTyping: true,
        skipEmptyLines: true,
        chunk({data}) {
          for (const row of data) rows.push(row)
        },
        complete: () => resolve(rows.length),
        error: reject,
      })
    })
  },

  /** Nothing but a running Node: what the memory of the others starts from. */
  nothing: () => Promise.resolve(0),
}

async function main([name, path, description]: readonly string[]): Promise<void> {
  const start = performance.now()
  const rows = await readers[name!]!(path!, JSON.parse(description!) as DatasetDescription)
  const result: ReaderResult = {
    rows,
    seconds: (performance.now() - start) / 1000,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  }
  process.stdout.write(JSON.stringify(result))
}

void main(process.argv.slice(2))
