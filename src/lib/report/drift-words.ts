import {effectWords} from '../drift/effect-words.js'
import type {DriftReport, PeriodDrift, TimelineColumn, VerdictLevel} from '../drift/drift-report.js'
import type {Aspect, ColumnDrift, DriftStatus} from '../drift/table-drift.js'
import {formatCount, formatCountOf, formatNumber, formatPercent, noNumber} from './numbers.js'

/** A word and a sign for each status: a colour is never the only sign. */
export const statusWords = {
  drift: 'drift',
  warning: 'warning',
  stable: 'stable',
  'not-tested': 'not tested',
} as const satisfies Record<DriftStatus, string>

export const statusSigns = {
  drift: '✘',
  warning: '!',
  stable: '✔',
  'not-tested': '–',
} as const satisfies Record<DriftStatus, string>

export const verdictWords = {
  ok: 'OK',
  watch: 'Watch',
  investigate: 'Investigate',
  retrain: 'Retrain',
} as const satisfies Record<VerdictLevel, string>

export const verdictSigns = {
  ok: '✔',
  watch: '!',
  investigate: '▲',
  retrain: '✘',
} as const satisfies Record<VerdictLevel, string>

export const aspectWords = {
  values: 'values',
  missing: 'missing values',
  'out-of-range': 'out of range',
  unseen: 'unknown categories',
  prediction: 'predicted class',
  confidence: 'highest probability',
  fallback: 'answers by the baseline',
  label: 'true label',
  concept: 'errors on alike rows',
  multivariate: 'all features together',
} as const satisfies Record<Aspect, string>

/** What was compared with what, for a title: "month-12 against version 1 (production)". */
export function describeComparison({periods, reference}: DriftReport): string {
  const [first, last] = [periods[0], periods[periods.length - 1]]
  const reach = first === undefined || last === undefined ? 'nothing' : `${first.name} to ${last.name}`
  return `${first !== undefined && first === last ? first.name : reach} against ${reference.name}`
}

/** Rows on both sides, what was tested, and the outcome: facts below a headline. */
export function describeTested({settings, reference}: DriftReport, {drift, skippedRows, rows}: PeriodDrift): string {
  const skipped = skippedRows === 0 ? '' : ` (${formatCountOf(skippedRows, 'bad row')} left out)`
  const at = settings.alpha === null ? '' : ` at a false discovery rate of ${formatPercent(settings.alpha, 0)}`
  return (
    `${formatCountOf(rows, 'row')}${skipped} against ${formatCount(reference.rows)} of the reference; ` +
    `${formatCountOf(drift.tested, 'column')} tested${at}: ${describeOutcome(drift)}.`
  )
}

/** '3 drifted, 1 close to it', or 'none drifted'. */
export function describeOutcome({drifted, warned}: {readonly drifted: number; readonly warned: number}): string {
  const close = warned === 0 ? '' : `, ${formatCount(warned)} with a warning`
  return `${drifted === 0 ? 'none' : formatCount(drifted)} drifted${close}`
}

/** A figure of a column in its own unit, to three digits: '41.8', '12,345', '1.2M'. */
export function formatLevel(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return noNumber
  const size = Math.abs(value)
  if (size >= 1e9) return value.toExponential(digits - 1).replace(/\.?0*e\+/, 'e')
  if (size >= 1e6) return `${formatNumber(Number((value / 1e6).toPrecision(digits)))}M`
  if (size >= 1000) return formatNumber(value, Math.max(0, digits - 4))
  return size < 1e-4 ? formatNumber(value) : String(Number(value.toPrecision(digits)))
}

/** The p-value that was decided by. */
export function decidingPValue({test}: ColumnDrift): number | null {
  return test === null ? null : (test.adjustedPValue ?? test.pValue)
}

const measures = {
  wasserstein: 'Wasserstein distance',
  'jensen-shannon': 'Jensen-Shannon distance',
  'error-rate': 'change of the error rate',
  auc: 'AUC',
} as const

/** What the effect is: a distance, or the test whose score it is. */
export function effectName({effect, test}: ColumnDrift): string {
  if (effect === null) return ''
  return effect.name === 'score' ? (test?.name ?? 'score') : measures[effect.name]
}

/** An effect and its limit, with as many digits as tell them apart. */
export function formatEffect({effect, test}: Pick<ColumnDrift, 'effect' | 'test'>): {
  readonly value: string
  readonly limit: string
} {
  if (effect === null) return {value: noNumber, limit: noNumber}
  const {value, limit} = effectWords(effect, {test, points: ' pts'})
  return {value, limit}
}

/** 'at its limit', '7.2 times the limit'. */
export function formatSeverity(severity: number | null): string {
  if (severity === null || Number.isNaN(severity)) return ''
  return severity >= 100 ? 'over 100 × limit' : `${severity >= 10 ? severity.toFixed(0) : severity.toFixed(1)} × limit`
}

/** A trend without the name that its sentence starts with: for where the name stands already; null for a level line. */
export function describeTrend({key, column, trend}: TimelineColumn): string | null {
  if (trend === null || (trend.lower <= 0 && trend.upper >= 0)) return null
  const name = [key, column].find((each) => trend.sentence.startsWith(`${each} `))
  return name === undefined ? trend.sentence : trend.sentence.slice(name.length).trim()
}

/** A list for a sentence: 'a, b and c'. */
export function joinWords(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]!}`
}
