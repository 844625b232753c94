import {Worker} from 'node:worker_threads'
import {expect} from 'chai'
import {startWorker} from '../../src/lib/assets.js'
import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import type {AnsweredRow} from '../../src/lib/monitor/answered-rows.js'
import {createMonitor, type Monitor, type MonitorOptions} from '../../src/lib/monitor/monitor.js'
import type {MonitorReport} from '../../src/lib/monitor/monitor-report.js'
import {makeDraft} from '../model/draft.js'
import {answersTo, insuranceDraft, temporaryRegistry, watchedModel} from './watched-models.js'
import {wideModel} from './wide-model.js'

const NOON = Date.UTC(2026, 2, 1, 12)

describe('monitor in trouble', () => {
  const {registry, remove} = temporaryRegistry()
  let insurance: Artifact
  let cars: Artifact
  let rows: readonly AnsweredRow[]
  let time = NOON
  const monitors: Monitor[] = []

  before(async () => {
    insurance = await registry.load(await registry.add(await insuranceDraft()))
    cars = await registry.load(await registry.add(makeDraft({rows: 400})))
    const {description} = insurance.manifest
    const options = {path: 'data/month-36.csv', onBadRow: 'fail', requireTarget: true} as const
    rows = answersTo((await loadDatasetAs(description, options)).table, insurance)
  })
  beforeEach(() => {
    time = NOON
  })
  afterEach(async () => {
    for (const monitor of monitors.splice(0)) await monitor.close()
  })
  after(remove)

  async function watching(options: Partial<MonitorOptions> = {}): Promise<Monitor> {
    const monitor = createMonitor({now: () => time, driftIntervalMs: 2 ** 30, processMetrics: false, ...options})
    monitors.push(monitor)
    await monitor.load(watchedModel(insurance))
    return monitor
  }

  function answer(monitor: Monitor, some: readonly AnsweredRow[] = rows): void {
    for (const row of some) monitor.accept(watchedModel(insurance), row)
  }

  const valueOf = async (monitor: Monitor, series: string): Promise<number> => {
    const line = (await monitor.metrics()).split('\n').find((each) => each.startsWith(`${series} `))
    return Number(line?.slice(series.length + 1))
  }

  describe('while a comparison runs', () => {
    it('another version takes over, and what is found is said of the one that it was found of', async () => {
      const monitor = await watching()
      const told: MonitorReport[] = []
      monitor.subscribe((report) => told.push(report))
      answer(monitor)
      const comparing = monitor.compareNow()
      await monitor.load(watchedModel(cars))
      await comparing
      expect(monitor.report()).to.include({model: 'cars', version: 2, drift: null, computed: null})
      expect(await valueOf(monitor, 'mlops_dataset_drifted{model="insurance",version="1"}')).to.equal(1)
      expect(await valueOf(monitor, 'mlops_dataset_drifted{model="cars",version="2"}')).to.equal(0)
      expect(told.map(({model}) => model)).to.deep.equal(['cars'])
    })

    it('a version that leaves and returns does not get the drift of rows that are gone', async () => {
      const monitor = await watching()
      answer(monitor)
      const comparing = monitor.compareNow()
      await monitor.load(watchedModel(cars))
      await monitor.load(watchedModel(insurance))
      await comparing
      expect(monitor.report()).to.deep.include({version: 1, drift: null, history: []})
      expect(await valueOf(monitor, 'mlops_drift_window_rows{model="insurance",version="1"}')).to.equal(0)
    })

    it('another model comes under the same number, and begins with nothing', async () => {
      const monitor = await watching()
      answer(monitor)
      const comparing = monitor.compareNow()
      await monitor.load(watchedModel(insurance, 'sha256-other'))
      await comparing
      expect(monitor.report()).to.deep.include({version: 1, drift: null, history: []})
      answer(monitor)
      await monitor.compareNow()
      expect(monitor.report()!.drift!.status).to.equal('drift')
    })

    it('metrics and report are those of the one before', async () => {
      const monitor = await watching()
      answer(monitor)
      await monitor.compareNow()
      answer(monitor, rows.slice(0, 5))
      const before = monitor.report()!.drift
      const comparing = monitor.compareNow()
      expect(await valueOf(monitor, 'mlops_dataset_drifted{model="insurance",version="1"}')).to.equal(1)
      expect(monitor.report()!.drift).to.equal(before)
      await comparing
      expect(monitor.report()!.drift).not.to.equal(before)
    })

    it('closing does not wait for it, and nobody is told', async () => {
      const monitor = await watching()
      let told = 0
      monitor.subscribe(() => told++)
      answer(monitor)
      const comparing = monitor.compareNow()
      await monitor.close()
      await comparing
      expect(told).to.equal(0)
    })
  })

  describe('when the clock is put back', () => {
    it('forgets the moments that lie ahead, so that the others stay in their order', async () => {
      const monitor = await watching()
      for (const minute of [0, 1, 2, 60, -58]) {
        time += minute * 60_000
        answer(monitor, rows.slice(0, 30))
        await monitor.compareNow()
      }
      // The first, and that of a minute later; those of later on have not been yet.
      expect(monitor.report()!.history.map((moment) => (moment.time - NOON) / 60_000)).to.deep.equal([0, 1, 3, 5])
      time = NOON - 3_600_000
      answer(monitor, rows.slice(0, 30))
      await monitor.compareNow()
      expect(monitor.report()!.history.map((moment) => moment.time)).to.deep.equal([time])
    })
  })

  describe('when its thread', () => {
    it('runs out of memory, says so, and the server lives on', async () => {
      const failures: string[] = []
      const monitor = await watching({
        startThread: () => startWorker('background-worker', null, {resourceLimits: {maxOldGenerationSizeMb: 2}}),
        firstRestartMs: 60_000,
        onFailure: (message) => failures.push(message),
      })
      answer(monitor)
      await monitor.compareNow()
      await until(() => failures.length > 0)
      expect(failures).to.deep.equal([
        'The drift thread failed: Worker terminated due to reaching memory limit: JS heap out of memory',
      ])
      expect(monitor.report()!.notes.join()).to.match(/The last comparison failed, so there is none: .*memory/)
      expect(await valueOf(monitor, 'mlops_drift_compute_failures_total')).to.equal(1)
      expect(monitor.report()!.window.rows).to.equal(1500)
    })

    it('cannot be started, tries again and shows the rows meanwhile', async () => {
      let tried = 0
      const monitor = await watching({
        startThread: () => {
          if (++tried < 3) throw new Error('no more threads')
          return startWorker('background-worker', null)
        },
        firstRestartMs: 5,
      })
      answer(monitor)
      expect(monitor.report()!.notes.join()).to.include('could not be started: no more threads')
      await until(() => tried === 3)
      await monitor.compareNow()
      expect(monitor.report()!.notes).to.deep.equal([])
      expect(monitor.report()!.drift!.status).to.equal('drift')
    })

    it('ends at each comparison of one data set, goes on with the others', async () => {
      const failures: string[] = []
      const monitor = await watching({
        // Compares with each window of 1,500 rows, and ends at one of 30.
        startThread: () =>
          new Worker(
            `const {parentPort} = require('node:worker_threads')
             parentPort.on('message', ({kind, key, window}) => {
               if (kind !== 'compare') return
               if (window.table.rows === 30) process.exit(3)
               const drift = {columns: [], status: 'drift', drifted: 1, tested: 1, warned: 0, currentRows: window.table.rows}
               parentPort.postMessage({kind: 'compared', key, seconds: 0, result: {drift, verdict: {level: 'ok'}}})
             })`,
            {eval: true},
          ),
        firstRestartMs: 1,
        driftIntervalMs: 5,
        onFailure: (message) => failures.push(message),
      })
      const model = watchedModel(insurance)
      monitor.iterate('deadly', {model, predictions: 'computed', rows: rows.slice(0, 30)})
      monitor.iterate('others', {model, predictions: 'computed', rows})
      answer(monitor)
      await until(() => monitor.report()!.computed !== null && monitor.report('others')!.computed !== null)
      await until(() => monitor.report('deadly')!.notes.some((note) => note.includes('code 3')))
      expect(monitor.report('others')!.notes).to.deep.equal([])
      expect(failures).to.include('deadly: The drift thread ended by itself with code 3.')
    })
  })

  it('never lets the counters of the prediction log go down', async () => {
    const monitor = await watching()
    let totals = {dropped: 5, bytes: 100}
    monitor.setPredictionLog(() => totals)
    expect(await valueOf(monitor, 'mlops_prediction_log_dropped_total')).to.equal(5)
    // Rows that were given up were written all the same.
    totals = {dropped: 2, bytes: 90}
    expect(await valueOf(monitor, 'mlops_prediction_log_dropped_total')).to.equal(5)
    expect(await valueOf(monitor, 'mlops_prediction_log_bytes_total')).to.equal(100)
    totals = {dropped: 6, bytes: 110}
    expect(await valueOf(monitor, 'mlops_prediction_log_dropped_total')).to.equal(6)
  })

  describe('with a model', () => {
    async function watchingWide(shape: Parameters<typeof wideModel>[0], count: number): Promise<Monitor> {
      const {model, answers} = wideModel(shape)
      const monitor = createMonitor({now: () => time, driftIntervalMs: 2 ** 30, processMetrics: false})
      monitors.push(monitor)
      await monitor.load(model)
      for (const row of answers(count, 1)) monitor.accept(model, row)
      await monitor.compareNow()
      return monitor
    }

    it('of 200 features, some with 500 categories, keeps its series in bounds', async () => {
      const shape = {numbers: 190, categoryFeatures: 10, categories: 500, referenceRows: 1_000}
      const monitor = await watchingWide(shape, 300)
      const {drift} = monitor.report()!
      expect(drift!.columns.filter(({key, status}) => key.startsWith('n') && status === 'drift')).to.have.length(190)
      const text = await monitor.metrics()
      expect(text.match(/^mlops_feature_observations_total\{[^}]*feature="c0",/gm)).to.have.length(20)
      const lines = text.split('\n').filter((line) => /^[a-z]/.test(line))
      expect(lines.length).to.be.below(10_000)
      expect(new Set(lines.map((line) => line.slice(0, line.lastIndexOf(' ')))).size).to.equal(lines.length)
    }).timeout(60_000)

    it('of 100 reference rows and classes that are words, tells drift from the 20th row on', async () => {
      const shape = {numbers: 3, categoryFeatures: 2, categories: 4, referenceRows: 100}
      const monitor = await watchingWide(shape, 20)
      const report = monitor.report()!
      expect(report.drift).to.include({referenceRows: 100, currentRows: 20})
      expect(report.answers.classes).to.deep.equal([
        {class: 'sehr gut', rows: 7},
        {class: 'so "lala"', rows: 7},
        {class: 'schlecht\\', rows: 6},
      ])
      expect(
        await valueOf(
          monitor,
          String.raw`mlops_predictions_total{model="wide",version="1",class="so \"lala\"",source="ML"}`,
        ),
      ).to.equal(7)
      expect(JSON.stringify(report)).not.to.match(/NaN|Infinity/)
    })
  })
})

/** Waits for what another thread brings about. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 2000) throw new Error(`It did not come about: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
