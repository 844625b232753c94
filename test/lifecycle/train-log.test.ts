import {appendFile, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import type {LogSource} from '../../src/lib/lifecycle/drift-log.js'
import {drift} from '../../src/lib/lifecycle/drift.js'
import type {TrainReport} from '../../src/lib/lifecycle/train.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {Registry} from '../../src/lib/model/registry.js'
import type {AnsweredRow, ModelIdentity} from '../../src/lib/monitor/answered-rows.js'
import {GroundTruth} from '../../src/lib/serve/ground-truth.js'
import {PredictionLog, type PredictionLogOptions} from '../../src/lib/serve/prediction-log.js'
import {rejection} from '../model/rejection.js'
import {answeredRow, filesOf} from '../serve/log-rows.js'
import {learn, rowsOfMonth, type LabelledRow} from './learning.js'

const start = Date.parse('2026-01-31T23:59:30.000Z')

describe('training from a log of predictions', function () {
  this.timeout(30_000)
  let parent: string
  let registry: Registry
  let artifact: Artifact
  let model: ModelIdentity
  let months: readonly (readonly LabelledRow[])[]
  let folder: string

  before(async () => {
    parent = await mkdtemp(join(tmpdir(), 'mlops-train-log-'))
    registry = new Registry(join(parent, 'models'), {now: () => new Date(), random: Math.random})
    const {version} = await learn({data: {path: 'data/reference.csv', onBadRow: 'fail'}, registry, name: 'risk'})
    artifact = await registry.load(version)
    model = {name: 'risk', version}
    months = [await rowsOfMonth(1, artifact), await rowsOfMonth(12, artifact)]
  })

  beforeEach(async () => {
    folder = join(await mkdtemp(join(parent, 'a-')), 'log')
  })

  after(() => rm(parent, {recursive: true}))

  const open = (options: Partial<PredictionLogOptions> = {}): PredictionLog =>
    new PredictionLog({folder, describe: () => artifact.manifest.description, ...options})

  /** Rows are answered with class 1, one each 40 ms. */
  function accept(
    log: PredictionLog,
    rows: readonly LabelledRow[],
    change: Partial<AnsweredRow> = {},
    by = model,
  ): void {
    rows.forEach(({values}, row) =>
      log.accept(by, answeredRow(`row-${row}`, {time: start + 40 * row, values, ...change})),
    )
  }

  async function label(rows: readonly LabelledRow[], every = 1): Promise<void> {
    const groundTruth = await GroundTruth.open({folder, now: () => start + 365 * 86_400_000})
    const labels = rows.map((row, place) => ({id: `row-${place}`, label: row.label}))
    await groundTruth.add(labels.filter((_, place) => place % every === 0))
    await groundTruth.close()
  }

  async function serveMonth(rows: readonly LabelledRow[], options?: Partial<PredictionLogOptions>): Promise<void> {
    const log = open(options)
    for (let from = 0; from < rows.length; from += 300) {
      rows.slice(from, from + 300).forEach(({values}, row) => {
        log.accept(model, answeredRow(`row-${from + row}`, {time: start + 40 * (from + row), values}))
      })
      await log.flush()
    }
    await log.close()
  }

  const learnFromLog = (log: Partial<LogSource> = {}, version = model.version): Promise<TrainReport> =>
    learn({data: {log: {folder, ...log}, model: String(version)}, registry})

  const weightsOf = ({manifest}: TrainReport): string => manifest.files['weights.bin']!

  it('gives the weights that a file of the same rows gives, bit for bit', async () => {
    await serveMonth(months[0]!)
    await label(months[0]!)
    const fromLog = await learnFromLog()
    const fromFile = await learn({data: {path: 'data/month-1.csv', onBadRow: 'fail'}, registry})
    expect(weightsOf(fromLog)).to.equal(weightsOf(fromFile))
    expect(fromLog.manifest.files['reference.csv']).to.equal(fromFile.manifest.files['reference.csv'])
  })

  it('gives the same model for the same rows, however the files of the log are cut', async () => {
    await serveMonth(months[0]!)
    await label(months[0]!, 2)
    const whole = await learnFromLog()
    const again = await learnFromLog()
    folder = join(await mkdtemp(join(parent, 'b-')), 'log')
    await serveMonth(months[0]!, {maximumFileBytes: 20_000})
    expect(filesOf(folder, 'predictions').length).to.be.greaterThan(3)
    await label(months[0]!, 2)
    const cut = await learnFromLog()
    const other = await learnFromLog({since: '2026-02-01'})
    for (const same of [again, cut]) {
      expect(same.manifest.data.hash).to.equal(whole.manifest.data.hash)
      expect(weightsOf(same)).to.equal(weightsOf(whole))
    }
    expect(other.manifest.data.hash).to.not.equal(whole.manifest.data.hash)
  })

  it('counts predictions, labels and contradictions by month, and records where the rows came from', async () => {
    await serveMonth(months[0]!)
    await label(months[0]!.slice(0, 1_500), 3)
    const {log, manifest} = await learnFromLog()
    const labelled = months[0]!.filter((_, row) => row % 3 === 0)
    expect(log).to.deep.include({predictions: 1_500, labelled: 500, since: null, damagedLines: 0, leftOut: []})
    expect(log!.contradicted).to.equal(labelled.filter((row) => row.label !== 1).length)
    // 40 ms a row, from half a minute before midnight.
    expect(log!.months.map(({month, predictions, labelled: known}) => [month, predictions, known])).to.deep.equal([
      ['2026-01', 750, 250],
      ['2026-02', 750, 250],
    ])
    expect([log!.firstAt, log!.lastAt]).to.deep.equal(['2026-01-31T23:59:30.000Z', '2026-02-01T00:00:29.880Z'])
    expect(manifest.data).to.deep.include({file: 'log', rows: 500, columnFlags: artifact.manifest.data.columnFlags})
    expect(manifest.data.log).to.deep.equal({
      ...{predictions: 1_500, firstAt: log!.firstAt, lastAt: log!.lastAt},
      describedBy: {name: 'risk', version: model.version},
    })
  })

  it('inherits name, columns, fallback and gates of the model', async () => {
    await serveMonth(months[0]!)
    await label(months[0]!)
    const {manifest, source} = await learnFromLog()
    expect(manifest.name).to.equal('risk')
    expect(manifest.description).to.deep.equal(artifact.manifest.description)
    expect(manifest.description.fallback).to.not.equal(undefined)
    expect(source.notes).to.deep.equal([`Columns, fallback and gates are those of risk, version ${model.version}.`])
    const named = await learn({data: {log: {folder}}, registry, name: 'other'})
    expect(named.manifest.name).to.equal('other')
  })

  it('learns from rows of all versions and replicas, and leaves out models that read other columns', async () => {
    const {description} = artifact.manifest
    const other: DatasetDescription = {...description, features: ['age'], target: description.target}
    const churn: DatasetDescription = {...description, target: {...description.target, name: 'churn'}}
    const descriptions = new Map([
      ['other', other],
      ['churn', churn],
    ])
    const describe = ({name}: ModelIdentity): DatasetDescription => descriptions.get(name) ?? description
    const rows = months[1]!
    const replicas = [open({describe}), open({describe})]
    rows.forEach(({values}, row) => {
      const by = {name: row % 3 === 0 ? 'risk' : 'renamed', version: 1 + (row % 2)}
      replicas[row % 2]!.accept(by, answeredRow(`row-${row}`, {time: start + row, values}))
    })
    replicas[0]!.accept({name: 'other', version: 7}, answeredRow('foreign', {time: start, values: [30]}))
    accept(replicas[1]!, rows.slice(0, 4), {id: 'customer'}, {name: 'churn', version: 2})
    for (const log of replicas) await log.close()
    await label(rows)
    const {log, warnings} = await learnFromLog()
    expect(log).to.deep.include({predictions: 1_500, labelled: 1_500})
    expect([...log!.leftOut].sort((a, b) => a.rows - b.rows)).to.deep.equal([
      {model: 'other', version: 7, rows: 1},
      {model: 'churn', version: 2, rows: 4},
    ])
    expect(warnings.join('\n')).to.include('4 predictions of churn, version 2, left out: it reads other features')
    const report = await driftOfLog()
    expect(report.periods.map(({rows: compared}) => compared)).to.deep.equal([1_500])
    expect(report.notes.join('\n')).to.include('1 prediction of other, version 7, left out')
  })

  const driftOfLog = (): ReturnType<typeof drift> =>
    drift({
      ...{models: registry.folder, model: String(model.version), data: [], profiles: [], log: {folder}},
      ...{policy: 'calibrated', alpha: 0.05, minEffect: 0.1, overrides: [], showRows: 0, onBadRow: 'fail'},
      ...{existing: 'keep', threads: 1, now: () => new Date(start), random: Math.random},
    })

  it('names damaged lines by file and number, and goes on without them', async () => {
    await serveMonth(months[0]!)
    await label(months[0]!)
    const path = join(folder, filesOf(folder, 'predictions')[0]!)
    const lines = (await readFile(path, 'utf8')).split('\n')
    lines[6] = '\u0000\u0000\u0000'
    lines[20] = lines[20]!.slice(0, 80)
    await writeFile(path, lines.join('\n'))
    const {log, warnings} = await learnFromLog()
    expect(log).to.deep.include({predictions: 1_498, labelled: 1_498, damagedLines: 2})
    expect(warnings).to.deep.equal([`${path}:7 holds no prediction, nor does line 21; what stands there was left out.`])
    const {notes, periods} = await driftOfLog()
    expect(notes).to.include(warnings[0])
    expect(periods[0]).to.deep.include({rows: 1_498, skippedRows: 2})
  })

  it('reads what is there while servers write on', async () => {
    await serveMonth(months[0]!)
    await label(months[0]!)
    const log = open({flushMs: 1})
    const learned = new AbortController()
    const writing = (async () => {
      for (let row = 0; !learned.signal.aborted; row++) {
        const {values} = months[0]![row % 1_500]!
        log.accept(model, answeredRow(`late-${row}`, {time: start + 10 ** 6 + row, values}))
        await new Promise((done) => setTimeout(done, 1))
      }
    })()
    try {
      const {log: found} = await learnFromLog()
      expect(found!.labelled).to.equal(1_500)
      expect(found!.predictions).to.be.at.least(1_500)
      expect((await driftOfLog()).periods[0]!.rows).to.be.at.least(1_500)
    } finally {
      learned.abort()
      await writing
      await log.close()
    }
  })

  it('says what to do where there is no label, and which classes have too few', async () => {
    await serveMonth(months[0]!.slice(0, 100))
    const none = await rejection(learnFromLog())
    expect(none).to.deep.include({code: 'DATA_EMPTY'})
    expect(none.message).to.equal(`${folder} holds 100 predictions, and none of them has a label yet.`)
    expect(none).to.have.property('suggestion').that.includes('POST /ground-truth')
    await label(months[0]!.slice(0, 1))
    const few = await rejection(learnFromLog())
    expect(few).to.deep.include({code: 'TARGET_UNUSABLE'})
    expect(few.message).to.match(
      /holds 100 predictions and 1 label \(high: \d, medium: \d, low: \d\): every class needs two/,
    )
  })

  it('says that labelled rows are too much alike to learn from', async () => {
    const row = months[0]![0]!
    await serveMonth([0, 1, 2, 0, 1, 2].map((code) => ({...row, label: code})))
    await label([0, 1, 2, 0, 1, 2].map((code) => ({...row, label: code})))
    const error = await rejection(learnFromLog())
    expect(error).to.deep.include({code: 'COLUMN_UNUSABLE'})
    expect(error.message).to.include('6 rows with a label: The column "training" is constant')
  })

  it('takes a label that is no class of the model for none', async () => {
    await serveMonth(months[0]!)
    await label(months[0]!.slice(0, 300))
    const [file] = filesOf(folder, 'labels')
    const line = (await readFile(join(folder, file!), 'utf8')).split('\n')[0]!
    await appendFile(join(folder, file!), `${JSON.stringify({...JSON.parse(line), id: 'row-900', label: '9'})}\n`)
    await rm(join(folder, file!.replace('.ndjson', '.ids')), {force: true})
    expect((await learnFromLog()).log).to.deep.include({predictions: 1_500, labelled: 300})
  })

  it('stops when it is interrupted, and leaves no version', async () => {
    await serveMonth(months[0]!)
    await label(months[0]!)
    const before = (await registry.list()).length
    const signal = AbortSignal.abort()
    const error = await rejection(learn({data: {log: {folder}}, registry, signal}))
    expect(error).to.have.property('code', 'INTERRUPTED')
    expect(await registry.list()).to.have.length(before)
  })
})
