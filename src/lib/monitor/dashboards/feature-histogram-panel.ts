import type {DashboardQueries} from './dashboard-queries.js'
import type {Panel} from './grafana-types.js'
import {fieldNamed, panelBase, rows, thresholds, valueOf} from './panel-parts.js'

export function histogramPanel({chosen, pooled, answering}: DashboardQueries): Panel {
  const ofFeature = 'feature=~"$feature"'
  const counts = `(${answering(pooled('sum', `increase(${chosen('mlops_feature_observations_total', ofFeature)}[$window])`))})`
  const reference = `(${answering(pooled('max', chosen('mlops_feature_reference_ratio', ofFeature)))})`
  const text = {
    title: '$feature: now and in the reference',
    description:
      'Share of the rows in each bin: those of the window that is chosen above (up to the end of the time that is shown), and those that the model was made with. "under" and "over" are values beyond all that the reference has; "missing" had none, "other" is known to neither. Bars that are equally high mean that nothing has changed.',
    noValue: 'No rows of this feature at this time',
    targets: [
      rows(
        'reference',
        sortedBins(`
        sum by (bin) ${reference}
        / on () group_left () sum(${reference})`),
      ),
      rows(
        'now',
        sortedBins(`
        sum by (bin) ${counts}
        / on () group_left () (sum(${counts}) > 0)`),
      ),
    ],
  }
  return {
    ...panelBase('featureHistogram', text),
    type: 'barchart',
    ...{repeat: 'feature', repeatDirection: 'h', maxPerRow: 3},
    options: {
      ...{xField: 'bin', orientation: 'auto', xTickLabelRotation: -45, xTickLabelMaxLength: 14, xTickLabelSpacing: 0},
      ...{stacking: 'none', showValue: 'never', barWidth: 0.9, groupWidth: 0.8, barRadius: 0, fullHighlight: true},
      legend: {displayMode: 'list', placement: 'bottom', showLegend: true, calcs: []},
      tooltip: {mode: 'multi', sort: 'none'},
    },
    transformations: [
      {id: 'merge', options: {}},
      {
        id: 'organize',
        options: {
          excludeByName: {Time: true},
          indexByName: {bin: 0, [valueOf('reference')]: 1, [valueOf('now')]: 2},
          renameByName: {[valueOf('reference')]: 'reference', [valueOf('now')]: 'now'},
        },
      },
      {id: 'sortBy', options: {fields: {}, sort: [{field: 'bin', desc: false}]}},
    ],
    fieldConfig: {
      defaults: {
        ...{unit: 'percentunit', min: 0, noValue: text.noValue, color: {mode: 'palette-classic'}},
        thresholds: thresholds('green'),
        custom: {fillOpacity: 80, lineWidth: 0},
      },
      overrides: [
        fieldNamed('reference', {color: {mode: 'fixed', fixedColor: 'blue'}}),
        fieldNamed('now', {color: {mode: 'fixed', fixedColor: 'orange'}}),
      ],
    },
  }
}

/** Bins sort as texts, so those at the ends get a number, too. */
function sortedBins(expression: string): string {
  return `
    label_replace(
      label_replace(
        ${expression},
        "bin", "00 under", "bin", "under"
      ),
      "bin", "99 over", "bin", "over"
    )`
}
