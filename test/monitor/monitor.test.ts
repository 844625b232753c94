import {execFileSync} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Worker} from 'node:worker_threads'
import {expect} from 'chai'
import {startWorker} from '../../src/lib/assets.js'
import {formatCsv} from '../../src/lib/dataset/csv-write.js'
import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {drift} from '../../src/lib/lifecycle/drift.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {createMonitor, type Monitor, type MonitorOptions} from '../../src/lib/monitor/monitor.js'
import {makeDraft} from '../model/draft.js'
import {answersTo, insuranceDraft, temporaryRegistry, watchedModel} from './watched-models.js'

const NOW = 1_772_366_500_000

describe('monitor', () => {
  const {folder, registry, remove} = temporaryRegistry()
  let insurance: Artifact
  let cars: Artifact
  const monitors: Monitor[] = []

  before(async () => {
    insurance = await registry.load(await registry.add(await insuranceDraft()))
    cars = await registry.load(await registry.add(makeDraft({rows: 400})))
  })
  afterEach(async () => {
    for (const monitor of monitors.splice(0)) await monitor.close()
  })
  after(remove)

  /** Compares when it is told to, and never by itself. */
  function open(options: Partial<MonitorOptions> = {}): Monitor {
    const monitor = createMonitor({now: () => NOW, driftIntervalMs: 2 ** 30, processMetrics: false, ...options})
    monitors.push(monitor)
    return monitor
  }

  async function watching(artifact: Artifact, options: Partial<MonitorOptions> = {}): Promise<Monitor> {
    const monitor = open(options)
    await monitor.load(watchedModel(artifact))
    return monitor
  }

  async function month(number: number): Promise<Table> {
    const path = `data/month-${number}.csv`
    const {table} = await loadDatasetAs(insurance.manifest.description, {path, onBadRow: 'fail', requireTarget: true})
    return table
  }

  function answer(monitor: Monitor, table: Table, artifact: Artifact): void {
    for (const row of answersTo(table, artifact)) monitor.accept(watchedModel(artifact), row)
  }

  /** What `mlops drift` says of the last rows of a table, without labels. */
  async function command(table: Table, artifact: Artifact) {
    const {description} = artifact.manifest
    const columns = table.columns.filter(({name}) => description.features.includes(name))
    const path = join(folder, 'current.csv')
    writeFileSync(path, [...formatCsv({rows: table.rows, columns}, description.delimiter)].join(''))
    const {periods} = await drift({
      ...{models: join(folder, 'models'), model: String(artifact.version), data: [path], profiles: []},
      ...{policy: 'calibrated', alpha: 0.05, minEffect: 0.1, overrides: [], showRows: 0},
      ...{onBadRow: 'fail', existing: 'keep', now: () => new Date(NOW), random: () => 0.5},
    })
    return periods[0]!
  }

  describe('gives the same numbers as mlops drift', () => {
    it('on a full window of the example', async () => {
      const monitor = await watching(insurance)
      const table = await month(18)
      answer(monitor, table, insurance)
      await monitor.compareNow()
      const {drift: expected, verdict} = await command(table, insurance)
      expect(monitor.report()!.drift).to.deep.equal(expected)
      expect(monitor.report()!.verdict).to.deep.equal(verdict)
      expect(expected.columns.map(({aspect}) => aspect)).to.include.members(['fallback', 'multivariate', 'confidence'])
    })

    it('on the last rows of a longer stream', async () => {
      const monitor = await watching(insurance, {window: 700})
      answer(monitor, await month(18), insurance)
      const table = await month(20)
      answer(monitor, table, insurance)
      await monitor.compareNow()
      const last = table.columns.map((column) =>
        column.kind === 'number'
          ? {...column, values: column.values.slice(-700)}
          : {...column, codes: column.codes.slice(-700)},
      )
      expect(monitor.report()!.drift).to.deep.equal((await command({rows: 700, columns: last}, insurance)).drift)
    })

    it('on missing values and categories that nobody knows', async () => {
      const monitor = await watching(cars)
      const ages = Float64Array.from({length: 300}, (_, row) => (row % 4 === 0 ? NaN : 30 + (row % 50)))
      const table: Table = {
        rows: 300,
        columns: [
          {kind: 'number', name: 'age', values: ages},
          {
            ...{kind: 'category', name: 'fuel', categories: ['petrol', 'hydrogen', 'wood gas']},
            codes: Int32Array.from({length: 300}, (_, row) => (row % 7) - 1).map((code) => (code > 2 ? 0 : code)),
          },
        ],
      }
      answer(monitor, table, cars)
      await monitor.compareNow()
      const {drift: expected} = await command(table, cars)
      expect(monitor.report()!.drift).to.deep.equal(expected)
      expect(expected.columns.map(({key}) => key)).to.include.members(['fuel: missing', 'fuel: unseen', 'age: missing'])
    })
  })

  describe('shows', () => {
    it('every series at 0 before the first row', async () => {
      const monitor = await watching(insurance, {rejectionReasons: ['wrong_values']})
      monitor.expectRequests('POST', '/predict', [200])
      const values = samples(await monitor.metrics())
      const at = {model: 'insurance', version: '1'}
      expect(values.get(series('mlops_predictions_total', {...at, class: 'high', source: 'ML'}))).to.equal(0)
      expect(values.get(series('mlops_feature_observations_total', {...at, feature: 'miles', bin: 'over'}))).to.equal(0)
      expect(
        values.get(series('mlops_feature_drifted', {...at, feature: 'miles: missing', test: 'jensen-shannon'})),
      ).to.equal(0)
      expect(values.get(series('mlops_prediction_rejections_total', {reason: 'wrong_values'}))).to.equal(0)
      expect(
        values.get(
          series('mlops_http_request_duration_seconds_count', {method: 'POST', route: '/predict', code: '200'}),
        ),
      ).to.equal(0)
      expect(values.get(series('mlops_drift_computed_timestamp_seconds', at))).to.equal(0)
      expect(values.get(series('mlops_model_loaded_timestamp_seconds', at))).to.equal(1_772_366_400)
    })

    it('the same drift series before and after a comparison', async () => {
      const monitor = await watching(insurance)
      const names = async () => [...samples(await monitor.metrics()).keys()].filter((name) => /drift/.test(name))
      const before = await names()
      answer(monitor, await month(30), insurance)
      await monitor.compareNow()
      expect(await names()).to.deep.equal(before)
    })

    it('drifted rows as drift', async () => {
      const monitor = await watching(insurance)
      answer(monitor, await month(36), insurance)
      await monitor.compareNow()
      const text = await monitor.metrics()
      expect(text).to.include(
        'mlops_feature_drifted{model="insurance",version="1",feature="miles",test="wasserstein"} 1',
      )
      const values = samples(text)
      const at = {model: 'insurance', version: '1'}
      expect(values.get(series('mlops_dataset_drifted', at))).to.equal(1)
      expect(values.get(series('mlops_drift_window_rows', at))).to.equal(1500)
      expect(values.get(series('mlops_drift_computed_timestamp_seconds', at))).to.equal(NOW / 1000)
    })

    it('rows like the reference as no drift', async () => {
      const monitor = await watching(insurance)
      const {table} = await insurance.reference()
      answer(monitor, table, insurance)
      await monitor.compareNow()
      expect(await monitor.metrics()).to.match(/mlops_feature_drifted\{[^}]*feature="miles",[^}]*\} 0/)
    })

    it('each row once in the bins of each feature', async () => {
      const monitor = await watching(insurance, {window: 100})
      answer(monitor, await month(36), insurance)
      const values = samples(await monitor.metrics())
      for (const name of ['mlops_feature_observations_total', 'mlops_feature_reference_ratio']) {
        for (const feature of insurance.manifest.description.features) {
          const bins = [...values].filter(
            ([key]) => key.startsWith(`${name}{`) && key.includes(`"feature":"${feature}"`),
          )
          const sum = bins.reduce((total, [, value]) => total + value, 0)
          expect(sum, `${name} of ${feature}`).to.be.closeTo(name.endsWith('ratio') ? 1 : 1500, 1e-9)
        }
      }
      const sumOf = (prefix: string) =>
        [...values].filter(([key]) => key.startsWith(prefix)).reduce((total, [, value]) => total + value, 0)
      expect(sumOf('mlops_predictions_total{')).to.equal(1500)
      expect(sumOf('mlops_prediction_confidence_count{')).to.equal(1500)
    })

    it('what others tell it', async () => {
      const monitor = await watching(insurance, {rejectionReasons: ['wrong_values']})
      monitor.observeRequest('POST', '/predict', 200, 0.0004)
      monitor.countRejection('wrong_values')
      monitor.countReloadFailure()
      monitor.setPredictionLog(() => ({dropped: 3, bytes: 1000}))
      expect(await monitor.metrics()).not.to.match(/^mlops_realised_accuracy\{/m)
      monitor.setRealisedAccuracy(watchedModel(insurance), 0.75, 400)
      const text = await monitor.metrics()
      expect(text).to.include(
        'mlops_http_request_duration_seconds_bucket{le="0.0005",method="POST",route="/predict",code="200"} 1',
      )
      expect(text).to.include('mlops_prediction_rejections_total{reason="wrong_values"} 1')
      expect(text).to.include('mlops_model_reload_failures_total 1')
      expect(text).to.include('mlops_prediction_log_dropped_total 3')
      expect(text).to.include('mlops_prediction_log_bytes_total 1000')
      expect(text).to.include('mlops_realised_accuracy{model="insurance",version="1"} 0.75')
      expect(text).to.include('mlops_realised_labels{model="insurance",version="1"} 400')
      expect(text).to.include('mlops_reference_rows{model="insurance",version="1"} 1500')
    })

    it("the names of Evidently's service where they are wanted", async () => {
      const monitor = await watching(insurance, {evidentlyMetrics: true})
      answer(monitor, await month(36), insurance)
      await monitor.compareNow()
      const text = await monitor.metrics()
      const values = samples(text)
      expect(values.get(series('evidently:data_drift:dataset_drift', {dataset_name: 'insurance'}))).to.equal(1)
      expect(values.get(series('evidently:data_drift:n_drifted_features', {dataset_name: 'insurance'}))).to.be.within(
        3,
        6,
      )
      expect(text).to.match(
        /evidently:data_drift:p_value\{dataset_name="insurance",feature="miles",feature_type="num"\} \d/,
      )
      expect(text).to.match(/evidently:reference_dataset_hash\{dataset_name="insurance",hash="sha256-[0-9a-f]+"\} 1/)
      expect(await (await watching(insurance)).metrics()).not.to.include('evidently')
    })

    it('metrics that promtool finds nothing wrong with', async function () {
      if (!hasPromtool()) {
        this.test!.title += ' (promtool is missing)'
        this.skip()
      }
      const monitor = await watching(insurance, {processMetrics: true, rejectionReasons: ['wrong_values']})
      answer(monitor, await month(36), insurance)
      await monitor.compareNow()
      monitor.observeRequest('POST', '/predict', 200, 0.0004)
      monitor.setRealisedAccuracy(watchedModel(insurance), 0.75, 400)
      const said = execFileSync('promtool', ['check', 'metrics'], {input: await monitor.metrics(), encoding: 'utf8'})
      expect(said).to.equal('')
    })
  })

  describe('the window', () => {
    it('is compared from 20 rows on, with their real number', async () => {
      const monitor = await watching(insurance)
      const rows = answersTo(await month(36), insurance)
      for (const row of rows.slice(0, 19)) monitor.accept(watchedModel(insurance), row)
      await monitor.compareNow()
      expect(monitor.report()!.drift).to.equal(null)
      expect(monitor.report()!.notes).to.deep.equal(['19 rows came by so far; from 20 on they are compared.'])
      monitor.accept(watchedModel(insurance), rows[19]!)
      await monitor.compareNow()
      expect(monitor.report()!.drift!.currentRows).to.equal(20)
      expect(monitor.report()!.window).to.deep.equal({rows: 20, capacity: 1500, fill: 20 / 1500})
    })

    it('is not compared again before new rows come', async () => {
      const monitor = await watching(insurance)
      let told = 0
      monitor.subscribe(() => told++)
      answer(monitor, await month(1), insurance)
      await monitor.compareNow()
      await monitor.compareNow()
      expect(told).to.equal(1)
      answer(monitor, await month(2), insurance)
      await monitor.compareNow()
      expect(told).to.equal(2)
      expect(monitor.report()!.history).to.have.length(1)
    })

    it('is compared by itself once the interval is over', async () => {
      const monitor = await watching(insurance, {driftIntervalMs: 20})
      const told = new Promise<void>((resolve) => monitor.subscribe(() => resolve()))
      answer(monitor, await month(1), insurance)
      await told
      expect(monitor.report()!.drift).not.to.equal(null)
    })

    it('is closed when another version comes, whose own begins empty', async () => {
      const monitor = await watching(insurance)
      answer(monitor, await month(36), insurance)
      await monitor.compareNow()
      await monitor.load(watchedModel(cars))
      expect(monitor.report()).to.include({model: 'cars', version: 2, drift: null})
      // A request that came before the swap.
      monitor.accept(watchedModel(insurance), answersTo(await month(1), insurance)[0]!)
      await monitor.compareNow()
      const values = samples(await monitor.metrics())
      const of = (name: string, model: string, version: string) => values.get(series(name, {model, version}))
      expect(of('mlops_prediction_confidence_count', 'insurance', '1')).to.equal(1501)
      expect(of('mlops_drift_window_rows', 'insurance', '1')).to.equal(1500)
      expect(of('mlops_drift_window_rows', 'cars', '2')).to.equal(0)
    })

    it('goes on when the same version is loaded again, and begins anew after a rollback to it', async () => {
      const monitor = await watching(insurance)
      answer(monitor, await month(36), insurance)
      await monitor.load(watchedModel(insurance))
      expect(monitor.report()!.window.rows).to.equal(1500)
      await monitor.load(watchedModel(cars))
      await monitor.load(watchedModel(insurance))
      expect(monitor.report()).to.include({model: 'insurance', version: 1})
      expect(monitor.report()!.window.rows).to.equal(0)
      expect(monitor.report()!.answers.rows).to.equal(1500)
      answer(monitor, await month(1), insurance)
      await monitor.compareNow()
      expect(monitor.report()!.drift!.currentRows).to.equal(1500)
    })
  })

  describe('when its thread ends by itself', () => {
    it('counts that, says it, keeps the old figures, and goes on with a new thread', async () => {
      const threads: Worker[] = []
      const failures: string[] = []
      const monitor = await watching(insurance, {
        startThread: () => {
          const thread = startWorker('background-worker', null)
          threads.push(thread)
          return thread
        },
        firstRestartMs: 10,
        onFailure: (message) => failures.push(message),
      })
      answer(monitor, await month(36), insurance)
      await monitor.compareNow()
      const before = monitor.report()!.drift
      answer(monitor, await month(1), insurance)
      const ended = new Promise((resolve) => threads[0]!.once('exit', resolve))
      await threads[0]!.terminate()
      await ended
      expect(failures).to.deep.equal(['The drift thread ended by itself with code 1.'])
      expect(monitor.report()!.drift).to.equal(before)
      expect(monitor.report()!.notes.join()).to.include('what is shown is older')
      expect(await monitor.metrics()).to.include('mlops_drift_compute_failures_total 1')

      await until(() => threads.length === 2)
      await monitor.compareNow()
      expect(monitor.report()!.drift).to.deep.equal((await command(await month(1), insurance)).drift)
      expect(monitor.report()!.notes).to.deep.equal([])
    })

    it('tries again, later and later, when it ends in the midst of each comparison', async () => {
      let started = 0
      const failures: string[] = []
      const monitor = await watching(insurance, {
        startThread: () => {
          started++
          return new Worker("require('node:worker_threads').parentPort.once('message', () => process.exit(3))", {
            eval: true,
          })
        },
        firstRestartMs: 5,
        onFailure: (message) => failures.push(message),
      })
      answer(monitor, await month(36), insurance)
      await until(() => started >= 3)
      expect(monitor.report()!.window.rows).to.equal(1500)
      expect(failures).to.deep.equal(['The drift thread ended by itself with code 3.'])
      await monitor.close()
      const then = started
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(started).to.equal(then)
    })
  })

  it('takes no version whose reference cannot be read, and keeps the one before', async () => {
    const monitor = await watching(insurance)
    const broken = {...cars, reference: () => Promise.reject(new Error('broken'))}
    const error = await monitor.load(watchedModel(broken)).catch((reason: unknown) => reason)
    expect(error).to.have.property('message', 'broken')
    expect(monitor.report()).to.include({model: 'insurance'})
    expect(await monitor.metrics()).not.to.include('cars')
  })
})

/** Waits for what another thread brings about. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 2000) throw new Error(`It did not come about: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
}

function series(name: string, labels: Readonly<Record<string, string>>): string {
  return name + JSON.stringify(Object.fromEntries(Object.entries(labels).sort()))
}

/** Value of each series, by name and labels in the order of the alphabet. */
function samples(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (name === undefined) continue
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key!, text!] as const)
    found.set(series(name, Object.fromEntries(pairs)), Number(value))
  }
  return found
}
