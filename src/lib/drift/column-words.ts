import {formatNumber, formatPercent, formatPValue} from '../numbers.js'
import {conceptTests} from './calibrated-column.js'
import {effectWords} from './effect-words.js'
import type {
  Aspect,
  CategorySummary,
  ColumnDrift,
  EffectName,
  EffectResult,
  NumberSummary,
  ShareSummary,
  TestResult,
} from './table-drift.js'

type Told = Omit<ColumnDrift, 'sentence'>

/** What a status does not say by itself. */
interface Judgement {
  readonly isSignificant: boolean
  /** The only direction that counts; null when both do. */
  readonly wanted: 'up' | 'down' | null
}

/** One sentence with figures: what moved, from where to where, how far, and against which limit. */
export function describeColumn(drift: Told, judgement: Judgement): string {
  return `${describeChange(drift)}, ${describeEvidence(drift, judgement)}.`
}

/** The sentence of a column that could not be tested. */
export function describeNotTested({column, aspect}: Pick<ColumnDrift, 'column' | 'aspect'>, reason: string): string {
  return `${subjectOf(column, aspect)} not tested: ${reason}.`
}

function describeChange(drift: Told): string {
  const {reference, current} = drift
  if (drift.aspect === 'multivariate') return describeMultivariate(drift)
  if (reference?.kind === 'number' && current?.kind === 'number') return describeNumbers(drift, reference, current)
  if (reference?.kind === 'share' && current?.kind === 'share') return describeShare(drift, reference, current)
  if (reference?.kind === 'category' && current?.kind === 'category') {
    return describeCategories(drift, reference, current)
  }
  return drift.column
}

function describeMultivariate({status}: Told): string {
  const can = status === 'stable' ? 'cannot' : status === 'warning' ? 'can hardly' : 'can'
  return `Rows ${can} be told from those of the reference by all features together`
}

function describeNumbers({column, direction, status}: Told, reference: NumberSummary, current: NumberSummary): string {
  const [medianBefore, medianNow] = formatTogether(reference.median, current.median)
  const median = `median ${medianBefore} -> ${medianNow}`
  if (status === 'stable') return `${column}: ${median}`
  if (direction === 'up' || direction === 'down') return `${column} ${direction === 'up' ? 'rose' : 'fell'}: ${median}`
  const [q25Before, q25Now] = formatTogether(reference.q25, current.q25)
  const [q75Before, q75Now] = formatTogether(reference.q75, current.q75)
  const verb = direction === null ? 'changed' : direction === 'wider' ? 'spread out' : 'drew together'
  return `${column} ${verb}: middle half ${q25Before} to ${q75Before} -> ${q25Now} to ${q75Now}`
}

const shareNames: Partial<Readonly<Record<Aspect, string>>> = {
  missing: 'missing values',
  unseen: 'categories that the reference does not have',
  'out-of-range': 'values out of range',
}

/** What a column is called at the beginning of a sentence. */
function subjectOf(column: string, aspect: Aspect): string {
  const share = shareNames[aspect]
  return share === undefined ? column : `${column}: ${share}`
}

function describeShare({column, aspect, status, direction}: Told, before: ShareSummary, now: ShareSummary): string {
  const [from, to] = formatShares(before.share, now.share)
  if (aspect === 'concept') {
    // The rows may have moved as well: the shares are of all labelled rows, what counts is of alike ones.
    const verb = status === 'stable' ? '' : direction === 'down' ? ' fell' : ' rose'
    return `${column}${verb}: the model misses ${to} of the labelled rows, ${from} in the reference`
  }
  if (status === 'stable') return `${subjectOf(column, aspect)} ${from} -> ${to}`
  return `${subjectOf(column, aspect)} ${direction === 'down' ? 'fell' : 'rose'} from ${from} to ${to}`
}

/** Names the category that changed most; of two, the second, which usually is the one that says yes. */
function describeCategories({column, aspect, status}: Told, before: CategorySummary, now: CategorySummary): string {
  const changes = before.shares.map(({category, share}, index) => ({
    category,
    from: share,
    to: now.shares[index]!.share,
  }))
  const most =
    changes.length === 2
      ? changes[1]!
      : changes.reduce((a, b) => (Math.abs(b.to - b.from) > Math.abs(a.to - a.from) ? b : a))
  const [from, to] = formatShares(most.from, most.to)
  const subject = aspect === 'label' ? `${column} (the label)` : column
  if (status === 'stable') return `${subject}: share of "${most.category}" ${from} -> ${to}`
  return `${subject}: share of "${most.category}" ${most.to < most.from ? 'fell' : 'rose'} from ${from} to ${to}`
}

/** How far it went, and against which limit; where that is no drift, why. */
function describeEvidence(drift: Told, {isSignificant, wanted}: Judgement): string {
  const {test, effect, status, direction} = drift
  if (test === null || effect === null) return 'not measured'
  if (status === 'warning') return describeEffect(effect, test, 'warning, limit')
  if (status === 'drift' || effect.name === 'score') return describeEffect(effect, test, 'limit')
  if (!isSignificant) return `not significant (p ${formatPValue(test.adjustedPValue ?? test.pValue)})`
  if (wanted !== null && wanted !== direction) {
    return `${describeEffect(effect, test, null)}, but only a ${wanted === 'up' ? 'rise' : 'fall'} counts`
  }
  return `too little to matter: ${describeEffect(effect, test, 'warning, limit')}`
}

function describeEffect(effect: EffectResult, test: TestResult, limits: 'limit' | 'warning, limit' | null): string {
  const {value, limit, warning} = effectWords(effect, {test, points: ' points'})
  const against =
    limits === null
      ? ''
      : limits === 'limit' || warning === null
        ? ` (limit ${limit})`
        : ` (warning from ${warning}, limit ${limit})`
  return `${measureOf(effect, test)} ${value}${against}`
}

const measures: Readonly<Record<Exclude<EffectName, 'score'>, string>> = {
  wasserstein: 'Wasserstein',
  'jensen-shannon': 'Jensen-Shannon',
  'error-rate': 'change on alike rows',
  auc: 'AUC',
}

function measureOf({name}: EffectResult, test: TestResult): string {
  if (name === 'score') return test.pValue === null ? test.name : `${test.name} p`
  return test.name === conceptTests.byConfidence ? 'change at equal confidence' : measures[name]
}

/** Two numbers with as many decimals as it takes to see their difference. */
export function formatTogether(before: number, now: number): readonly [string, string] {
  const difference = Math.abs(now - before)
  const magnitude = Math.max(Math.abs(before), Math.abs(now))
  if (!(difference > 0) || magnitude >= 1e9 || magnitude < 1e-4) return [formatNumber(before), formatNumber(now)]
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(difference)), magnitude < 1000 ? 1 : 0))
  const shown = Number.isInteger(before) && Number.isInteger(now) ? 0 : Math.min(decimals, digitsOf(magnitude))
  return [formatNumber(before, shown), formatNumber(now, shown)]
}

/** Decimals that give about five significant digits: more is noise. */
function digitsOf(magnitude: number): number {
  return Math.max(1, 4 - Math.floor(Math.log10(magnitude)))
}

function formatShares(before: number, now: number): readonly [string, string] {
  const smallest = Math.min(...[before, now, Math.abs(now - before)].filter((share) => share > 0))
  const digits = smallest < 0.0005 ? 3 : smallest < 0.005 ? 2 : 1
  return [formatPercent(before, digits), formatPercent(now, digits)]
}
