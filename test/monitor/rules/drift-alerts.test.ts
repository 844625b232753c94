import {needs, tellPrometheus, type Expectation} from './promtool.js'
import {
  firing,
  gauge,
  labelsOf,
  likeReference,
  moved,
  only,
  options,
  predictions,
  restartedAt,
  server,
  type AllSeries,
  type Values,
} from './scraped-servers.js'

/** From minute 20 to 60 the rows are others. */
const inBetween = (minute: number): boolean => minute > 20 && minute <= 60
const drifting = (minute: number): readonly number[] => (inBetween(minute) ? moved : likeReference)
const steady = (): readonly number[] => likeReference

function tell(series: AllSeries, expected: readonly Expectation[]): void {
  tellPrometheus({options, series, expected})
}

const featureDrift = (minute: number, features: readonly string[]): Expectation =>
  firing(
    minute,
    'MlopsFeatureDrift',
    ['feature', 'version', 'severity'],
    features.map((feature) => `feature="${feature}", version="1", severity="warning"`),
  )

describe('alerts on drift, as Prometheus evaluates them', () => {
  before(function () {
    needs('promtool', this)
  })

  describe('MlopsFeatureDrift', () => {
    const two = {miles: drifting, age: steady}

    it('fires for the feature that drifts, stays silent for the others, and resolves', () => {
      tell(server({features: two}), [
        featureDrift(20, []),
        featureDrift(40, ['miles']),
        featureDrift(60, ['miles']),
        featureDrift(80, []),
      ])
    })

    it('waits for as long as it is told', () => {
      tell(server({features: two}), [
        {
          minute: 28,
          query: 'count by (feature, alertstate) (ALERTS{alertname="MlopsFeatureDrift"})',
          samples: {'{feature="miles", alertstate="pending"}': 1},
        },
      ])
    })

    it('pools two replicas: neither has enough rows, both together have', () => {
      const of = (instance: string) => server({instance, rows: () => 15, features: two})
      const one = of('one:8085')
      tell(one, [featureDrift(40, [])])
      tell({...one, ...of('two:8085')}, [featureDrift(40, ['miles'])])
    })

    it('pools two replicas: what one sees too often and the other too rarely is no drift', () => {
      const half = (shares: readonly number[]) =>
        server({instance: `${shares[2]!}:8085`, features: {age: () => shares}})
      const [more, fewer] = [half([0, 0, 0.5, 0.4, 0.1, 0]), half([0, 0, 0.1, 0.4, 0.5, 0])]
      tell(more, [featureDrift(40, ['age'])])
      tell({...more, ...fewer}, [featureDrift(40, [])])
    })

    it('says nothing of a feature that no row came for', () => {
      tell(server({features: two, rows: (minute) => (minute <= 40 ? 60 : 0)}), [
        featureDrift(40, ['miles']),
        featureDrift(70, []),
        {minute: 70, query: 'model_version_feature:mlops_feature_observations:psi', samples: {}},
      ])
    })

    it('takes no notice of a server that begins anew', () => {
      const restarted = (features: typeof two): AllSeries =>
        Object.fromEntries(
          Object.entries(server({features})).map(([name, values]): [string, Values] => [
            name,
            name.startsWith('mlops_feature_observations_total') ? restartedAt(35, values) : values,
          ]),
        )
      tell(restarted(two), [featureDrift(40, ['miles'])])
      tell(restarted({miles: steady, age: steady}), [featureDrift(37, []), featureDrift(45, [])])
    })

    it('goes on with one replica when the other ends', () => {
      const one = server({instance: 'one:8085', features: two})
      const other = only((minute) => minute < 35, server({instance: 'two:8085', features: two}))
      tell({...one, ...other}, [featureDrift(34, ['miles']), featureDrift(55, ['miles']), featureDrift(85, [])])
    })

    it('ends when the series are gone', () => {
      tell(
        only((minute) => minute < 40, server({features: two})),
        [featureDrift(39, ['miles']), featureDrift(50, [])],
      )
    })

    it('ends when another model takes over, whose reference is what people ask now', () => {
      const before = server({features: {miles: drifting}, rows: (minute) => (minute <= 40 ? 60 : 0)})
      const after = only(
        (minute) => minute >= 40,
        server({version: '2', features: {miles: steady}, loadedAt: 2400, rows: (minute) => (minute > 40 ? 60 : 0)}),
      )
      tell({...before, ...after}, [
        featureDrift(39, ['miles']),
        featureDrift(42, []),
        // Both are still shown.
        {minute: 42, query: 'model_version:mlops_model_answering:max', samples: expectVersions({1: 0, 2: 1})},
        featureDrift(60, []),
      ])
    })

    it('goes on for a version that one replica still answers with', () => {
      const before = server({instance: 'two:8085', features: {miles: drifting}})
      const after = server({version: '2', features: {miles: steady}, loadedAt: 2400})
      tell({...before, ...after}, [featureDrift(60, ['miles'])])
    })

    it('says nothing of fewer rows than it needs', () => {
      tell(server({features: two, rows: () => 15}), [featureDrift(40, [])])
    })
  })

  describe('MlopsDatasetDrift', () => {
    const datasetDrift = (minute: number, fires: boolean): Expectation =>
      firing(minute, 'MlopsDatasetDrift', ['model', 'version'], fires ? ['model="risk", version="1"'] : [])

    it('fires when a third of the features has drifted, and resolves', () => {
      tell(server({features: {miles: drifting, age: steady, power: steady}}), [
        datasetDrift(20, false),
        datasetDrift(40, true),
        datasetDrift(80, false),
      ])
    })

    it('stays silent when one of four has', () => {
      tell(server({features: {miles: drifting, age: steady, power: steady, training: steady}}), [
        featureDrift(40, ['miles']),
        datasetDrift(40, false),
      ])
    })
  })

  describe('MlopsPredictionDrift', () => {
    const drifted = (instance: string, isDrifted: (minute: number) => boolean, rows = 1500): AllSeries => ({
      ...server({instance}),
      [`mlops_drift_window_rows{${labelsOf({instance})}}`]: gauge(() => rows),
      [`mlops_feature_drifted{${labelsOf({instance})}, feature="predicted class", test="jensen-shannon"}`]: gauge(
        (minute) => (isDrifted(minute) ? 1 : 0),
      ),
    })
    const predictionDrift = (minute: number, fires: boolean): Expectation =>
      firing(minute, 'MlopsPredictionDrift', ['feature'], fires ? ['feature="predicted class"'] : [])

    it('fires when most replicas see it, and resolves', () => {
      const series = {
        ...drifted('one:8085', inBetween),
        ...drifted('two:8085', inBetween),
        ...drifted('three:8085', () => false),
      }
      tell(series, [predictionDrift(20, false), predictionDrift(40, true), predictionDrift(70, false)])
    })

    it('stays silent when one of two sees it', () => {
      tell({...drifted('one:8085', inBetween), ...drifted('two:8085', () => false)}, [predictionDrift(40, false)])
    })

    it('stays silent on few rows', () => {
      tell(drifted('one:8085', inBetween, 50), [predictionDrift(40, false)])
    })

    it('stays silent on a version that no replica answers with any more', () => {
      tell({...drifted('one:8085', () => true), ...server({version: '2', loadedAt: 5})}, [predictionDrift(40, false)])
    })
  })

  describe('MlopsFallbackRateHigh', () => {
    const fallback = (minute: number, fires: boolean): Expectation =>
      firing(minute, 'MlopsFallbackRateHigh', ['version'], fires ? ['version="1"'] : [])

    it('fires when the baseline answers too much, and resolves', () => {
      const series = predictions({
        ML: (minute) => (inBetween(minute) ? 40 : 60),
        'baseline - out of range': (minute) => (inBetween(minute) ? 20 : 1),
      })
      tell(series, [fallback(20, false), fallback(40, true), fallback(85, false)])
    })

    it('stays silent on few rows, and where no baseline ever answers', () => {
      tell(predictions({ML: () => 1, 'baseline - out of range': () => 1}), [fallback(60, false)])
      tell(predictions({ML: () => 60}), [fallback(60, false)])
    })

    it('pools replicas', () => {
      const bad = predictions({ML: () => 15, 'baseline - out of range': () => 5})
      const good = predictions({ML: () => 180, 'baseline - out of range': () => 0}, {instance: 'two:8085'})
      tell(bad, [fallback(60, true)])
      tell({...bad, ...good}, [fallback(60, false)])
    })
  })

  describe('MlopsRealisedAccuracyLow', () => {
    const labelled = (
      accuracy: (minute: number) => number | null,
      labels: number,
      instance = 'one:8085',
    ): AllSeries => ({
      [`mlops_model_loaded_timestamp_seconds{${labelsOf({instance})}}`]: gauge(() => 1),
      [`mlops_accuracy_gate{${labelsOf({instance})}}`]: gauge(() => 0.85),
      [`mlops_realised_accuracy{${labelsOf({instance})}}`]: gauge(accuracy),
      [`mlops_realised_labels{${labelsOf({instance})}}`]: gauge((minute) =>
        accuracy(minute) === null ? null : labels,
      ),
    })
    const low = (minute: number, fires: boolean): Expectation =>
      firing(
        minute,
        'MlopsRealisedAccuracyLow',
        ['version', 'severity'],
        fires ? ['version="1", severity="critical"'] : [],
      )

    it('fires when late labels say so, and resolves', () => {
      const accuracy = (minute: number): number | null => (minute < 10 ? null : inBetween(minute) ? 0.75 : 0.9)
      tell(labelled(accuracy, 1500), [low(20, false), low(40, true), low(80, false)])
    })

    it('stays silent when so few labels may be so bad by chance', () => {
      tell(
        labelled(() => 0.75, 100),
        [low(60, false)],
      )
    })

    it('stays silent before the first label', () => {
      tell(
        labelled(() => null, 0),
        [low(60, false)],
      )
    })

    it('takes the labels that replicas share once, and each for its own where they do not', () => {
      const one = labelled(() => 0.75, 100)
      tell({...one, ...labelled(() => 0.75, 100, 'two:8085')}, [low(60, false)])
      tell({...one, ...labelled(() => 0.95, 3000, 'two:8085')}, [low(60, false)])
      tell({...labelled(() => 0.5, 1000), ...labelled(() => 0.9, 1000, 'two:8085')}, [low(60, true)])
    })
  })

  describe('MlopsDriftMonitorStale', () => {
    const computed = (at: (minute: number) => number): AllSeries => ({
      ...server(),
      [`mlops_drift_computed_timestamp_seconds{${labelsOf({})}}`]: gauge(at),
    })
    const stale = (minute: number, fires: boolean): Expectation =>
      firing(minute, 'MlopsDriftMonitorStale', ['version'], fires ? ['version="1"'] : [])

    it('fires when nothing was compared for long, though rows arrive, and resolves', () => {
      const rows = predictions({ML: () => 60})
      const at = (minute: number): number => 60 * (inBetween(minute) ? 20 : minute)
      tell({...computed(at), ...rows}, [stale(25, false), stale(40, true), stale(65, false)])
    })

    it('fires when nothing was ever compared', () => {
      tell({...computed(() => 0), ...predictions({ML: () => 60})}, [stale(5, false), stale(20, true)])
    })

    it('stays silent when no rows arrive', () => {
      tell({...computed(() => 60), ...predictions({ML: () => 0})}, [stale(60, false)])
    })
  })
})

function expectVersions(versions: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(versions).map(([version, value]) => [
      `model_version:mlops_model_answering:max{job="mlops", model="risk", version="${version}"}`,
      value,
    ]),
  )
}
