import type {DriftReport} from '../drift/drift-report.js'
import type {ColumnDrift, EffectName} from '../drift/table-drift.js'
import {lastPeriod} from './drift-ranking.js'
import {html, nothing} from './html.js'
import {formatNumber, formatPercent} from './numbers.js'
import type {Section} from './page.js'

/** What went wrong with a period, and what was assumed. */
export function notesSection({failed, notes}: DriftReport): Section | null {
  if (failed.length === 0 && notes.length === 0) return null
  const items = failed.map(
    ({name, message}) =>
      html`<li>
        <div><span class="badge problem">not read</span></div>
        <div>
          <p><b>${name}</b></p>
          <p>${message}</p>
        </div>
      </li> `,
  )
  return {
    id: 'notes',
    title: failed.length > 0 ? 'Left out, and notes' : 'Notes',
    body: html`${
      failed.length === 0
        ? nothing
        : html`<ul class="panel findings">
            ${items}
          </ul>`
    }
    ${notes.map((note) => html`<p>${note}</p> `)}`,
  }
}

type Entry = readonly [name: string, text: string]

/** How the figures were made, for those who compare or doubt them. */
export function methodSection(report: DriftReport): Section {
  const columns = lastPeriod(report)?.drift.columns ?? []
  const entries = [...policyWords(report), ...effectEntries(columns), ...otherEntries(report, columns)]
  return {
    id: 'method',
    title: 'How to read this',
    body: html`<dl class="small">
      ${entries.map(
        ([name, text]) =>
          html`<dt>${name}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>`,
  }
}

function policyWords({policy, settings}: DriftReport): readonly Entry[] {
  if (policy === 'evidently') {
    return [
      [
        'Policy',
        "evidently: the tests and thresholds that Evidently 0.7 chooses by default, column by column. Its tests' error " +
          'rates depend on the number of rows, and nothing is adjusted for the number of columns.',
      ],
      [
        'Score',
        'A p-value (drift below its threshold) or a distance (drift from its threshold on), by the test named.',
      ],
    ]
  }
  const {alpha, minEffect} = settings
  return [
    [
      'Policy',
      'calibrated: a column has drifted when chance does not explain the difference and the difference is large ' +
        'enough to matter. Both are needed, so an alarm means the same for fifty rows as for a million.',
    ],
    [
      'Significance',
      'Numbers: an Anderson-Darling test on ranks. Categories and shares: an exact or chi-squared test. p-values are ' +
        `adjusted over all columns (Benjamini-Hochberg)${alpha === null ? '' : ` at a false discovery rate of ${formatPercent(alpha, 0)}`}.`,
    ],
    ...(minEffect === null
      ? []
      : [['Limit', `${formatNumber(minEffect)} for distances; half of it is a warning.`] as const]),
  ]
}

const effectTexts: Readonly<Record<EffectName, Entry | null>> = {
  wasserstein: [
    'Wasserstein distance',
    'How far the values moved on average, in robust standard deviations of the reference; what chance alone makes is ' +
      'taken off, and single outliers hardly count.',
  ],
  'jensen-shannon': [
    'Jensen-Shannon distance',
    'How much the shares of the categories differ: 0 when equal, 0.83 when no category is shared; what chance alone ' +
      'makes is taken off.',
  ],
  'error-rate': [
    'Change of the error rate',
    'How much more or less often the model errs on rows that are alike in all features: a relation between features and ' +
      'label that has changed, not the features.',
  ],
  auc: [
    'AUC',
    'How well a classifier tells current rows from those of the reference by all features together: 0.5 not at all, ' +
      '1 without a mistake.',
  ],
  score: null,
}

function effectEntries(columns: readonly ColumnDrift[]): readonly Entry[] {
  const used = new Set(columns.flatMap(({effect}) => (effect === null ? [] : [effect.name])))
  return [...used].map((name) => effectTexts[name]).filter((entry) => entry !== null)
}

function otherEntries({settings, timeline}: DriftReport, columns: readonly ColumnDrift[]): readonly Entry[] {
  const overrides = settings.overrides.map(({column, test, threshold, direction}) =>
    [
      column,
      ...(test === null ? [] : [`test ${test}`]),
      ...(threshold === null ? [] : [`threshold ${formatNumber(threshold)}`]),
      ...(direction === null ? [] : [`only ${direction}`]),
    ].join(' '),
  )
  return [
    ...(columns.some(({importance}) => importance !== null)
      ? ([
          ['Importance', 'Accuracy that the model loses when this feature is shuffled, measured at training.'],
          ['Contribution', 'Drift times importance, as a share of the sum over all features.'],
        ] as const)
      : []),
    ...(timeline === null
      ? []
      : ([
          ['Since', 'First period from which on the drift lasts; a single odd period does not count.'],
          ['Trend', 'A robust straight line through the periods, with the range in which its slope may lie.'],
        ] as const)),
    ...(overrides.length === 0 ? [] : [['Decided by a person', `${overrides.join('; ')}.`] as const]),
  ]
}
