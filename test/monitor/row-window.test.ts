import {expect} from 'chai'
import fc from 'fast-check'
import type {FieldDescription} from '../../src/lib/dataset/description.js'
import {CategoryCodes} from '../../src/lib/monitor/category-codes.js'
import {buffersOf, RowWindow, type WindowRow} from '../../src/lib/monitor/row-window.js'

const fields: readonly FieldDescription[] = [
  {kind: 'number', name: 'age', integer: false},
  {kind: 'category', name: 'fuel', categories: [{value: 'petrol', label: 'Petrol'}]},
]
const known = [[], ['petrol']]

const rowsOf = fc.array(
  fc.record({
    values: fc.tuple(
      fc.option(fc.double({noNaN: true})),
      fc.option(fc.constantFrom('petrol', 'diesel', 'gas', 'wood', '')),
    ),
    predicted: fc.nat(2),
    confidence: fc.double({min: 0, max: 1, noNaN: true}),
    source: fc.nat(2),
  }),
  {maxLength: 60},
)

function fill(rows: readonly WindowRow[], capacity: number, hasFallback = true): RowWindow {
  const window = new RowWindow(fields, {capacity, known, hasFallback})
  for (const row of rows) window.add(row, new Int32Array(2))
  return window
}

describe('row window', () => {
  it('keeps the last rows, the oldest first', () => {
    fc.assert(
      fc.property(rowsOf, fc.integer({min: 1, max: 40}), (rows, capacity) => {
        const {table, outputs} = fill(rows, capacity).snapshot()
        const [age, fuel] = table.columns
        if (age?.kind !== 'number' || fuel?.kind !== 'category') throw new Error('other columns')
        const last = rows.slice(-capacity)
        expect(table.rows).to.equal(last.length)
        expect([...age.values]).to.deep.equal(last.map(({values}) => values[0] ?? NaN))
        expect([...fuel.codes].map((code) => fuel.categories[code] ?? null)).to.deep.equal(
          last.map(({values}) => values[1]),
        )
        expect([...outputs.predicted]).to.deep.equal(last.map(({predicted}) => predicted))
        expect([...outputs.confidence]).to.deep.equal(last.map(({confidence}) => confidence))
        expect([...outputs.sources!]).to.deep.equal(last.map(({source}) => source))
      }),
    )
  })

  it('hands out memory that later rows do not touch, and whose loss it does not feel', () => {
    const row = {values: [1, 'petrol'], predicted: 0, confidence: 0.9, source: 0}
    const window = fill([row, row], 2)
    const snapshot = window.snapshot()
    structuredClone(snapshot, {transfer: buffersOf(snapshot)})
    window.add({...row, values: [2, 'gas']}, new Int32Array(2))
    expect(window.snapshot().table.columns[0]).to.have.deep.property('values', Float64Array.of(1, 2))
  })

  it('tells the code of each category: below the number of known ones where it is known', () => {
    const window = fill([], 5)
    const codes = new Int32Array(2)
    const codeOf = (fuel: string | null) => {
      window.add({values: [1, fuel], predicted: 0, confidence: 1, source: 0}, codes)
      return codes[1]
    }
    expect([codeOf('petrol'), codeOf('gas'), codeOf(null)]).to.deep.equal([0, 1, -1])
  })

  it('has no sources without a fallback', () => {
    expect(fill([], 5, false).snapshot().outputs.sources).to.equal(null)
  })

  it('keeps no more unknown categories than it has rows, however many come by', () => {
    const window = fill(
      Array.from({length: 5000}, (_, row) => ({
        ...{values: [row, `fuel ${row}`], predicted: 0, confidence: 1, source: 0},
      })),
      10,
    )
    const fuel = window.snapshot().table.columns[1]
    expect(fuel).to.have.property('kind', 'category')
    expect(fuel?.kind === 'category' && fuel.categories.length).to.be.at.most(12)
  })

  it('keeps of a text that fills a request only the beginning', () => {
    const codes = new CategoryCodes([])
    codes.take('x'.repeat(1_000_000))
    expect(codes.categories()).to.deep.equal(['x'.repeat(256)])
  })
})
