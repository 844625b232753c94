import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {BackgroundThread} from '../../src/lib/monitor/background-thread.js'
import {GroundTruth} from '../../src/lib/serve/ground-truth.js'
import {IndexFile} from '../../src/lib/serve/ground-truth-index-file.js'
import {LogIndexer, type LogIndexerOptions} from '../../src/lib/serve/log-indexer.js'
import {PredictionLog} from '../../src/lib/serve/prediction-log.js'
import {answeredRow, description, filesOf, ids, model} from './log-rows.js'

describe('LogIndexer', function () {
  this.timeout(20_000)
  let folder: string
  let log: PredictionLog
  let background: BackgroundThread
  let indexer: LogIndexer
  let failures: unknown[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlops-index-'))
    log = new PredictionLog({folder, describe: () => description, maximumFileBytes: 20_000})
    failures = []
    background = new BackgroundThread()
    background.start()
    indexer = indexerOf({folder, intervalMs: 0})
  })

  afterEach(async () => {
    await indexer.close()
    await background.worker?.terminate()
    await log.close()
    await rm(folder, {recursive: true})
  })

  function indexerOf(options: Pick<LogIndexerOptions, 'folder' | 'intervalMs'>): LogIndexer {
    return new LogIndexer({thread: () => background.worker, onFailure: (error) => failures.push(error), ...options})
  }

  /** So that all files but the last one are complete. */
  async function predict(from: number, to: number): Promise<void> {
    for (const id of ids(from, to)) {
      log.accept(model, answeredRow(id))
      await log.flush()
    }
  }

  async function indexes(count: number): Promise<readonly string[]> {
    for (let round = 0; round < 1_000; round++) {
      const found = filesOf(folder, 'predictions', '.ids')
      if (found.length >= count || failures.length > 0) return found
      await sleep(10)
    }
    return filesOf(folder, 'predictions', '.ids')
  }

  it('leaves an index beside each file that is complete, which labels are joined by', async () => {
    await predict(0, 400)
    const files = filesOf(folder, 'predictions')
    expect(files.length).to.be.above(3)
    indexer.begin()
    const found = await indexes(files.length - 1)
    expect(found).to.deep.equal(files.slice(0, -1).map((name) => name.replace('.ndjson', '.ids')))
    let rows = 0
    for (const name of found) rows += (await IndexFile.open(join(folder, name)))!.header.rows
    expect(rows).to.be.within(300, 400)
    const truth = await GroundTruth.open({folder})
    const answer = await truth.add(ids(0, 401).map((id) => ({id, label: 1})))
    expect(answer).to.include({accepted: 400, unknownCount: 1})
    await truth.close()
  })

  it('is asked again while it works, and indexes what came meanwhile afterwards', async () => {
    await predict(0, 200)
    indexer.begin()
    await predict(200, 400)
    indexer.begin()
    indexer.begin()
    const files = filesOf(folder, 'predictions')
    expect(await indexes(files.length - 1)).to.have.length(files.length - 1)
  })

  it('starts no more often than it is told to', async () => {
    await predict(0, 200)
    const rare = indexerOf({folder, intervalMs: 700})
    const started = performance.now()
    rare.begin()
    const before = await indexes(filesOf(folder, 'predictions').length - 1)
    await predict(200, 400)
    rare.begin()
    expect(filesOf(folder, 'predictions').length).to.be.above(before.length + 2)
    await indexes(before.length + 1)
    expect(performance.now() - started).to.be.above(700)
    await rare.close()
  })

  it('stops when it is told to, and leaves nothing half-written', async () => {
    await predict(0, 400)
    indexer.begin()
    await sleep(30)
    const started = performance.now()
    await indexer.close()
    expect(performance.now() - started).to.be.below(2_000)
    for (const name of await readdir(folder)) expect(name).to.match(/\.(ndjson|ids|json)$/)
    const before = await readdir(folder)
    indexer.begin()
    await sleep(300)
    expect(await readdir(folder)).to.deep.equal(before)
  })

  it('waits for a thread where there is none, and takes the next one when its own ends', async () => {
    await predict(0, 400)
    const {length} = filesOf(folder, 'predictions')
    await background.worker!.terminate()
    indexer.begin()
    await sleep(100)
    expect(filesOf(folder, 'predictions', '.ids')).to.deep.equal([])
    background.start()
    indexer.begin()
    await sleep(1)
    await background.worker!.terminate()
    background.start()
    indexer.begin()
    expect(await indexes(length - 1)).to.have.length(length - 1)
    expect(failures).to.deep.equal([])
  })

  it('says why it could not', async () => {
    const file = join(folder, 'no-folder')
    await writeFile(file, '')
    const failing = indexerOf({folder: file})
    failing.begin()
    await indexes(1)
    expect(String(failures[0])).to.contain('ENOTDIR')
    await failing.close()
  })
})
