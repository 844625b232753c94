import {outputNames} from '../../drift/column-names.js'
import type {DashboardQueries} from './dashboard-queries.js'
import type {Panel} from './grafana-types.js'
import {notCompared, over, stackedShares, thresholds, timeSeriesPanel, withLimit} from './panel-parts.js'

const noRows = 'No rows were answered at this time'

/** What the model answers: to whom what, how sure it is, and which version it is. */
export function modelPanels(queries: DashboardQueries) {
  return {
    predictionDrift: predictionDriftPanel(queries),
    predictionMix: predictionMixPanel(queries),
    confidence: confidencePanel(queries),
    versionMix: versionMixPanel(queries),
  } as const satisfies Record<string, Panel>
}

function predictionDriftPanel({timesLimit}: DashboardQueries): Panel {
  const {prediction, confidence, fallback, multivariate} = outputNames
  return timeSeriesPanel('predictionDrift', {
    title: 'Drift of the answers',
    description:
      'How far the answers of the last window of rows are from those that the model gave when it was tested, in units of the limit: the classes, how sure the model is, how often the baseline answers in its place; and whether all features together tell these rows from the reference. Answers that drift mean that people get something else than before, whatever the cause.',
    noValue: notCompared,
    targets: [
      over(
        'times',
        `max by (feature) (${timesLimit(`feature=~"${[prediction, confidence, fallback, multivariate].join('|')}"`)})`,
        '{{feature}}',
      ),
    ],
    field: {unit: 'suffix: ×', min: 0, decimals: 2, thresholds: thresholds('transparent', [1, 'red'])},
    style: withLimit,
  })
}

function predictionMixPanel({chosen}: DashboardQueries): Panel {
  const answered = `increase(${chosen('mlops_predictions_total')}[$window])`
  return timeSeriesPanel('predictionMix', {
    title: 'Classes of the answers',
    description:
      'Share of the rows that got each class, over the window that is chosen above, whoever answered. A class that grows or shrinks is what the business feels first.',
    noValue: noRows,
    targets: [over('class', shareBy('class', answered), '{{class}}')],
    ...stackedShares,
  })
}

function confidencePanel({chosen}: DashboardQueries): Panel {
  const buckets = `sum by (le) (increase(${chosen('mlops_prediction_confidence_bucket')}[$window]))`
  const quantile = (of: number): string => `histogram_quantile(${of}, ${buckets}) >= 0`
  return timeSeriesPanel('confidence', {
    title: 'How sure the model is',
    description:
      'Highest probability that the model gave, over the window that is chosen above: of the middle row, of the row that a tenth are below, and on average. A model that becomes less sure sees people whom it has not learned. It can be sure and wrong: only labels tell.',
    noValue: noRows,
    targets: [
      over('median', quantile(0.5), 'the middle row'),
      over(
        'mean',
        `sum(increase(${chosen('mlops_prediction_confidence_sum')}[$window]))
          / (sum(increase(${chosen('mlops_prediction_confidence_count')}[$window])) > 0)`,
        'on average',
      ),
      over('tenth', quantile(0.1), 'the least sure tenth is below'),
    ],
    field: {unit: 'percentunit', max: 1},
  })
}

function versionMixPanel({series}: DashboardQueries): Panel {
  const answered = `increase(${series('mlops_predictions_total', 'model="$model"')}[$window])`
  return timeSeriesPanel('versionMix', {
    title: 'Which version answers',
    description:
      'Share of the rows that each version of the model answered, over the window that is chosen above. Two versions for long mean that some replica has not taken up the new one.',
    noValue: noRows,
    targets: [over('version', shareBy('version', answered), 'version {{version}}')],
    ...stackedShares,
  })
}

function shareBy(label: string, increase: string): string {
  return `
    sum by (${label}) (${increase})
    / on () group_left () (sum(${increase}) > 0)`
}
