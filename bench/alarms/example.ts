import {Readable} from 'node:stream'
import type {DatasetDescription, FieldDescription} from '../../src/lib/dataset/description.js'
import {generateMonthChunks, type MonthOptions} from '../../src/lib/dataset/generator.js'
import {loadDataset, loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {dataColumnsOf} from '../../src/lib/drift/profile-columns.js'

let description: Promise<DatasetDescription> | undefined

async function exampleDescription(): Promise<DatasetDescription> {
  const read = () => loadDataset({path: 'data/reference.csv', onBadRow: 'fail', requireTarget: true})
  return (description ??= read().then((dataset) => dataset.description))
}

/** The features of the example, as its data package describes them. */
export async function exampleFields(): Promise<readonly FieldDescription[]> {
  return dataColumnsOf(await exampleDescription()).fields
}

/** Rows of the example's generator, written and read as a file is. */
export async function exampleRows(options: MonthOptions): Promise<Table> {
  const stdin = Readable.from(generateMonthChunks(options))
  return readExample('-', stdin)
}

/** A committed file of the example; month 0 is the reference. */
export function committedRows(month: number): Promise<Table> {
  return readExample(month === 0 ? 'data/reference.csv' : `data/month-${month}.csv`)
}

async function readExample(path: string, stdin?: Readable): Promise<Table> {
  const options = {path, onBadRow: 'fail', requireTarget: true} as const
  const {table} = await loadDatasetAs(await exampleDescription(), stdin === undefined ? options : {...options, stdin})
  return table
}
