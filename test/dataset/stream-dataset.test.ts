import {Readable} from 'node:stream'
import {setImmediate} from 'node:timers/promises'
import {gzipSync} from 'node:zlib'
import {expect} from 'chai'
import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import {
  streamDataset,
  streamDatasetAs,
  type StreamAsOptions,
  type StreamedDataset,
} from '../../src/lib/dataset/stream-dataset.js'
import type {StreamedChunk, AcceptChunk} from '../../src/lib/dataset/stream-table.js'
import type {LoadPlan} from '../../src/lib/dataset/load-planning.js'
import type {CategoryColumn, Table} from '../../src/lib/dataset/table.js'
import {errorOf, people, pipe} from './load-text.js'

type Chunk = StreamedChunk<LoadPlan>

/** Rows enough for several chunks: brands come up late, some ages are missing. */
function manyRows(count: number): string {
  const lines = Array.from({length: count}, (_, row) => {
    const brand = row % 7 === 0 ? 'audi' : row > 40_000 ? `late-${row % 3}` : 'fiat'
    return `${row % 11 === 0 ? 'NA' : 16 + (row % 997) / 10};${row % 2};${brand};${row % 3};${row}`
  })
  return ['age;trained;brand;group;note', ...lines, ''].join('\n')
}

async function collect(
  content: string | Uint8Array,
  options: Partial<StreamAsOptions> = {},
): Promise<{readonly chunks: readonly Chunk[]; readonly read: StreamedDataset}> {
  const chunks: Chunk[] = []
  const read = await streamAs(content, (chunk) => void chunks.push(chunk), options)
  return {chunks, read}
}

function streamAs(
  content: string | Uint8Array,
  accept: AcceptChunk<LoadPlan>,
  options: Partial<StreamAsOptions> = {},
): Promise<StreamedDataset> {
  return streamDatasetAs(
    people,
    {path: '-', stdin: pipe(content), displayName: 'data.csv', onBadRow: 'fail', requireTarget: true, ...options},
    accept,
  )
}

/** Values of a column of all chunks, as a file shows them. */
function valuesOf(tables: readonly Table[], name: string): (string | number | null)[] {
  return tables.flatMap(({columns}): (string | number | null)[] => {
    const column = columns.find((each) => each.name === name)!
    return column.kind === 'number'
      ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
      : Array.from(column.codes, (code) => column.categories[code] ?? null)
  })
}

describe('streamDatasetAs', () => {
  it('hands on, some at a time, what loadDatasetAs reads, and knows the same of the file', async () => {
    const content = manyRows(100_000)
    const {chunks, read} = await collect(content)
    const whole = await loadDatasetAs(people, {
      path: '-',
      stdin: pipe(content),
      displayName: 'data.csv',
      onBadRow: 'fail',
      requireTarget: true,
    })
    expect(chunks.length).to.be.within(2, 4)
    expect(chunks.map(({firstRow}) => firstRow)[1]).to.equal(chunks[0]!.table.rows)
    expect([read.rows, read.hash, read.file, read.skippedRows]).to.deep.equal([100_000, whole.hash, 'data.csv', 0])
    for (const name of ['age', 'trained', 'brand', 'group']) {
      const streamed = valuesOf(
        chunks.map(({table}) => table),
        name,
      )
      expect(streamed, name).to.deep.equal(valuesOf([whole.table], name))
    }
  })

  it('does not read ignored columns', async () => {
    const {chunks} = await collect(manyRows(3))
    expect(chunks[0]!.table.columns.map(({name}) => name)).to.deep.equal(['age', 'trained', 'brand', 'group'])
  })

  it('keeps the meaning of a code from chunk to chunk, while categories are added', async () => {
    const {chunks} = await collect(manyRows(100_000))
    const brands = chunks.map(({table}) => (table.columns[2] as CategoryColumn).categories)
    expect(brands[0]).to.deep.equal(['audi', 'fiat'])
    expect(brands.at(-1)!.slice(0, 2)).to.deep.equal(['audi', 'fiat'])
    expect(brands.at(-1)).to.have.length(5)
  })

  it('reads gzip', async () => {
    const {read} = await collect(gzipSync(manyRows(70_000)))
    expect(read.rows).to.equal(70_000)
  })

  it('waits for the chunk before, and hands on in order', async () => {
    let working = 0
    const seen: number[] = []
    await streamAs(manyRows(150_000), async ({firstRow}) => {
      expect(working++).to.equal(0)
      for (let turn = 0; turn < 20; turn++) await setImmediate()
      seen.push(firstRow)
      working--
    })
    expect(seen.length).to.be.above(3)
    expect(seen).to.deep.equal(seen.toSorted((a, b) => a - b))
  })

  it('reads no further than a few pieces while a chunk is being worked on', async () => {
    let pieces = 0
    const counted = Readable.from(
      (async function* () {
        for await (const piece of pipe(manyRows(150_000), 16 * 1024)) {
          pieces++
          yield piece as Buffer
        }
      })(),
      {highWaterMark: 1},
    )
    const readMeanwhile: number[] = []
    const work = async (): Promise<void> => {
      const before = pieces
      for (let turn = 0; turn < 300; turn++) await setImmediate()
      readMeanwhile.push(pieces - before)
    }
    await streamAs('', work, {stdin: counted})
    expect(pieces).to.be.above(150)
    expect(Math.max(...readMeanwhile)).to.be.below(20)
  })

  for (const [how, accept] of [
    [
      'throws',
      () => {
        throw new Error('enough')
      },
    ],
    ['answers a promise that is rejected', () => Promise.reject(new Error('enough'))],
  ] as const) {
    it(`ends when the one who takes the rows ${how}`, async () => {
      let calls = 0
      const reading = streamAs(manyRows(150_000), () => {
        calls++
        return accept()
      })
      await reading.then(
        () => expect.fail('it did not end'),
        (error: unknown) => expect(error).to.have.property('message', 'enough'),
      )
      expect(calls).to.equal(1)
    })
  }

  describe('with bad rows', () => {
    /** Rows 3 and 60,001 hold no number, row 5 has a field too many, and a line is blank. */
    const content = manyRows(100_000)
      .split('\n')
      .map((line, row) =>
        row === 3 || row === 60_001 ? line.replace(/^[^;]*/, 'old') : row === 5 ? `${line};1` : line,
      )
      .flatMap((line, row) => (row === 10 ? ['', line] : [line]))
      .join('\n')

    it('counts all of them before it fails, with the message of loadDatasetAs, and hands on nothing behind the first', async () => {
      const rows: number[] = []
      const error = await errorOf(streamAs(content, ({table}) => void rows.push(table.rows)))
      const expected = await errorOf(
        loadDatasetAs(people, {
          path: '-',
          stdin: pipe(content),
          displayName: 'data.csv',
          onBadRow: 'fail',
          requireTarget: true,
        }),
      )
      expect(error.message).to.equal(expected.message)
      expect(error.suggestion).to.equal(expected.suggestion)
      expect(error.suggestion).to.contain('3 of 100,000 rows')
      expect(rows).to.deep.equal([])
    })

    it('leaves them out and knows which rows of the file the others are', async () => {
      const {chunks, read} = await collect(content, {onBadRow: 'skip'})
      expect([read.rows, read.skippedRows]).to.deep.equal([99_997, 3])
      const numbers = chunks.flatMap(({table, numberOf}) => Array.from({length: table.rows}, (_, row) => numberOf(row)))
      const expected = Array.from({length: 100_000}, (_, row) => row + 1).filter((row) => ![3, 5, 60_001].includes(row))
      expect(numbers).to.deep.equal(expected)
    })
  })

  it('takes a class that nobody declared as a bad value, or after the others, as asked', async () => {
    const content = 'age;trained;brand;group\n20;1;audi;0\n21;0;fiat;7\n'
    expect((await errorOf(collect(content))).message).to.contain('group is "7", expected one of 0, 1, 2')
    const {chunks} = await collect(content, {classes: 'open'})
    expect(valuesOf([chunks[0]!.table], 'group')).to.deep.equal(['0', '7'])
  })

  it('reads a column besides, last, described or not', async () => {
    const content = 'age;month;trained;brand;group\n20;2024-01;1;audi;0\n21;;0;fiat;1\n'
    const {chunks} = await collect(content, {groupBy: 'month'})
    expect(chunks[0]!.table.columns.at(-1)!.name).to.equal('month')
    expect(valuesOf([chunks[0]!.table], 'month')).to.deep.equal(['2024-01', null])
    const again = await collect(content, {groupBy: 'brand'})
    expect(again.chunks[0]!.table.columns.map(({name}) => name)).to.deep.equal([
      'age',
      'trained',
      'brand',
      'group',
      'brand',
    ])
    const error = await errorOf(collect(content, {groupBy: 'mont'}))
    expect([error.code, error.message]).to.deep.equal([
      'COLUMN_MISSING',
      'data.csv has no column "mont". Did you mean "month"? Its columns are age, month, trained, brand, group.',
    ])
  })

  for (const [what, content, code] of [
    ['nothing', '', 'DATA_EMPTY'],
    ['a header alone', 'age;trained;brand;group\n', 'DATA_EMPTY'],
    ['other columns', 'a;b\n1;2\n', 'COLUMN_MISSING'],
  ] as const) {
    it(`says ${code} for a file of ${what}`, async () => {
      expect((await errorOf(collect(content))).code).to.equal(code)
    })
  }
})

describe('streamDataset', () => {
  const stream = async (content: string, options: Partial<StreamAsOptions> = {}) => {
    const tables: Table[] = []
    const read = await streamDataset(
      {path: '-', stdin: pipe(content), onBadRow: 'fail', requireTarget: false, ...options},
      ({table}) => void tables.push(table),
    )
    return {read, tables}
  }

  it('takes types from the first rows, and leaves categories and classes open', async () => {
    const {read} = await stream('x,colour,label\n1,red,yes\n2,blue,no\n3,red,no\n')
    expect(read.resolved.fields.map(({name, kind}) => [name, kind])).to.deep.equal([
      ['x', 'number'],
      ['colour', 'category'],
      ['label', 'category'],
    ])
    expect(read.resolved.target).to.equal('label')
    expect(read.resolved.fields[1]).to.have.deep.property('categories', [])
  })

  it('reads a file without a label in the same pass', async () => {
    const {read, tables} = await stream('x,y\n1.5,2.25\n2.5,3.75\n')
    expect(read.resolved.target).to.equal('')
    expect(valuesOf(tables, 'y')).to.deep.equal([2.25, 3.75])
  })

  it('insists on a label that was named', async () => {
    expect((await errorOf(stream('x,y\n1.5,2.25\n', {target: 'z'}))).code).to.equal('COLUMN_MISSING')
  })
})
