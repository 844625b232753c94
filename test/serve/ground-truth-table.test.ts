import {createHash} from 'node:crypto'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import fc from 'fast-check'
import {hashId} from '../../src/lib/serve/ground-truth-hash.js'
import {IndexFile, writeIndex} from '../../src/lib/serve/ground-truth-index-file.js'
import {IdTable, type IdEntry} from '../../src/lib/serve/ground-truth-table.js'

describe('IdTable', () => {
  const word = fc.nat(0xffff)
  const entries = fc.record({
    seconds: fc.nat(0xffffffff),
    model: word,
    predicted: word,
    answered: word,
    label: word,
  })
  // Few different halves, so that searches meet others and go round the end.
  const hashes = fc.record({
    high: fc.constantFrom(0, 1, 0x7fffffff, 0xfffffffe, 0xffffffff),
    low: fc.integer({min: 1, max: 40}),
  })

  it('finds what a map finds, in memory, compacted and on disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlops-ids-'))
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(hashes, entries), {maxLength: 120}),
          fc.array(hashes),
          async (rows, others) => {
            const table = new IdTable()
            const map = new Map<string, IdEntry>()
            for (const [hash, entry] of rows) {
              const key = `${hash.high} ${hash.low}`
              expect(table.add(hash, entry)).to.equal(!map.has(key))
              if (!map.has(key)) map.set(key, entry)
            }
            const path = join(folder, 'a.ids')
            await writeIndex(path, {covered: 7, rows: table.rows, models: [], classes: ['ä']}, table)
            const file = (await IndexFile.open(path))!
            expect(file.header).to.include({covered: 7, rows: map.size})
            const asked = [...rows.map(([hash]) => hash), ...others]
            const expected = asked.map(({high, low}) => map.get(`${high} ${low}`))
            expect(asked.map((hash) => table.find(hash))).to.deep.equal(expected)
            expect(asked.map((hash) => table.compact().find(hash))).to.deep.equal(expected)
            expect(await file.find(asked)).to.deep.equal(expected)
            const loaded = await file.load()
            expect(asked.map((hash) => loaded.find(hash))).to.deep.equal(expected)
          },
        ),
        {numRuns: 60},
      )
    } finally {
      await rm(folder, {recursive: true})
    }
  })

  it('is made once for rows that are expected, and is on disk as it is', () => {
    const table = new IdTable()
    table.reserve(100, 10_000)
    const {slots} = table
    for (let row = 0; row < 10_000; row++) {
      table.reserve(1)
      table.add(hashId(String(row)), {seconds: row, model: 0, predicted: 0, answered: 0, label: 0})
    }
    expect(table.slots).to.equal(slots)
    expect(table.compact()).to.equal(table)
    expect(table.slots).to.be.below(1.4 * 10_000)
    table.reserve(1)
    expect(table.slots).to.be.within(1.2 * slots, 1.3 * slots)
  })

  it('gives ids the hashes that are in indexes on disk', () => {
    const digest = createHash('sha256').update('ä-1').digest()
    expect(hashId('ä-1')).to.deep.equal({high: digest.readUInt32LE(0), low: digest.readUInt32LE(4)})
  })

  it('gives ids hashes that differ', () => {
    const seen = new Set(Array.from({length: 20_000}, (_, index) => Object.values(hashId(String(index))).join()))
    expect(seen.size).to.equal(20_000)
  })
})
