import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {columnOf, type Table} from '../../src/lib/dataset/table.js'
import {GroundTruth} from '../../src/lib/serve/ground-truth.js'
import {PredictionLog} from '../../src/lib/serve/prediction-log.js'
import {tableFromLog, type TableFromLogOptions} from '../../src/lib/serve/prediction-log-table.js'
import {answeredRow, description, model, start} from './log-rows.js'

describe('tableFromLog', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlops-table-'))
    const log = new PredictionLog({folder, describe: () => description})
    const values = [
      [1, 'red'],
      [2.5, 'green'],
      [null, 'blue'],
      [4, null],
      [5, 'red'],
    ] as const
    values.forEach((row, index) => log.accept(model, answeredRow(`row-${index}`, {time: start + index, values: row})))
    await log.close()
    const groundTruth = await GroundTruth.open({folder})
    await groundTruth.add([
      {id: 'row-3', label: 2},
      {id: 'row-1', label: 'high'},
    ])
    await groundTruth.close()
  })

  afterEach(() => rm(folder, {recursive: true}))

  async function read(options: TableFromLogOptions): Promise<readonly Table[]> {
    const tables: Table[] = []
    for await (const {table, firstRow} of tableFromLog(folder, description, options)) {
      expect(firstRow).to.equal(tables.reduce((rows, each) => rows + each.rows, 0))
      tables.push(table)
    }
    return tables
  }

  const shown = (table: Table, name: string): readonly (number | string | null)[] => {
    const column = columnOf(table, name)
    if (column.kind === 'number') return [...column.values].map((value) => (Number.isNaN(value) ? null : value))
    return [...column.codes].map((code) => column.categories[code] ?? null)
  }

  it('gives the features of all rows, unseen categories after the declared ones', async () => {
    const [table] = await read({})
    expect(table!.columns.map(({name}) => name)).to.deep.equal(['age', 'colour'])
    expect(shown(table!, 'age')).to.deep.equal([1, 2.5, null, 4, 5])
    expect(shown(table!, 'colour')).to.deep.equal(['red', 'green', 'blue', null, 'red'])
    expect(columnOf(table!, 'colour')).to.have.property('categories').that.deep.equals(['red', 'blue', 'green'])
  })

  it('gives the rows that have a label, with the target', async () => {
    const [table] = await read({labels: 'only'})
    expect(shown(table!, 'age')).to.deep.equal([2.5, 4])
    expect(shown(table!, 'group')).to.deep.equal(['0', '2'])
    expect(columnOf(table!, 'group')).to.have.property('categories').that.deep.equals(['0', '1', '2'])
  })

  it('gives all rows with the labels that are known', async () => {
    const [table] = await read({labels: 'known'})
    expect(shown(table!, 'group')).to.deep.equal([null, '0', null, '2', null])
  })

  it('gives the rows in pieces in which a code means the same', async () => {
    const tables = await read({rowsPerChunk: 2})
    expect(tables.map(({rows}) => rows)).to.deep.equal([2, 2, 1])
    expect(tables.flatMap((table) => shown(table, 'age'))).to.deep.equal([1, 2.5, null, 4, 5])
  })

  it('takes the same selection as the reader of the log', async () => {
    const tables = await read({since: start + 3, labels: 'only'})
    expect(tables.map(({rows}) => rows)).to.deep.equal([1])
    expect(await read({version: 9})).to.deep.equal([])
  })
})
