import {benjaminiHochberg} from '../statistics/multiplicity/benjamini-hochberg.js'
import {calibratedEvidence, conceptTests, type ColumnEvidence} from './calibrated-column.js'
import {columnChance} from './column-chance.js'
import {sharedHistogram} from './column-histogram.js'
import {columnKey, outputNames} from './column-names.js'
import {pairColumns, type AlikeErrors, type CategoryPair, type ColumnPair, type NumberPair} from './column-pair.js'
import type {ComparedColumns} from './profile-table.js'
import {summarise} from './column-summary.js'
import {describeColumn, describeNotTested} from './column-words.js'
import type {ColumnProfile, DataProfile} from './data-profile.js'
import type {ColumnOverride} from './drift-report.js'
import {chosenLimits, effectLimits} from './effect-limits.js'
import {evidentlyColumn, isEvidentlyTableDrifted} from './evidently-column.js'
import {isDriftScore, namedTest, type NamedTest} from './named-tests.js'
import type {ColumnDrift, DriftStatus, EffectResult, Summary, TableDrift} from './table-drift.js'
import {untestable, type NotTested} from './untestable.js'

export interface CompareOptions {
  readonly policy: TableDrift['policy']
  readonly compared: ComparedColumns
  /** False discovery rate over the columns of the table; the policy `evidently` does not use it. */
  readonly alpha: number
  /** Effect from which a significant difference is drift; the policy `evidently` does not use it. */
  readonly minEffect: number
  readonly overrides: readonly ColumnOverride[]
  /** Loss of accuracy when a feature is shuffled; null without a model. */
  readonly importance: ReadonlyMap<string, number> | null
  /** Whether the rows themselves can be told apart; null where only counts are at hand. */
  readonly multivariate: MultivariateEvidence | NotTested | null
  /** Errors of the model in groups of rows that are alike in all features; null where only counts are at hand. */
  readonly alikeErrors: AlikeErrors | null
}

export interface MultivariateEvidence {
  readonly auc: number
  readonly statistic: number
  readonly pValue: number
}

/** What was found in one column, before the others are known. */
interface Examined {
  readonly pair: ColumnPair | null
  readonly name: Pick<ColumnDrift, 'key' | 'column' | 'aspect' | 'referenceRows' | 'currentRows'>
  readonly evidence: Evidence | NotTested
  readonly override: ColumnOverride | undefined
}

type Evidence = Omit<ColumnEvidence, 'effect'> & {
  readonly effect: EffectResult
  /** Decided without the others, by a score and its threshold; undefined where significance has a say. */
  readonly drifted?: boolean
}

/**
 * The drift of a set of rows against a reference.
 *
 * By the policy `calibrated` a column has drifted when a test that holds its level rejects at a false discovery rate of
 * alpha over the table, and the bias-corrected effect is large enough to matter: without drift a table is alarmed in at
 * most alpha of all cases, at 20 rows as at 5,000. By the policy `evidently`, when the score of its default test is
 * beyond its threshold, and the table when half of its columns are.
 *
 * @source Benjamini and Hochberg (1995), Controlling the false discovery rate
 */
export function compareProfiles(reference: DataProfile, current: DataProfile, options: CompareOptions): TableDrift {
  const isCalibrated = options.policy === 'calibrated'
  const pairs = pairColumns(reference, current, options)
  const examined = pairs
    .filter(({aspect}) => isCalibrated || aspect === 'values')
    .map((pair) => examinePair(pair, {reference, current, options}))
  if (isCalibrated && options.multivariate !== null) {
    examined.push(examineRows(options.multivariate, {reference, current, options}))
  }
  const {adjusted} = benjaminiHochberg(Float64Array.from(examined, adjustablePValue), options.alpha)
  const columns = examined.map((each, index) => judge(each, {options, adjustedPValue: adjusted[index]!}))
  return tableOf(withContributions(columns), {reference, current, policy: options.policy})
}

interface Context {
  readonly reference: DataProfile
  readonly current: DataProfile
  readonly options: CompareOptions
}

function examinePair(pair: ColumnPair, {reference, current, options}: Context): Examined {
  const {key, column, aspect} = pair
  const override = options.overrides.find((each) => each.column === key)
  const outputs = aspect === 'prediction' || aspect === 'confidence' || aspect === 'fallback'
  const rowsIn = (profile: DataProfile): number => (outputs ? (profile.outputs?.rows ?? 0) : profile.rows)
  return {
    pair,
    name: {key, column, aspect, referenceRows: rowsIn(reference), currentRows: rowsIn(current)},
    evidence: options.policy === 'calibrated' ? calibrated(pair, override, options) : evidently(pair, override),
    override,
  }
}

function examineRows(found: MultivariateEvidence | NotTested, {reference, current, options}: Context): Examined {
  const name = {column: outputNames.multivariate, aspect: 'multivariate'} as const
  const key = columnKey(
    name,
    options.compared.fields.map((field) => field.name),
  )
  const override = options.overrides.find((each) => each.column === key)
  return {
    pair: null,
    name: {
      ...name,
      key,
      referenceRows: reference.rows,
      currentRows: current.rows,
    },
    evidence:
      'notTested' in found
        ? found
        : {
            test: {name: 'domain-classifier', statistic: found.statistic, pValue: found.pValue},
            effect: {...limitsOf('auc', override, options), value: found.auc},
            direction: null,
          },
    override,
  }
}

function calibrated(
  pair: ColumnPair,
  override: ColumnOverride | undefined,
  options: CompareOptions,
): Evidence | NotTested {
  const evidence = calibratedEvidence(pair, columnChance(pair))
  if ('notTested' in evidence) return evidence
  if (override?.direction != null && pair.kind === 'category' && pair.labels.length > 2) {
    return {notTested: `it holds ${pair.labels.length} categories, which go neither up nor down`}
  }
  const {name, value} = evidence.effect
  const own = {...evidence, effect: {...limitsOf(name, override, options), value}}
  if (override?.test == null) return own
  const named = byName(pair, override)
  // A named test of significance decides whether, the effect still how much.
  return 'notTested' in named || named.test.pValue === null ? named : {...own, test: named.test}
}

function limitsOf(
  name: ColumnEvidence['effect']['name'],
  override: ColumnOverride | undefined,
  {minEffect}: CompareOptions,
): Omit<EffectResult, 'value'> {
  return override?.threshold == null ? effectLimits(name, minEffect) : chosenLimits(name, override.threshold)
}

function evidently(pair: ColumnPair, override: ColumnOverride | undefined): Evidence | NotTested {
  if (override?.test != null) return byName(pair, override)
  if (pair.kind !== 'number' && pair.kind !== 'category') return {notTested: 'the policy has no test for it'}
  const {reference, current} = testedProfiles(pair)
  const result = evidentlyColumn(reference, current)
  if ('notTested' in result) return result
  return scored(namedTest(result.test)!, result.score, override?.threshold ?? result.threshold)
}

/** What the tests by name look at: numbers as numbers, however few different ones there are. */
function testedProfiles(pair: NumberPair | CategoryPair): {
  readonly reference: ColumnProfile
  readonly current: ColumnProfile
} {
  return pair.kind === 'category' && pair.numbers !== null ? pair.numbers : pair
}

/** A test that a person chose, judged by its own threshold. */
function byName(pair: ColumnPair, {test: name, threshold}: ColumnOverride): Evidence | NotTested {
  const test = namedTest(name ?? '')
  if (test === undefined || (pair.kind !== 'number' && pair.kind !== 'category')) {
    return {notTested: `the test "${name}" is not for such a column`}
  }
  const {reference, current} = testedProfiles(pair)
  if (!test.kinds.includes(reference.kind)) return {notTested: `the test "${name}" is not for such a column`}
  const reason = untestable(reference, current)
  if (reason !== undefined) return {notTested: reason}
  const score = test.run(reference, current)
  if (Number.isNaN(score)) return {notTested: `the test ${test.name} needs ${test.needs}`}
  return scored(test, score, threshold ?? test.defaultThreshold)
}

function scored(test: NamedTest, score: number, threshold: number): Evidence {
  return {
    test: {
      name: test.name,
      statistic: test.isPValue ? null : score,
      pValue: test.isPValue ? score : null,
    },
    effect: {name: 'score', value: score, warning: null, limit: threshold},
    direction: null,
    drifted: isDriftScore(test, score, threshold),
  }
}

/** A p-value that is judged together with the others of the table. */
function adjustablePValue({evidence}: Examined): number {
  return 'notTested' in evidence || evidence.drifted !== undefined ? NaN : (evidence.test.pValue ?? NaN)
}

function judge(
  {pair, name, evidence, override}: Examined,
  {options, adjustedPValue}: {readonly options: CompareOptions; readonly adjustedPValue: number},
): ColumnDrift {
  const sides = pair === null ? {reference: null, current: null} : summarise(pair)
  const drawn = {...sides, histogram: pair === null ? null : sharedHistogram(pair, sides)}
  const importance = name.aspect === 'values' ? importanceOf(name.column, options) : null
  const rest = {...name, ...drawn, importance, contribution: null}
  if ('notTested' in evidence) {
    const sentence = describeNotTested(name, evidence.notTested)
    return {...rest, status: 'not-tested', sentence, test: null, effect: null, direction: null}
  }
  const test = {...evidence.test, adjustedPValue: Number.isNaN(adjustedPValue) ? null : adjustedPValue}
  const direction = evidence.direction ?? directionOfSummaries(sides)
  const isSignificant = adjustedPValue <= options.alpha
  const wanted = override?.direction ?? null
  const status = wanted === null || wanted === direction ? statusOf(evidence, isSignificant) : 'stable'
  const told = {...rest, status, test, effect: evidence.effect, direction}
  return {...told, sentence: describeColumn(told, {isSignificant, wanted})}
}

/** For tests that say nothing of the way it went. */
function directionOfSummaries({reference, current}: ReturnType<typeof summarise>): ColumnDrift['direction'] {
  const [before, now] = [levelOf(reference), levelOf(current)]
  return before === null || now === null || before === now ? null : now > before ? 'up' : 'down'
}

/** The median of numbers; of two categories, the share of the second. */
function levelOf(summary: Summary | null): number | null {
  if (summary?.kind === 'number') return summary.median
  return summary?.kind === 'category' && summary.shares.length === 2 ? summary.shares[1]!.share : null
}

function statusOf({drifted, test, effect}: Evidence, isSignificant: boolean): DriftStatus {
  if (drifted !== undefined) return drifted ? 'drift' : 'stable'
  if (!isSignificant) return 'stable'
  if (effect.value >= effect.limit) return test.name === conceptTests.byConfidence ? 'warning' : 'drift'
  return effect.warning !== null && effect.value >= effect.warning ? 'warning' : 'stable'
}

/** Shuffling a feature may by chance do no harm at all: less than none means none. */
function importanceOf(feature: string, {importance}: CompareOptions): number | null {
  return importance === null ? null : Math.max(0, importance.get(feature) ?? 0)
}

/** Drift times importance, as a share of all: which feature the model should worry about. */
function withContributions(columns: readonly ColumnDrift[]): readonly ColumnDrift[] {
  const weights = columns.map(({status, effect, importance}) =>
    importance === null || effect === null || (status !== 'drift' && status !== 'warning')
      ? 0
      : importance * (effect.name === 'score' ? 1 : effect.value),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return columns.map((column, index) =>
    column.importance === null ? column : {...column, contribution: sum === 0 ? 0 : weights[index]! / sum},
  )
}

function tableOf(
  columns: readonly ColumnDrift[],
  {reference, current, policy}: Pick<Context, 'reference' | 'current'> & Pick<CompareOptions, 'policy'>,
): TableDrift {
  const count = (status: DriftStatus): number => columns.filter((column) => column.status === status).length
  const [drifted, warned] = [count('drift'), count('warning')]
  const tested = columns.length - count('not-tested')
  const isDrifted = policy === 'calibrated' ? drifted > 0 : isEvidentlyTableDrifted({tested, drifted})
  return {
    policy,
    referenceRows: reference.rows,
    currentRows: current.rows,
    columns,
    status: isDrifted ? 'drift' : warned > 0 ? 'warning' : 'stable',
    tested,
    drifted,
    warned,
  }
}
