import type {DriftReport, PeriodDrift} from '../drift/drift-report.js'
import type {Aspect} from '../drift/table-drift.js'
import {lastPeriod} from '../report/drift-ranking.js'
import {suggestedCommand, type SuggestedFlags} from '../suggested-command.js'
import type {SuggestedStep} from './render-commands.js'

/** Longer commands are no longer copied by hand. */
const LONGEST = 160

/** Commands that follow from a comparison, each with the reason for it. */
export function driftSteps(report: DriftReport, asked: SuggestedFlags): readonly SuggestedStep[] {
  const last = lastPeriod(report)
  if (last === undefined) return []
  const {level} = report.verdict
  const data = last.path === '-' ? 'FILE' : last.path
  const of = referenceFlags(report, asked)
  const steps: readonly (SuggestedStep | false)[] = [
    level === 'retrain' && [
      suggestedCommand(['train'], {data, ...reading(asked), models: asked['models']}),
      'learn what holds now: makes a new version',
    ],
    (level === 'retrain' || level === 'investigate') &&
      report.reference.kind === 'model' && [
        suggestedCommand(['validate'], {data, ...of, delimiter: asked['delimiter']}),
        hasLabels(last) ? 'does the model still pass its gates?' : 'with labels: does the model still pass its gates?',
      ],
    level !== 'ok' &&
      last.drivers.length === 0 &&
      isTested(last, 'multivariate') && [
        suggestedCommand(['drift'], {data, ...of, ...reading(asked), 'show-rows': 10}),
        'the rows that look least like the reference',
      ],
    pageStep(report, asked),
  ]
  return steps.filter((step) => step !== false).filter(([command]) => command.length <= LONGEST)
}

function pageStep(report: DriftReport, asked: SuggestedFlags): SuggestedStep | false {
  const paths = [...new Set(report.periods.map(({path}) => path))]
  const data = asked['data'] ?? (paths.length === 1 ? paths[0] : null)
  if (asked['html'] != null || data == null || paths.includes('-')) return false
  const {by, chunk} = asked
  return [
    suggestedCommand(['drift'], {
      data,
      ...referenceFlags(report, asked),
      by,
      chunk,
      ...reading(asked),
      html: 'drift.html',
    }),
    'all charts in one page, to pass on',
  ]
}

/** What to compare with, as it was asked for; a model by its number where none was named. */
function referenceFlags({reference}: DriftReport, asked: SuggestedFlags): SuggestedFlags {
  if (reference.kind === 'model') return {model: asked['model'] ?? reference.version, models: asked['models']}
  return {reference: asked['reference'] ?? reference.name}
}

function reading({schema, target, ignore, delimiter}: SuggestedFlags): SuggestedFlags {
  return {schema, target, ignore, delimiter}
}

function hasLabels(period: PeriodDrift): boolean {
  return isTested(period, 'label') || isTested(period, 'concept')
}

function isTested({drift}: PeriodDrift, aspect: Aspect): boolean {
  return drift.columns.some((column) => column.aspect === aspect && column.status !== 'not-tested')
}
