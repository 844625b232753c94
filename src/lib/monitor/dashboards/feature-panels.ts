import type {DashboardOptions} from './dashboard-options.js'
import type {DashboardQueries} from './dashboard-queries.js'
import {histogramPanel} from './feature-histogram-panel.js'
import {rankingPanel} from './feature-ranking-panel.js'
import type {Panel} from './grafana-types.js'
import {notCompared, over, statePanel, thresholds, timeSeriesPanel, withLimit, wordsFor} from './panel-parts.js'

/** Which feature, how far, since when, and how it looks now. */
export function featurePanels(options: DashboardOptions, queries: DashboardQueries) {
  return {
    featureDrift: rankingPanel(options, queries),
    featureDriftTimeline: timelinePanel(queries),
    featureStatus: statusPanel(queries),
    featureHistogram: histogramPanel(queries),
  } as const satisfies Record<string, Panel>
}

function timelinePanel({timesLimit}: DashboardQueries): Panel {
  return timeSeriesPanel('featureDriftTimeline', {
    title: 'Drift of the chosen features over time',
    description:
      'Score of each feature in units of its limit: above 1 it has drifted. Vertical lines are versions of the model that were loaded; tinted times are alerts. A slow rise is a world that changes; a jump is more often a mistake in the data that are sent.',
    noValue: notCompared,
    targets: [over('times', `max by (feature) (${timesLimit('feature=~"$feature"')})`, '{{feature}}')],
    field: {unit: 'suffix: ×', min: 0, decimals: 2, thresholds: thresholds('transparent', [1, 'red'])},
    style: withLimit,
    legend: 'right',
  })
}

function statusPanel({chosen, replica, answering}: DashboardQueries): Panel {
  const compared = `(${chosen('mlops_drift_window_rows')} > 0)`
  return statePanel('featureStatus', {
    title: 'What has drifted, and since when',
    description:
      "A strip for each column that is compared: the features, their missing values, values out of range and unseen ones, and the model's own answers. Red is drift on at least one replica. Where there is no strip, no rows had been compared.",
    noValue: notCompared,
    targets: [
      over(
        'drifted',
        `max by (feature) (${answering(`
          ${chosen('mlops_feature_drifted')}
          and on (job, ${replica}, model, version) ${compared}`)})`,
        '{{feature}}',
      ),
    ],
    field: {
      mappings: wordsFor([
        ['as the reference', 'green'],
        ['drifted', 'red'],
      ]),
      thresholds: thresholds('green', [1, 'red']),
    },
  })
}
