import {once} from 'node:events'
import {spawnSync} from 'node:child_process'
import {appendFile, mkdtemp, readFile, rm, unlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import fc from 'fast-check'
import {GroundTruth, type GroundTruthOptions, type LabelsRejected} from '../../src/lib/serve/ground-truth.js'
import {PredictionLog} from '../../src/lib/serve/prediction-log.js'
import {rejection} from '../model/rejection.js'
import {bundleLogWorker, ended, startWorker} from './log-process.js'
import {answeredRow, dayMs, description, filesOf, ids, model, start, textOf} from './log-rows.js'

describe('GroundTruth', () => {
  let parent: string
  let folder: string
  let bundle: string
  let clock: number
  let open: GroundTruth[]

  before(async () => {
    parent = await mkdtemp(join(tmpdir(), 'mlops-truth-'))
    bundle = await bundleLogWorker(parent)
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(parent, 'a-'))
    clock = start
    open = []
  })

  afterEach(() => Promise.all(open.map((each) => each.close())))
  after(() => rm(parent, {recursive: true}))

  async function groundTruth(options: Partial<GroundTruthOptions> = {}): Promise<GroundTruth> {
    const opened = await GroundTruth.open({folder, now: () => clock, ...options})
    open.push(opened)
    return opened
  }

  /** Row i is predicted `i % 3` and answered with that; one row an hour. */
  async function predict(from: number, to: number, maximumFileBytes?: number): Promise<void> {
    const log = new PredictionLog({folder, describe: () => description, now: () => clock, maximumFileBytes})
    for (let row = from; row < to; row++) {
      const rest = {time: start + row * 3_600_000, predicted: row % 3, answered: row % 3}
      log.accept(model, answeredRow(`row-${row}`, rest))
      if (maximumFileBytes !== undefined) await log.flush()
    }
    await log.close()
  }

  it('accepts a label once, takes the same again, and keeps the first of two', async () => {
    await predict(0, 3)
    const truth = await groundTruth()
    const answer = await truth.add([
      {id: 'row-0', label: 0},
      {id: 'row-0', label: '0'},
      {id: 'row-1', label: 'low'},
      {id: 'row-1', label: 'high'},
      {id: 'nobody', label: 1},
    ])
    expect(answer).to.deep.equal({
      accepted: 2,
      duplicates: 1,
      contradictionCount: 1,
      contradictions: [{id: 'row-1', was: '2', given: '0'}],
      unknownCount: 1,
      unknown: ['nobody'],
    })
    const again = await truth.add([
      {id: 'row-0', label: 'high'},
      {id: 'row-1', label: 1},
    ])
    expect(again).to.deep.include({accepted: 0, duplicates: 1, contradictions: [{id: 'row-1', was: '2', given: '1'}]})
    expect(truth.summary()).to.deep.include({labels: 2, duplicates: 2, contradictions: 2, unknown: 1})
  })

  it('says how right the answers were by the month of the prediction, and the model beside them', async () => {
    const log = new PredictionLog({folder, describe: () => description})
    const [january, february] = [start, start + 10 * dayMs]
    const fallback = {predicted: 1, answered: 0, source: 'baseline - out of range'} as const
    log.accept(model, answeredRow('a', {time: january}))
    log.accept(model, answeredRow('b', {time: january, ...fallback}))
    log.accept(model, answeredRow('c', {time: february}))
    log.accept({...model, version: 4}, answeredRow('d', {time: february}))
    await log.close()
    clock = start + 30 * dayMs
    const truth = await groundTruth()
    await truth.add(['a', 'b', 'c', 'd'].map((id) => ({id, label: 1})))
    const {months, versions, age} = truth.summary()
    expect(months.map(({month, version, labels, accuracy, modelAccuracy}) => [month, version, labels, accuracy, modelAccuracy])) // prettier-ignore
      .to.deep.equal([['2026-01', 3, 2, 0.5, 1], ['2026-02', 3, 1, 1, 1], ['2026-02', 4, 1, 1, 1]]) // prettier-ignore
    expect(months[0]!.classes).to.deep.equal([
      {value: '0', labelled: 0, answered: 1, correct: 0},
      {value: '1', labelled: 2, answered: 1, correct: 1},
    ])
    expect(versions.map(({version, labels, accuracy}) => [version, labels, accuracy])).to.deep.equal([
      [3, 3, 2 / 3],
      [4, 1, 1],
    ])
    expect(age.maximumSeconds).to.equal((30 * dayMs) / 1000)
    expect(age.medianSeconds! / ((20 * dayMs) / 1000)).to.be.closeTo(1, 0.01)
  })

  it('finds a prediction of two years ago, across restarts, in rotated files and in deleted ones', async () => {
    await predict(0, 20, 500)
    const first = await groundTruth()
    for (const name of filesOf(folder, 'predictions').slice(0, 4)) {
      await first.keepIds(name.replace('.ndjson', ''))
      await unlink(join(folder, name))
    }
    await first.close()
    clock = start + 730 * dayMs
    const truth = await groundTruth()
    const {accepted, unknownCount} = await truth.add(ids(0, 21).map((id) => ({id, label: 1})))
    expect([accepted, unknownCount]).to.deep.equal([20, 1])
    expect(truth.summary().age.maximumSeconds).to.equal((730 * dayMs) / 1000)
  })

  it('finds predictions that are not written yet, and those that other processes write', async () => {
    const log = new PredictionLog({folder, describe: () => description, flushMs: 60_000})
    const truth = await groundTruth({flush: () => log.flush()})
    log.accept(model, answeredRow('a'))
    expect(await truth.add([{id: 'a', label: 1}])).to.include({accepted: 1})
    log.accept(model, answeredRow('b'))
    expect(await truth.add([{id: 'b', label: 1}])).to.include({accepted: 1})
    await log.close()
    await ended(startWorker(bundle, [folder, 'rows', '10', 'other']))
    expect(await truth.add([{id: 'other-7', label: 1}])).to.include({accepted: 1})
  })

  it('refuses a request with a label that is no class, and keeps nothing of it', async () => {
    await predict(0, 3)
    const truth = await groundTruth()
    const error = await rejection(
      truth.add([
        {id: 'row-0', label: 0},
        {id: 'row-1', label: 7},
        {id: 'row-2', label: 'hihg'},
      ]),
    )
    expect(error.name).to.equal('LabelsRejected')
    const classes = 'the classes are 0 (high), 1 (medium), 2 (low).'
    expect((error as unknown as LabelsRejected).problems).to.deep.equal([
      {index: 1, message: `7 is no class; ${classes}`},
      {index: 2, message: `"hihg" is no class; ${classes}`},
    ])
    expect(truth.summary().labels).to.equal(0)
    expect(await truth.add([{id: 'row-0', label: 0}])).to.include({accepted: 1})
  })

  it('refuses one of several requests that are written together, and takes the others', async () => {
    await predict(0, 3)
    const truth = await groundTruth()
    const results = await Promise.allSettled([0, 7, 2].map((label, row) => truth.add([{id: `row-${row}`, label}])))
    expect(results.map(({status}) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled'])
    expect(truth.summary().labels).to.equal(2)
  })

  it('names at most a hundred unknown ids and contradictions, and counts all', async () => {
    await predict(0, 150)
    const truth = await groundTruth()
    await truth.add(ids(0, 150).map((id) => ({id, label: 0})))
    const answer = await truth.add(ids(0, 300).map((id) => ({id, label: 1})))
    expect([answer.contradictionCount, answer.unknownCount]).to.deep.equal([150, 150])
    expect([answer.contradictions.length, answer.unknown.length]).to.deep.equal([100, 100])
  })

  it('takes the first of two predictions that share an id', async () => {
    const log = new PredictionLog({folder, describe: () => description})
    log.accept(model, answeredRow('a', {answered: 0}))
    log.accept(model, answeredRow('a', {answered: 2}))
    await log.close()
    const truth = await groundTruth()
    await truth.add([{id: 'a', label: 0}])
    expect(truth.summary().versions[0]).to.include({labels: 1, accuracy: 1})
  })

  it('adds up to the same in any order of labels, with any restarts between', async () => {
    const rows = 30
    const labels = fc.array(fc.record({row: fc.nat(rows + 5), label: fc.nat(2)}), {maxLength: 60})
    await fc.assert(
      fc.asyncProperty(
        fc.array(labels, {maxLength: 6}),
        fc.infiniteStream(fc.boolean()),
        async (requests, restarts) => {
          folder = await mkdtemp(join(parent, 'b-'))
          await predict(0, rows)
          const expected = new Map<number, number>()
          const counts = {duplicates: 0, contradictions: 0, unknown: 0, accepted: 0}
          let truth = await groundTruth({maximumFileBytes: 1_000})
          for (const request of requests) {
            for (const {row, label} of request) {
              const known = expected.get(row)
              if (row >= rows) counts.unknown++
              else if (known === undefined) counts.accepted++
              else if (known === label) counts.duplicates++
              else counts.contradictions++
              if (row < rows && known === undefined) expected.set(row, label)
            }
            const answer = await truth.add(request.map(({row, label}) => ({id: `row-${row}`, label})))
            counts.accepted -= answer.accepted
            counts.duplicates -= answer.duplicates
            counts.contradictions -= answer.contradictionCount
            counts.unknown -= answer.unknownCount
            if (restarts.next().value) {
              await truth.close()
              truth = await groundTruth({maximumFileBytes: 1_000})
            }
          }
          expect(counts).to.deep.equal({duplicates: 0, contradictions: 0, unknown: 0, accepted: 0})
          const {labels: total, months} = truth.summary()
          const correct = [...expected].filter(([row, label]) => row % 3 === label).length
          expect(total).to.equal(expected.size)
          const sum = months.reduce((sofar, each) => sofar + each.accuracy * each.labels, 0)
          expect(sum).to.be.closeTo(correct, 1e-9)
          for (const {version, model: name} of truth.summary().versions)
            expect([name, version]).to.deep.equal(['insurance', 3])
        },
      ),
      {numRuns: 20},
    )
  })

  it('has on disk what it has acknowledged, when its process is killed', async () => {
    await predict(0, 400)
    const child = startWorker(bundle, [folder, 'labels', '0', '400'])
    const result = ended(child)
    await once(child.stdout!, 'data')
    await new Promise((wait) => setTimeout(wait, 60))
    child.kill('SIGKILL')
    const acknowledged = (await result).stdout.split('\n').slice(0, -1)
    expect(acknowledged.length).to.be.within(1, 399)
    const truth = await groundTruth({now: Date.now})
    expect(truth.summary().labels).to.be.within(acknowledged.length, acknowledged.length + 1)
    const again = await truth.add(acknowledged.map((id) => ({id, label: Number(id.slice(4)) % 3})))
    expect(again).to.include({accepted: 0, duplicates: acknowledged.length})
  })

  it('passes over a label that was torn off: it was not acknowledged', async () => {
    await predict(0, 2)
    const first = await groundTruth()
    await first.add([{id: 'row-0', label: 0}])
    await appendFile(join(folder, filesOf(folder, 'labels')[0]!), textOf(folder, 'labels').slice(0, 60))
    await first.close()
    const truth = await groundTruth()
    expect(truth.summary().labels).to.equal(1)
    expect(await truth.add([{id: 'row-1', label: 0}])).to.include({accepted: 1})
    expect((await groundTruth()).summary().labels).to.equal(2)
  })

  it('finds a prediction whose line was half-written when it was first looked for', async () => {
    await predict(0, 2)
    const path = join(folder, filesOf(folder, 'predictions')[0]!)
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.slice(0, -50))
    const truth = await groundTruth()
    expect(await truth.add([{id: 'row-1', label: 0}])).to.include({unknownCount: 1})
    await appendFile(path, text.slice(-50))
    expect(await truth.add([{id: 'row-1', label: 0}])).to.include({accepted: 1})
  })

  it('makes an index again that is broken', async () => {
    await predict(0, 5)
    const first = await groundTruth()
    await first.add([{id: 'row-0', label: 0}])
    await first.close()
    for (const kind of ['predictions', 'labels'] as const) {
      const path = join(folder, filesOf(folder, kind, '.ids')[0]!)
      await writeFile(path, (await readFile(path)).subarray(0, -100))
    }
    const truth = await groundTruth()
    expect(truth.summary().labels).to.equal(1)
    expect(await truth.add(ids(0, 5).map((id) => ({id, label: 0})))).to.include({accepted: 4, duplicates: 1})
  })

  it('reads indexes from disk where they do not fit into memory', async () => {
    await predict(0, 600, 20_000)
    const first = await groundTruth()
    await first.add([{id: 'row-0', label: 0}])
    await first.close()
    const truth = await groundTruth({cacheBytes: 0})
    expect(await truth.add(ids(590, 610).map((id) => ({id, label: 0})))).to.include({accepted: 10, unknownCount: 10})
    expect(await truth.add(ids(0, 600).map((id) => ({id, label: 0})))).to.include({accepted: 589, duplicates: 11})
  })

  it('gives each label to one of several processes that are told at the same time', async () => {
    await predict(0, 40)
    const children = [1, 2, 3].map(() => startWorker(bundle, [folder, 'labels', '0', '40']))
    const results = await Promise.all(children.map(ended))
    expect(results.map(({stderr}) => stderr).join('')).to.equal('')
    const taken = results.flatMap(({stdout}) => stdout.split('\n').slice(0, -1))
    expect(taken.sort()).to.deep.equal([...ids(0, 40)].sort())
    expect((await groundTruth()).summary().labels).to.equal(40)
  })

  it('acknowledges nothing on a full disk, and takes the labels when there is space', async function () {
    const disk = await mkdtemp(join(parent, 'disk-'))
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]).status !== 0) this.skip()
    try {
      folder = disk
      await predict(0, 100)
      const truth = await groundTruth()
      await truth.add([{id: 'row-0', label: 0}])
      await writeFile(join(disk, 'ballast'), Buffer.alloc(200_000)).catch(() => undefined)
      const labels = ids(1, 100).map((id) => ({id, label: 0}))
      expect(await rejection(truth.add(labels))).to.have.property('code', 'FILE_UNWRITABLE')
      await unlink(join(disk, 'ballast'))
      const {accepted, duplicates} = await truth.add(labels)
      expect(accepted + duplicates).to.equal(99)
      await truth.close()
      expect((await groundTruth()).summary().labels).to.equal(100)
      await Promise.all(open.map((each) => each.close()))
    } finally {
      spawnSync('umount', [disk])
    }
  })
})
