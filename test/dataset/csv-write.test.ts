import {expect} from 'chai'
import fc from 'fast-check'
import {formatCsv} from '../../src/lib/dataset/csv-write.js'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {buildTable, categoryField, numberField, target} from './build-table.js'
import {loadTextAs} from './load-text.js'

const textOf = (table: Table, delimiter?: string): string => [...formatCsv(table, delimiter)].join('')

describe('formatCsv', () => {
  it('writes a header and a line for each row', () => {
    const table = buildTable({age: [17.5, null, -3], brand: ['audi', null, 'fiat']})
    expect(textOf(table, ';')).to.equal('age;brand\n17.5;audi\n;\n-3;fiat\n')
  })

  it('writes numbers in the shortest form that reads back as the same number', () => {
    const table = buildTable({x: [0.1, 1 / 3, 1e21, 5e-324, 123456789012345680000]})
    expect(textOf(table)).to.equal('x\n0.1\n0.3333333333333333\n1e+21\n5e-324\n123456789012345680000\n')
  })

  it('quotes text that would read back as something else', () => {
    const table = buildTable({'a,b': ['x,y', 'say "hi"', 'two\nlines', ' blank', 'plain text']})
    expect(textOf(table)).to.equal('"a,b"\n"x,y"\n"say ""hi"""\n"two\nlines"\n" blank"\nplain text\n')
  })

  it('quotes only what the delimiter at hand asks for', () => {
    expect(textOf(buildTable({a: ['x,y', 'p;q']}), ';')).to.equal('a\nx,y\n"p;q"\n')
  })

  it('writes only the header of a table without rows', () => {
    expect(textOf(buildTable({a: [], b: []}))).to.equal('a,b\n')
  })

  it('writes a long table in pieces', () => {
    const table = buildTable({x: Array.from({length: 2500}, (_, row) => row)})
    expect([...formatCsv(table)]).to.have.length(4)
    expect(textOf(table).split('\n')).to.have.length(2502)
  })

  it('is read back as the same table, wherever the bytes are cut', async () => {
    const word = fc.string({unit: fc.constantFrom('a', 'B', '"', ';', ',', '\n', '\r', '\t', '|', ' ', 'ü', '😀', '7')})
    const category = word.filter((text) => text.trim() !== '' && !text.endsWith('\r'))
    const cell = fc.record({
      number: fc.option(fc.double({noNaN: true, min: -3.4e38, max: 3.4e38})),
      category: fc.option(category),
      label: fc.constantFrom('yes', 'no'),
    })
    const input = fc.record({
      rows: fc.array(cell, {minLength: 1, maxLength: 20}),
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      pieceBytes: fc.integer({min: 1, max: 40}),
    })
    await fc.assert(
      fc.asyncProperty(input, async ({rows, delimiter, pieceBytes}) => {
        const values = rows.map((row) => row.category)
        const categories = [...new Set(values.filter((value) => value !== null))]
        const table: Table = {
          rows: rows.length,
          columns: [
            {kind: 'number', name: 'a number', values: Float64Array.from(rows, ({number}) => (number ?? NaN) + 0)},
            {
              kind: 'category',
              name: 'words',
              codes: Int32Array.from(values, (value) => (value === null ? -1 : categories.indexOf(value))),
              categories,
            },
            {
              kind: 'category',
              name: 'label',
              codes: Int32Array.from(rows, ({label}) => (label === 'yes' ? 1 : 0)),
              categories: ['no', 'yes'],
            },
          ],
        }
        const description: DatasetDescription = {
          name: 'any',
          delimiter,
          missingValues: [''],
          fields: [numberField('a number'), categoryField('words', categories), categoryField('label', ['no', 'yes'])],
          target: target('label', ['no', 'yes']),
          features: ['a number', 'words'],
          ignored: [],
          aliases: {},
        }
        const read = await loadTextAs(description, textOf(table, delimiter), {pieceBytes})
        expect(read.table).to.deep.equal(table)
      }),
      {numRuns: 300},
    )
  })
})
