import {mkdir, mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import fc from 'fast-check'
import {PredictionLog} from '../../src/lib/serve/prediction-log.js'
import {rejection} from '../model/rejection.js'
import {answeredRow, description, filesOf, ids, idsIn, model, readAll, start} from './log-rows.js'

describe('readPredictionLog', () => {
  let parent: string
  let folder: string

  before(async () => (parent = await mkdtemp(join(tmpdir(), 'mlops-read-'))))
  beforeEach(async () => (folder = await mkdtemp(join(parent, 'a-'))))
  after(() => rm(parent, {recursive: true}))

  /** Rows of several writers, by the minutes after the start. */
  async function write(writers: readonly (readonly number[])[], maximumFileBytes = 500): Promise<void> {
    for (const [writer, minutes] of writers.entries()) {
      const log = new PredictionLog({folder, describe: () => description, maximumFileBytes})
      for (const [index, minute] of minutes.entries()) {
        log.accept(model, answeredRow(`${writer}-${minute}`, {time: start + minute * 60_000}))
        if (index % 2 === 1) await log.flush()
      }
      await log.close()
    }
  }

  it('merges the files of several writers in order of time', async () => {
    await write([
      [0, 2, 4, 6, 8, 10],
      [1, 2, 3, 20, 21],
      [5, 30],
    ])
    expect(filesOf(folder, 'predictions').length).to.be.greaterThan(4)
    const minutes = (await idsIn(folder)).map((id) => Number(id.split('-')[1]))
    expect(minutes).to.deep.equal([0, 1, 2, 2, 3, 4, 5, 6, 8, 10, 20, 21, 30])
  })

  it('leaves out files that end before the moment, and none that ends with it', async () => {
    await write([[0, 1, 2, 3, 4, 5]], 100)
    expect(filesOf(folder, 'predictions')).to.have.length(6)
    expect(await idsIn(folder, {since: start + 60_000})).to.have.length(5)
    expect(await idsIn(folder, {since: start + 60_001})).to.have.length(4)
    expect(await idsIn(folder, {until: start + 120_000})).to.have.length(2)
    expect(await idsIn(folder, {until: start + 120_001})).to.have.length(3)
  })

  it('gives the rows from a moment on and before another, however files are cut', async () => {
    const times = fc.uniqueArray(fc.nat(200), {maxLength: 12}).map((list) => list.sort((a, b) => a - b))
    await fc.assert(
      fc.asyncProperty(
        fc.array(times, {minLength: 1, maxLength: 3}),
        fc.nat(200),
        fc.nat(200),
        fc.constantFrom(100, 700, 10_000),
        async (writers, a, b, maximumFileBytes) => {
          folder = await mkdtemp(join(parent, 'b-'))
          const rows = writers.flat()
          fc.pre(rows.length > 0)
          await write(writers, maximumFileBytes)
          const [since, until] = [Math.min(a, b), Math.max(a, b)]
          const read = await readAll(folder, {since: start + since * 60_000, until: start + until * 60_000})
          expect(read.map(({time}) => (time - start) / 60_000)).to.deep.equal(
            rows.filter((minute) => minute >= since && minute < until).sort((x, y) => x - y),
          )
        },
      ),
      {numRuns: 25},
    )
  })

  it('gives the rows of one model, or of one version', async () => {
    const log = new PredictionLog({folder, describe: () => description})
    log.accept({name: 'a', version: 1}, answeredRow('a1'))
    log.accept({name: 'a', version: 2}, answeredRow('a2'))
    log.accept({name: 'b', version: 2}, answeredRow('b2'))
    await log.close()
    expect(await idsIn(folder, {model: 'a'})).to.deep.equal(['a1', 'a2'])
    expect(await idsIn(folder, {version: 2})).to.deep.equal(['a2', 'b2'])
    expect(await idsIn(folder, {model: 'b', version: 1})).to.deep.equal([])
  })

  it('reads lines that are longer than what is read at once', async () => {
    const log = new PredictionLog({folder, describe: () => description})
    const long = 'ä'.repeat(150_000)
    for (const id of ids(0, 3)) log.accept(model, answeredRow(id, {values: [1, long]}))
    await log.close()
    expect((await readAll(folder)).map(({features}) => features['colour'] === long)).to.deep.equal([true, true, true])
  })

  it('stops when it is interrupted', async () => {
    await write([[0, 1]])
    const signal = AbortSignal.abort()
    expect(await rejection(readAll(folder, {signal}))).to.have.property('code', 'INTERRUPTED')
  })

  it('says that there is no such folder, or no log in it', async () => {
    const missing = await rejection(readAll(join(folder, 'missing')))
    expect(missing.message).to.equal(`There is no folder ${join(folder, 'missing')}.`)
    await mkdir(join(folder, 'empty'))
    const empty = await rejection(readAll(join(folder, 'empty')))
    expect(empty.message).to.equal(`There is no prediction log in ${join(folder, 'empty')}.`)
    expect(empty).to.have.property('code', 'FILE_NOT_FOUND')
  })
})
