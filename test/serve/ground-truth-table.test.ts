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

  it('gives ids hashes that differ', () => {
    const seen = new Set(Array.from({length: 20_000}, (_, index) => Object.values(hashId(String(index))).join()))
    expect(seen.size).to.equal(20_000)
  })
})
