import {expect} from 'chai'
import fc from 'fast-check'
import Papa from 'papaparse'
import {openRecords} from '../../src/lib/dataset/csv-records.js'
import {errorOf} from './load-text.js'

interface Row {
  readonly fields: readonly string[]
  readonly line: number
}

async function read(text: string, {pieceCharacters = 1000, delimiter = ';'} = {}): Promise<readonly Row[]> {
  const reader = await openRecords(cut(text, pieceCharacters), {file: 'data.csv', hints: {delimiter}})
  const rows: Row[] = []
  await reader.read(({records, lineOf}) => {
    records.forEach((fields, record) => rows.push({fields: [...fields], line: lineOf(record)}))
  })
  return rows
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* cut(text: string, pieceCharacters: number): AsyncGenerator<string> {
  for (let from = 0; from < text.length; from += pieceCharacters) yield text.slice(from, from + pieceCharacters)
}

function isNotBlank(fields: readonly string[]): boolean {
  return fields.length > 1 || fields[0] !== ''
}

/** Long enough that the text is parsed in several pieces even though the first 64 KiB are looked at together. */
const filler = 'some;words;in;five;fields\n'.repeat(3000)

describe('openRecords', () => {
  const field = fc.string({unit: fc.constantFrom('a', '"', ';', '\n', ' ', 'ü', '1', '.'), maxLength: 6})
  const table = fc.array(fc.array(field, {minLength: 2, maxLength: 3}), {minLength: 1, maxLength: 12})
  const format = (rows: readonly (readonly string[])[]): string =>
    rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(';') + '\n').join('')

  it('gives the fields and the start line of every record, wherever the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({min: 1, max: 9}), async (rows, pieceCharacters) => {
        const found = await read(filler + format(rows), {pieceCharacters: 60_000 + pieceCharacters})
        const lines = rows.map((_, index) => 3001 + format(rows.slice(0, index)).split('\n').length - 1)
        const expected = rows.map((fields, index) => ({fields, line: lines[index]}))
        expect(found.slice(3000, 3000 + rows.length)).to.deep.equal(expected)
      }),
      {numRuns: 50},
    )
  })

  it('gives the same records for pieces of any size as for the whole text', async () => {
    const text =
      filler +
      format([
        ['x\ny', 'a"b'],
        ['', ';'],
        ['"', '\n\n'],
      ]) +
      filler
    const whole = await read(text, {pieceCharacters: text.length})
    for (const pieceCharacters of [997, 4096, 65_537]) {
      expect(await read(text, {pieceCharacters})).to.deep.equal(whole)
    }
  })

  it('cuts records and fields as papaparse does with the whole text', async () => {
    const messy = fc.string({unit: fc.constantFrom('a', '"', ';', '\n', '1'), maxLength: 40})
    await fc.assert(
      fc.asyncProperty(messy, async (text) => {
        const oracle = Papa.parse<string[]>(text, {delimiter: ';', newline: '\n'})
        fc.pre(oracle.errors.length === 0)
        const found = (await read(filler + text, {pieceCharacters: 60_001})).slice(3000).map(({fields}) => fields)
        expect(found.filter(isNotBlank)).to.deep.equal(oracle.data.filter(isNotBlank))
      }),
      {numRuns: 200},
    )
  })

  it('keeps line numbers right after fields with line ends', async () => {
    const rows = await read('a;b\n"1\n\n";2\n3;"4\r\n5"\n6;7\n')
    expect(rows.slice(0, 4).map(({line}) => line)).to.deep.equal([1, 2, 5, 7])
  })

  it('keeps line numbers right when the last line has no end', async () => {
    expect((await read('a;b\n"1\n2";3\nx;y')).map(({line}) => line)).to.deep.equal([1, 2, 4])
  })

  it('counts a line end of two characters once', async () => {
    const rows = await read('a;"b"\r\n1;"x\r\ny"\r\n3;4\r\n')
    expect(rows.slice(0, 3).map(({line}) => line)).to.deep.equal([1, 2, 4])
  })

  it('reads files with carriage returns alone', async () => {
    const rows = await read('a;b\r1;2\r3;4\r')
    expect(rows.slice(0, 3).map(({fields}) => fields)).to.deep.equal([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ])
  })

  it('names the line of a quote that is never closed', async () => {
    const error = await errorOf(read('a;b\n1;2\n"3;4\n5;6\n'))
    expect(error.code).to.equal('DATA_FORMAT')
    expect(error.message).to.equal('data.csv:3  a quoted value is opened and never closed.')
  })

  it('names the line of text that follows a closing quote', async () => {
    const error = await errorOf(read('a;b\n"1\n2";2\n"3"x;4\n5;6\n'))
    expect(error.message).to.equal('data.csv:4  a quoted value is followed by text before the next delimiter.')
  })

  it('is not misled by a text that is cut right after a closing quote', async () => {
    const text = `${filler}"a" ;"b" \n"c";"d"\n`
    for (let back = 1; back < 20; back++) {
      const rows = await read(text, {pieceCharacters: text.length - back})
      expect(rows[3001]!.fields).to.deep.equal(['c', 'd'])
    }
  })

  it('gives up on a quote that swallows megabytes, instead of reading them again and again', async () => {
    const error = await errorOf(read(`a;b\n1;2\n"3;4\n${filler.repeat(100)}`, {pieceCharacters: 65_536}))
    expect(error.message).to.equal('data.csv:3  the record that starts here is longer than 4 MiB.')
  })

  it('ends with the error of the one who takes the records', async () => {
    const reader = await openRecords(cut('a;b\n', 2), {file: 'data.csv', hints: {}})
    let message = ''
    try {
      await reader.read(() => {
        throw new Error('enough')
      })
    } catch (error) {
      message = (error as Error).message
    }
    expect(message).to.equal('enough')
  })

  it('gives no record for an empty text', async () => {
    expect(await read('')).to.deep.equal([])
  })
})
