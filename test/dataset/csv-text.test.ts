import {expect} from 'chai'
import fc from 'fast-check'
import {decodeText} from '../../src/lib/dataset/csv-text.js'
import {errorOf} from './load-text.js'

async function decode(bytes: Uint8Array, pieceBytes = 64): Promise<string> {
  let text = ''
  for await (const part of decodeText(cut(bytes, pieceBytes), 'data.csv')) text += part
  return text
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* cut(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes)
}

describe('decodeText', () => {
  it('gives the same text wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'grapheme'}), fc.integer({min: 1, max: 7}), async (content, pieceBytes) => {
        fc.pre(!content.includes('\0') && !content.startsWith('\uFEFF'))
        expect(await decode(Buffer.from(content), pieceBytes)).to.equal(content)
      }),
    )
  })

  it('drops a byte order mark, also one that is cut', async () => {
    expect(await decode(Buffer.from('\uFEFFa;b'), 1)).to.equal('a;b')
    expect(await decode(Buffer.from('\uFEFFa;b'))).to.equal('a;b')
  })

  it('keeps a byte order mark that is not at the start', async () => {
    expect(await decode(Buffer.from('a;\uFEFFb'), 2)).to.equal('a;\uFEFFb')
  })

  it('refuses UTF-16 with a byte order mark', async () => {
    const bytes = Buffer.from('\uFEFFage;group\n', 'utf16le')
    expect((await errorOf(decode(bytes))).message).to.equal('data.csv is in UTF-16, expected UTF-8.')
    expect((await errorOf(decode(bytes.swap16()))).message).to.equal('data.csv is in UTF-16, expected UTF-8.')
  })

  it('refuses UTF-16 without a byte order mark', async () => {
    const bytes = Buffer.from('age;group\n17;1\n', 'utf16le')
    const error = await errorOf(decode(bytes, 1000))
    expect(error.code).to.equal('DATA_FORMAT')
    expect(error.message).to.equal('data.csv is in UTF-16, expected UTF-8.')
  })

  it('refuses a zero byte and says where it is', async () => {
    const error = await errorOf(decode(Buffer.from(`${'a;b\n'.repeat(300)}x\0y`), 100))
    expect(error.message).to.equal('data.csv is a binary file, not text: byte 1,202 is zero.')
  })

  it('refuses other encodings and shows the place', async () => {
    const error = await errorOf(decode(Buffer.from('name;group\nMüller;1\n', 'latin1')))
    expect(error.code).to.equal('DATA_FORMAT')
    expect(error.message).to.equal('data.csv is not UTF-8 text: byte 13 is 0xfc, near "Müller;1".')
    expect(error.suggestion).to.contain('iconv')
  })

  it('refuses a file that ends inside a character', async () => {
    const error = await errorOf(decode(Buffer.from('a;ü').subarray(0, 3)))
    expect(error.message).to.contain('byte 3 is 0xc3')
  })

  it('finds the byte that is wrong, whatever surrounds it', async () => {
    const place = fc.tuple(fc.string({unit: 'grapheme'}), fc.string({unit: 'grapheme-ascii'}))
    await fc.assert(
      fc.asyncProperty(place, fc.integer({min: 1, max: 9}), async ([before, after], pieceBytes) => {
        fc.pre(before !== '' && !before.includes('\0') && !after.includes('\0'))
        const start = Buffer.from(before)
        const error = await errorOf(decode(Buffer.concat([start, Buffer.from([0xfe]), Buffer.from(after)]), pieceBytes))
        expect(error.message).to.contain(`byte ${start.length + 1} is 0xfe`)
      }),
    )
  })

  const formats: readonly [string, readonly number[]][] = [
    ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04, 0, 0]],
    ['a Parquet file', [0x50, 0x41, 0x52, 0x31, 0x15, 0]],
    ['compressed with Zstandard', [0x28, 0xb5, 0x2f, 0xfd, 1, 2]],
  ]
  for (const [name, bytes] of formats) {
    it(`says that a file is ${name}`, async () => {
      expect((await errorOf(decode(Uint8Array.from(bytes)))).message).to.contain(`data.csv is ${name}`)
    })
  }

  it('takes text that only begins like another format', async () => {
    expect(await decode(Buffer.from('PAR1;PAR2\n1;2\n'))).to.equal('PAR1;PAR2\n1;2\n')
  })
})
