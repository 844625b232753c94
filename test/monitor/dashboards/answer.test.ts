import {defaultDashboardOptions} from '../../../src/lib/monitor/dashboards/dashboard-options.js'
import {driftDashboard} from '../../../src/lib/monitor/dashboards/drift-dashboard.js'
import {needs, tellPrometheus} from '../rules/promtool.js'
import {gauge, labelsOf, options, predictions, type AllSeries} from '../rules/scraped-servers.js'
import {expressionsOf, interpolated} from './dashboard-expressions.js'

const expressions = expressionsOf(driftDashboard({...defaultDashboardOptions, rules: options}))

/** What a panel asks for where the model of these stories was chosen. */
function asked(place: string): string {
  const {text} = expressions.find((expression) => expression.place === place)!
  return interpolated(text, {model: 'risk', version: '.+', feature: 'age', window: '10m'})
}

/** A version with two features, of which age is further from the reference. */
function version(
  name: string,
  {
    loadedAt = 1,
    from = 0,
    drifted,
    rows = () => 1500,
  }: {
    readonly loadedAt?: number
    readonly from?: number
    readonly drifted: (minute: number) => number
    readonly rows?: (minute: number) => number
  },
): AllSeries {
  const labels = labelsOf({version: name})
  const since = (value: (minute: number) => number) => gauge((minute) => (minute < from ? null : value(minute)))
  const ofFeature = (feature: string, score: number): AllSeries => ({
    [`mlops_feature_reference_ratio{${labels}, feature="${feature}", bin="missing"}`]: since(() => 0),
    [`mlops_feature_reference_ratio{${labels}, feature="${feature}", bin="01 [0, 10)"}`]: since(() => 1),
    [`mlops_drift_score{${labels}, feature="${feature}", test="wasserstein"}`]: since(() => score),
    [`mlops_drift_threshold{${labels}, feature="${feature}", test="wasserstein"}`]: since(() => 0.1),
  })
  return {
    [`mlops_model_loaded_timestamp_seconds{${labels}}`]: since(() => loadedAt),
    [`mlops_reference_rows{${labels}}`]: since(() => 1500),
    [`mlops_drift_window_rows{${labels}}`]: since(rows),
    [`mlops_drifted_feature_ratio{${labels}}`]: since(drifted),
    ...ofFeature('age', 0.3),
    ...ofFeature('miles', 0.2),
  }
}

describe('the answer of the dashboard', () => {
  it('is the worst that holds, and names the feature that is furthest from the reference', function () {
    needs('promtool', this)
    const labels = labelsOf({})
    const answer = (minute: number, value: number) => ({
      ...{minute, query: asked('Is there a problem?: answer')},
      samples: {'{feature="age"}': value},
    })
    tellPrometheus({
      options,
      series: {
        ...version('1', {
          rows: (minute) => (minute < 15 ? 0 : 1500),
          drifted: (minute) => (minute < 25 ? 0 : minute < 65 ? 0.25 : 0.5),
        }),
        ...predictions({
          ML: (minute) => (minute < 40 ? 60 : 30),
          'baseline - out of range': (minute) => (minute < 40 ? 0 : 30),
        }),
        [`mlops_realised_accuracy{${labels}}`]: gauge((minute) => (minute < 45 ? null : minute < 80 ? 0.9 : 0.7)),
        [`mlops_realised_labels{${labels}}`]: gauge((minute) =>
          minute < 45 ? null : minute < 80 || minute >= 90 ? 1000 : 10,
        ),
        [`mlops_accuracy_gate{${labels}}`]: gauge(() => 0.85),
      },
      expected: [
        // Too few rows; nothing; one feature; the baseline, though the model is right; much of the data; ten labels are too few; wrong too often.
        ...[answer(10, 1), answer(20, 0), answer(35, 2), answer(60, 3)],
        ...[answer(75, 4), answer(85, 4), answer(95, 5)],
      ],
    })
  })

  it('is about the version that answers, and no longer about the one before', function () {
    needs('promtool', this)
    const drifted = {query: asked('Drifted features: drifted')}
    tellPrometheus({
      options,
      series: {
        ...version('1', {drifted: () => 0.5}),
        ...version('2', {drifted: () => 0, from: 60, loadedAt: 3600}),
      },
      expected: [
        {...drifted, minute: 50, samples: {'{}': 1}},
        {...drifted, minute: 70, samples: {'{}': 0}},
        {query: asked('Is there a problem?: answer'), minute: 70, samples: {'{feature="age"}': 0}},
      ],
    })
  })
})
