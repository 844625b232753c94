import {formatChosenPercent} from '../../numbers.js'
import type {DashboardOptions} from './dashboard-options.js'
import type {DashboardQueries} from './dashboard-queries.js'
import type {FieldConfig, Panel} from './grafana-types.js'
import {fieldNamed, latest, statPanel, thresholds, wordsFor} from './panel-parts.js'

const notServed = 'Prometheus has nothing of this model at this time'

/** Is there a problem? A sentence and three figures. */
export function answerPanels(options: DashboardOptions, queries: DashboardQueries) {
  return {
    answer: answerPanel(options, queries),
    driftedFeatures: driftedFeaturesPanel(options, queries),
    realisedAccuracy: realisedAccuracyPanel(queries),
    fallbackRate: fallbackRatePanel(options, queries),
  } as const satisfies Record<string, Panel>
}

/** The worst that holds; its place in the list is its number. */
const sentences = [
  ['No: what people ask is like the reference', 'green'],
  ['Too early to say: too few rows', 'blue'],
  ['Watch: single features have drifted', 'yellow'],
  ['Look: too many rows are left to the baseline', 'orange'],
  ['Investigate: much of the data has drifted', 'orange'],
  ['Act: the model is wrong too often', 'red'],
] as const

function answerPanel({rules: {drift, answers}}: DashboardOptions, queries: DashboardQueries): Panel {
  const {driftedShare, fallbackShare, accuracyMargin, comparedRows, timesLimit, featuresOnly, chosen} = queries
  const worst = `(
    5 * (max(${accuracyMargin} < bool 0) > 0)
    or 4 * (max(${driftedShare} > bool ${drift.featureShare}) > 0)
    or 3 * (max(${fallbackShare} > bool ${answers.fallbackRatio}) > 0)
    or 2 * (max(${driftedShare} > bool 0) > 0)
    or (max(${comparedRows}) == bool 0) > 0
    or 0 * max(${chosen('mlops_reference_rows')})
  )`
  return statPanel('answer', {
    title: 'Is there a problem?',
    description: `The worst that holds now: the model is wrong too often (by the labels that came in, against the gate it passed at training); more than ${formatChosenPercent(drift.featureShare)} of the features have drifted; the baseline rules answer more than ${formatChosenPercent(answers.fallbackRatio)} of the rows; some feature has drifted. Above the sentence: the feature that is furthest from the reference. Drift is a difference from the data that the model was made with, and not yet a loss: the accuracy says whether it costs anything, as soon as labels come in.`,
    noValue: notServed,
    targets: [
      // With the name of the feature that is furthest, where there is one.
      latest(
        'answer',
        `${worst}
        + on () group_left (feature) (
          0 * topk(1, ${featuresOnly(timesLimit())})
          or on () vector(0)
        )`,
        'Furthest from the reference: {{feature}}',
      ),
    ],
    field: {mappings: wordsFor(sentences), thresholds: thresholds('green')},
  })
}

function driftedFeaturesPanel({rules: {drift}}: DashboardOptions, queries: DashboardQueries): Panel {
  return statPanel('driftedFeatures', {
    title: 'Drifted features',
    description: `How many features differ from the reference by more than chance explains and by enough to matter, and how many there are. From the rows of all replicas in the last ${drift.window}; where the rules were not evaluated or there are too few rows, from the last window of rows that a server compared itself. The alert MlopsDatasetDrift comes above ${formatChosenPercent(drift.featureShare)} of them.`,
    noValue: notServed,
    targets: [
      latest(
        'drifted',
        `round(max(${queries.driftedShare} * on (job, model, version) ${queries.featureCount}))`,
        'drifted',
      ),
      latest('of', `max(${queries.featureCount})`, 'of'),
    ],
    field: {unit: 'none', decimals: 0, thresholds: thresholds('green', [1, 'orange'])},
    overrides: [fieldNamed('of', neutral)],
  })
}

function realisedAccuracyPanel({accuracy, accuracyGate}: DashboardQueries): Panel {
  return statPanel('realisedAccuracy', {
    title: 'Right answers',
    description:
      'Share of the answers that turned out to be right, by the labels that came in later, and how far that is above (+) or below (-) the accuracy that the model had to have when it was trained. Without labels nobody knows: then look at drift and confidence. The alert MlopsRealisedAccuracyLow allows for chance, so it may stay silent a little below the gate.',
    noValue: 'No labels yet',
    targets: [
      latest('accuracy', `max(${accuracy})`, 'right'),
      latest('gate', `min(${accuracy} - ${accuracyGate})`, 'above the gate'),
    ],
    field: {unit: 'percentunit', decimals: 1, thresholds: thresholds('red', [0, 'green'])},
    overrides: [fieldNamed('right', neutral)],
  })
}

function fallbackRatePanel({rules: {answers}}: DashboardOptions, {fallbackShare}: DashboardQueries): Panel {
  return statPanel('fallbackRate', {
    title: 'Left to the baseline',
    description: `Share of the rows that the baseline rules answered in place of the model: a value out of range, or a model that was not sure enough. It rises when people change; these people get coarser answers. Over the last ${answers.window}, or over the time chosen as window where rules were not evaluated. The alert MlopsFallbackRateHigh comes above ${formatChosenPercent(answers.fallbackRatio)}.`,
    noValue: 'No rows at this time',
    targets: [latest('fallback', `max(${fallbackShare})`, 'of the rows')],
    field: {unit: 'percentunit', decimals: 1, thresholds: thresholds('green', [answers.fallbackRatio, 'orange'])},
  })
}

/** A figure that is neither good nor bad. */
const neutral = {color: {mode: 'fixed', fixedColor: 'blue'}} as const satisfies FieldConfig
