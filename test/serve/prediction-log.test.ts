import {once} from 'node:events'
import {appendFile, mkdtemp, readFile, rm, unlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {spawnSync} from 'node:child_process'
import {expect} from 'chai'
import {PredictionLog, type PredictionLogOptions} from '../../src/lib/serve/prediction-log.js'
import type {SkippedLines} from '../../src/lib/serve/prediction-log-read.js'
import {readLoggedModel} from '../../src/lib/serve/prediction-log-model.js'
import {bundleLogWorker, ended, startWorker} from './log-process.js'
import {answeredRow, dayMs, description, filesOf, ids, idsIn, model, readAll, start, textOf} from './log-rows.js'

describe('PredictionLog', () => {
  let parent: string
  let folder: string
  let bundle: string
  let clock: number

  before(async () => {
    parent = await mkdtemp(join(tmpdir(), 'mlops-log-'))
    bundle = await bundleLogWorker(parent)
  })

  beforeEach(async () => {
    folder = join(await mkdtemp(join(parent, 'a-')), 'log')
    clock = start
  })

  after(() => rm(parent, {recursive: true}))

  const open = (options: Partial<PredictionLogOptions> = {}): PredictionLog =>
    new PredictionLog({folder, describe: () => description, now: () => clock, ...options})

  const accept = (log: PredictionLog, ...names: readonly string[]): void => {
    for (const id of names) log.accept(model, answeredRow(id, {time: clock++}))
  }

  it('writes a line a row, and what the values of a model mean', async () => {
    const log = open()
    accept(log, 'a', 'b')
    await log.close()
    expect(await idsIn(folder)).to.deep.equal(['a', 'b'])
    expect(await readLoggedModel(folder, model)).to.deep.equal({
      model: 'insurance',
      version: 3,
      features: description.features,
      target: description.target,
    })
    const text = textOf(folder, 'predictions')
    expect(log.counters).to.deep.equal({rows: 2, bytes: text.length, dropped: 0, failures: 0, queuedBytes: 0})
  })

  it('writes by itself within the second', async () => {
    const log = open({flushMs: 20})
    accept(log, 'a')
    while (log.counters.rows === 0) await sleep(5)
    expect(await idsIn(folder)).to.deep.equal(['a'])
    await log.close()
  })

  it('makes no file before the first row', async () => {
    await open().close()
    await rm(folder, {recursive: true, force: true})
  })

  it('begins a new file when one is large enough, with names that sort by time', async () => {
    const log = open({maximumFileBytes: 400})
    for (const id of ids(0, 20)) {
      accept(log, id)
      await log.flush()
    }
    await log.close()
    expect(filesOf(folder, 'predictions').length).to.be.within(6, 11)
    expect(await idsIn(folder)).to.deep.equal(ids(0, 20))
  })

  it('begins new files in the middle of many rows that come at once, between two lines', async () => {
    const begun: number[] = []
    const log = open({maximumFileBytes: 2_000, onBegun: () => begun.push(1)})
    accept(log, ...ids(0, 100))
    await log.close()
    const files = filesOf(folder, 'predictions')
    expect(files.length).to.be.within(8, 14)
    for (const name of files.slice(0, -1)) {
      const text = await readFile(join(folder, name), 'utf8')
      expect(text.length).to.be.within(2_000, 2_300)
      expect(text).to.match(/\}\n$/)
    }
    expect(await idsIn(folder)).to.deep.equal(ids(0, 100))
    expect(log.counters).to.include({rows: 100, dropped: 0, queuedBytes: 0})
    expect(begun).to.have.length(1)
  })

  it('has nothing to wait for once it is closed', async () => {
    const log = open()
    accept(log, 'a')
    void log.flush()
    // The first row is being written now, the second waits and is given up.
    for (let turn = 0; turn < 3; turn++) await Promise.resolve()
    accept(log, 'b')
    await log.close({graceMs: 0})
    await log.flush()
    const {rows, dropped} = log.counters
    expect(rows + dropped).to.equal(2)
  })

  it('begins a new file when one is old enough', async () => {
    const log = open({maximumFileAgeMs: dayMs})
    for (const id of ids(0, 4)) {
      accept(log, id)
      await log.flush()
      clock += dayMs / 2
    }
    await log.close()
    expect(filesOf(folder, 'predictions').map((name) => name.slice(12, 25))).to.deep.equal([
      '2026-01-31T12',
      '2026-02-01T12',
    ])
  })

  it('goes on in a new file when somebody took away the old one', async () => {
    const log = open()
    accept(log, 'a')
    await log.flush()
    await unlink(join(folder, filesOf(folder, 'predictions')[0]!))
    clock += 10_000
    accept(log, 'b')
    await log.close()
    expect(await idsIn(folder)).to.deep.equal(['b'])
  })

  it('drops and counts rows when too many wait, and never throws', async () => {
    const log = open({maximumQueueBytes: 1_000})
    accept(log, ...ids(0, 100))
    const {dropped, queuedBytes} = log.counters
    expect(dropped).to.be.within(90, 97)
    expect(queuedBytes).to.be.within(1_000, 1_300)
    await log.close()
    expect(await idsIn(folder)).to.deep.equal(ids(0, 100 - dropped))
    accept(log, 'late')
    expect(log.counters.dropped).to.equal(dropped + 1)
  })

  it('drops and counts rows that it cannot describe', async () => {
    const log = open({
      describe: ({version}) => {
        if (version !== 3) throw new Error('unknown')
        return description
      },
    })
    accept(log, 'a')
    log.accept({name: 'insurance', version: 4}, answeredRow('b'))
    log.accept(model, answeredRow('no time', {time: NaN}))
    accept(log, 'c')
    await log.close()
    expect(log.counters.dropped).to.equal(2)
    expect(textOf(folder, 'predictions').split('\n')).to.have.length(3)
    expect(await idsIn(folder)).to.deep.equal(['a', 'c'])
  })

  it('keeps rows while the folder cannot be written, tells once, and writes them when it can', async () => {
    await writeFile(folder, 'a file where the folder should be')
    const told: (string | undefined)[] = []
    const log = open({onTrouble: (error) => told.push(error && 'trouble')})
    accept(log, 'a')
    await log.flush()
    accept(log, 'b')
    await log.flush()
    expect(log.counters.failures).to.be.greaterThan(0)
    await unlink(folder)
    while (log.counters.rows < 2) await sleep(10)
    await log.close()
    expect(await idsIn(folder)).to.deep.equal(['a', 'b'])
    expect(told).to.deep.equal(['trouble', undefined])
  })

  it('closes in time when the disk takes nothing, and counts what was lost', async () => {
    await writeFile(folder, 'a file where the folder should be')
    const log = open()
    accept(log, 'a', 'b', 'c')
    await log.close({graceMs: 50})
    expect(log.counters).to.include({rows: 0, dropped: 3, queuedBytes: 0})
  })

  it('goes on in another file where a file may not grow further, without losing or repeating a row', async () => {
    const limited = 'ulimit -f 64; exec "$0" "$@"'
    const {status, stdout, stderr} = spawnSync(
      'bash',
      ['-c', limited, process.execPath, bundle, folder, 'rows', '2000', 'row'],
      {encoding: 'utf8'},
    )
    expect([status, stderr]).to.deep.equal([0, ''])
    expect(JSON.parse(stdout)).to.include({rows: 2000, dropped: 0})
    expect(await idsIn(folder)).to.deep.equal(ids(0, 2000))
    expect(filesOf(folder, 'predictions').length).to.be.greaterThan(3)
  })

  it('waits for space on a full disk, and writes each row once when there is some', async function () {
    const disk = await mkdtemp(join(parent, 'disk-'))
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status !== 0) this.skip()
    try {
      await writeFile(join(disk, 'ballast'), Buffer.alloc(200_000)).catch(() => undefined)
      const log = open({folder: disk})
      accept(log, ...ids(0, 500))
      await log.flush()
      expect(log.counters.failures).to.be.greaterThan(0)
      await unlink(join(disk, 'ballast'))
      while (log.counters.rows < 500) await sleep(20)
      await log.close()
      expect(await idsIn(disk)).to.deep.equal(ids(0, 500))
      expect(filesOf(disk, 'predictions')).to.have.length(1)
    } finally {
      spawnSync('umount', [disk])
    }
  })

  it('loses at most the last second when its process is killed; the next one goes on', async () => {
    const child = startWorker(bundle, [folder, 'stream', 'row'])
    const result = ended(child)
    await once(child.stdout!, 'data')
    await sleep(1_300)
    child.kill('SIGKILL')
    const {stdout} = await result
    const killed = Date.now()
    const progress = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number))
    const dueRows = Math.max(...progress.filter(([, time]) => time! < killed - 1_000).map(([rows]) => rows!))
    const records = await readAll(folder)
    expect(dueRows).to.be.greaterThan(0)
    expect(records.length).to.be.at.least(dueRows)
    expect(records.map(({id}) => id)).to.deep.equal(ids(0, records.length))

    const log = open({now: Date.now})
    log.accept(model, answeredRow('after', {time: Date.now()}))
    await log.close()
    expect((await idsIn(folder)).at(-1)).to.equal('after')
  })

  it('passes over a line that was torn off, and over lines that are no predictions', async () => {
    const log = open()
    accept(log, 'a', 'b')
    await log.close()
    const path = join(folder, filesOf(folder, 'predictions')[0]!)
    const text = await readFile(path, 'utf8')
    await writeFile(path, `${text}not json\n{"id":1}\n\n${text.slice(0, 100)}`)
    const skipped: SkippedLines[] = []
    expect(await idsIn(folder, {onSkipped: (lines) => skipped.push(lines)})).to.deep.equal(['a', 'b'])
    expect(skipped).to.deep.equal([{path, count: 2, lines: [3, 4]}])

    const next = open()
    accept(next, 'c')
    await next.close()
    await appendFile(path, 'x'.repeat(200_000))
    expect(await idsIn(folder)).to.deep.equal(['a', 'b', 'c'])
  })

  it('keeps apart what several processes write to one folder', async () => {
    const children = ['a', 'b', 'c'].map((name) => startWorker(bundle, [folder, 'rows', '3000', name]))
    const results = await Promise.all(children.map(ended))
    expect(results.map(({stderr}) => stderr).join('')).to.equal('')
    const records = await readAll(folder)
    expect(records).to.have.length(9_000)
    expect(new Set(records.map(({id}) => id)).size).to.equal(9_000)
    const times = records.map(({time}) => time)
    expect(times).to.deep.equal([...times].sort((a, b) => a - b))
    expect(filesOf(folder, 'predictions')).to.have.length(3)
  })

  describe('retention', () => {
    it('deletes the oldest files beyond a total size, once their ids were kept', async () => {
      const kept: string[] = []
      const keepIds = (stem: string): Promise<void> => Promise.resolve(void kept.push(`${stem}.ndjson`))
      const log = open({maximumFileBytes: 100, retention: {maximumBytes: 600, keepIds}})
      const seen: string[] = []
      for (const id of ids(0, 10)) {
        accept(log, id)
        await log.flush()
        seen.push(...filesOf(folder, 'predictions').filter((name) => !seen.includes(name)))
      }
      await log.close()
      const left = await idsIn(folder)
      expect(left).to.deep.equal(ids(10 - left.length, 10))
      expect(left.length).to.be.within(2, 3)
      expect(kept).to.deep.equal(seen.slice(0, 10 - left.length))
    })

    it('deletes files beyond an age', async () => {
      const log = open({maximumFileAgeMs: dayMs, retention: {maximumAgeMs: 7 * dayMs}})
      clock = Date.now()
      accept(log, 'old')
      await log.flush()
      clock += 8 * dayMs
      accept(log, 'new')
      await log.close()
      expect(await idsIn(folder)).to.deep.equal(['new'])
    })

    it('leaves a file whose ids could not be kept, and goes on writing', async () => {
      const told: string[] = []
      const keepIds = (): Promise<void> => Promise.reject(new Error('no'))
      const onTrouble = (error: Error | undefined): number => told.push(error?.message ?? '')
      const log = open({maximumFileBytes: 100, retention: {maximumBytes: 1, keepIds}, onTrouble})
      for (const id of ids(0, 3)) {
        accept(log, id)
        await log.flush()
      }
      await log.close()
      expect(await idsIn(folder)).to.deep.equal(ids(0, 3))
      expect(told).to.deep.equal(['no', 'no'])
    })
  })
})
