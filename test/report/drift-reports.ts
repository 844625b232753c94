/** Drift reports as the engine makes them, from a few words each: for the tests of what people see. */
import type {DriftReport, PeriodDrift, TimelineColumn, Verdict} from '../../src/lib/drift/drift-report.js'
import type {
  Aspect,
  ColumnDrift,
  DriftStatus,
  NumberSummary,
  SharedHistogram,
  Summary,
  TableDrift,
} from '../../src/lib/drift/table-drift.js'

const bell = (z: number): number => Math.exp((-z * z) / 2)

function normalised(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

function numberSummary(mean: number, spread: number): NumberSummary {
  const at = (z: number): number => mean + z * spread
  const quantiles = {q05: at(-1.64), q25: at(-0.67), median: mean, q75: at(0.67), q95: at(1.64)}
  return {kind: 'number', rows: 1500, minimum: at(-3.2), ...quantiles, maximum: at(3.2), mean}
}

function bells(before: number, now: number, spread: number): SharedHistogram {
  const edges = Array.from({length: 25}, (_, edge) => before - 3 * spread + (edge * spread) / 4)
  const shares = (mean: number): readonly number[] =>
    normalised(edges.slice(1).map((edge, bin) => bell(((edge + edges[bin]!) / 2 - mean) / spread)))
  return {edges, labels: null, reference: shares(before), current: shares(now)}
}

interface ColumnWords {
  readonly aspect?: Aspect
  readonly effect?: number
  readonly importance?: number | null
  readonly contribution?: number | null
}

function statusOf(effect: number): DriftStatus {
  return effect >= 0.1 ? 'drift' : effect >= 0.05 ? 'warning' : 'stable'
}

function columnOf(name: string, words: ColumnWords, rest: Partial<ColumnDrift>): ColumnDrift {
  const {aspect = 'values', effect = 0.01, importance = null, contribution = null} = words
  const status = statusOf(effect)
  const pValue = status === 'stable' ? 0.41 : 10 ** (-300 * Math.min(1, effect))
  const key = aspect === 'values' || groupless.has(aspect) ? name : `${name}: ${aspect}`
  return {
    key,
    column: name,
    aspect,
    status,
    sentence: `${key} is ${status}: effect ${effect.toFixed(2)} (limit 0.10).`,
    referenceRows: 20_000,
    currentRows: 1500,
    test: {name: 'anderson-darling', statistic: 12.3, pValue: pValue / 2, adjustedPValue: pValue},
    effect: {name: 'wasserstein', value: effect, warning: 0.05, limit: 0.1},
    direction: null,
    reference: null,
    current: null,
    histogram: null,
    importance,
    contribution,
    ...rest,
  }
}

const groupless = new Set<Aspect>(['prediction', 'confidence', 'fallback', 'label', 'concept', 'multivariate'])

/** A number that moved from one mean to another. */
export function numberColumn(
  name: string,
  {
    before,
    now,
    spread,
    ...words
  }: ColumnWords & {readonly before: number; readonly now: number; readonly spread: number},
): ColumnDrift {
  const direction = now === before ? null : now > before ? 'up' : 'down'
  return columnOf(name, words, {
    direction,
    sentence: `${name} ${now > before ? 'rose' : 'fell'}: median ${before.toFixed(1)} -> ${now.toFixed(1)}, Wasserstein ${(words.effect ?? 0.01).toFixed(2)} (limit 0.10).`,
    reference: numberSummary(before, spread),
    current: numberSummary(now, spread),
    histogram: bells(before, now, spread),
  })
}

/** A column of zeros and ones, which the engine takes for a number. */
export function binaryColumn(name: string, before: number, now: number, words: ColumnWords): ColumnDrift {
  const summary = (mean: number): NumberSummary => ({
    ...{kind: 'number', rows: 1500, minimum: 0, q05: 0, q25: 0, q75: 1, q95: 1, maximum: 1},
    ...{median: mean > 0.5 ? 1 : 0, mean},
  })
  return columnOf(name, words, {
    reference: summary(before),
    current: summary(now),
    histogram: {edges: [-0.5, 0.5, 1.5], labels: null, reference: [1 - before, before], current: [1 - now, now]},
  })
}

/** A share of the rows: missing values, answers by the baseline, errors. */
export function shareColumn(name: string, before: number, now: number, words: ColumnWords): ColumnDrift {
  const summary = (share: number): Summary => ({kind: 'share', rows: 1500, share})
  const {effect = 0.01} = words
  return columnOf(name, words, {
    reference: summary(before),
    current: summary(now),
    effect: {
      name: words.aspect === 'concept' ? 'error-rate' : 'jensen-shannon',
      value: effect,
      warning: 0.05,
      limit: 0.1,
    },
  })
}

export function categoryColumn(
  name: string,
  shares: Readonly<Record<string, readonly [before: number, now: number]>>,
  words: ColumnWords,
): ColumnDrift {
  const labels = Object.keys(shares)
  const side = (index: 0 | 1): readonly number[] => labels.map((label) => shares[label]![index])
  const summary = (index: 0 | 1): Summary => ({
    kind: 'category',
    rows: 1500,
    shares: labels.map((category) => ({category, share: shares[category]![index]})),
    other: 0,
  })
  return columnOf(name, words, {
    reference: summary(0),
    current: summary(1),
    effect: {name: 'jensen-shannon', value: words.effect ?? 0.01, warning: 0.05, limit: 0.1},
    histogram: {edges: null, labels, reference: side(0), current: side(1)},
  })
}

/** All features together, told apart by a classifier. */
export function togetherColumn(auc: number): ColumnDrift {
  const column = columnOf('all features', {aspect: 'multivariate'}, {})
  const status = auc >= 0.55 ? 'drift' : auc >= 0.525 ? 'warning' : 'stable'
  const test = {name: 'domain-classifier', statistic: auc, pValue: 1e-9, adjustedPValue: 2e-9}
  return {...column, status, test, effect: {name: 'auc', value: auc, warning: 0.525, limit: 0.55}}
}

export function untestedColumn(name: string, reason: string): ColumnDrift {
  const column = columnOf(name, {}, {})
  return {...column, status: 'not-tested', sentence: `${name} was not tested: ${reason}.`, test: null, effect: null}
}

export function tableOf(columns: readonly ColumnDrift[], rest: Partial<TableDrift> = {}): TableDrift {
  const count = (status: DriftStatus): number => columns.filter((column) => column.status === status).length
  return {
    policy: 'calibrated',
    referenceRows: 20_000,
    currentRows: 1500,
    columns,
    status: count('drift') > 0 ? 'drift' : count('warning') > 0 ? 'warning' : 'stable',
    tested: columns.length - count('not-tested'),
    drifted: count('drift'),
    warned: count('warning'),
    ...rest,
  }
}

export const verdicts = {
  ok: {level: 'ok', reason: 'No column has drifted.', action: 'Nothing to do.'},
  investigate: {
    level: 'investigate',
    reason: 'miles has drifted to 7.2 times its limit, and the model leans on it most.',
    action: 'Look at where miles comes from; label some of the newest rows and validate the model on them.',
  },
  retrain: {
    level: 'retrain',
    reason: 'The model errs more often on alike rows: 24 % against 12 %, and miles keeps falling.',
    action: 'Train on the newest labelled rows, and validate the new version against this one.',
  },
} as const satisfies Record<string, Verdict>

export function periodOf(name: string, columns: readonly ColumnDrift[], rest: Partial<PeriodDrift> = {}): PeriodDrift {
  const drift = tableOf(columns)
  return {
    name,
    path: `data/${name}.csv`,
    rows: 1500,
    skippedRows: 0,
    drift,
    verdict: drift.drifted === 0 ? verdicts.ok : verdicts.investigate,
    drivers: [],
    ...rest,
  }
}

export function reportOf(periods: readonly PeriodDrift[], rest: Partial<DriftReport> = {}): DriftReport {
  return {
    policy: 'calibrated',
    settings: {alpha: 0.05, minEffect: 0.1, overrides: []},
    reference: {kind: 'model', name: 'version 1 (production)', version: 1, model: 'car-insurance-risk', rows: 20_000},
    periods,
    timeline: null,
    verdict: periods[periods.length - 1]?.verdict ?? verdicts.ok,
    failed: [],
    notes: [],
    ...rest,
  }
}

/** The insurer's columns in a month: miles fall, people grow older, more cars brake by themselves. */
export function insurerColumns(month: number): readonly ColumnDrift[] {
  const weight = month / 36
  return [
    binaryColumn('training', 0.2, 0.203, {effect: 0.004, importance: 0.04, contribution: 0.001}),
    numberColumn('age', {
      before: 33.1,
      now: 33.1 + 0.1 * month,
      spread: 9,
      effect: 0.011 * month,
      importance: 0.11,
      contribution: 0.18,
    }),
    binaryColumn('emergency_braking', 0.4, 0.4 + 0.015 * month, {
      effect: 0.012 * month,
      importance: 0.14,
      contribution: 0.21,
    }),
    numberColumn('braking_distance', {
      before: 40,
      now: 40.1,
      spread: 5,
      effect: 0.01,
      importance: 0.21,
      contribution: 0.01,
    }),
    numberColumn('power', {before: 127, now: 126, spread: 30, effect: 0.02, importance: 0.05, contribution: 0.01}),
    numberColumn('miles', {
      before: 41.8,
      now: 41.8 - month,
      spread: 15,
      effect: 0.06 * month,
      importance: 0.25,
      contribution: 0.59,
    }),
    shareColumn('miles', 0, 0.004 * month, {aspect: 'out-of-range', effect: 0.005 * month}),
    shareColumn('age', 0.012, 0.013, {aspect: 'missing', effect: 0.001}),
    categoryColumn(
      'label',
      {high: [0.33, 0.33 + 0.4 * weight], medium: [0.33, 0.33 - 0.2 * weight], low: [0.34, 0.34 - 0.2 * weight]},
      {aspect: 'label', effect: 0.3 * weight},
    ),
    categoryColumn(
      'prediction',
      {high: [0.34, 0.34 + 0.3 * weight], medium: [0.33, 0.33 - 0.1 * weight], low: [0.33, 0.33 - 0.2 * weight]},
      {aspect: 'prediction', effect: 0.2 * weight},
    ),
    numberColumn('confidence', {
      before: 0.91,
      now: 0.91 - 0.15 * weight,
      spread: 0.05,
      aspect: 'confidence',
      effect: 0.8 * weight,
    }),
    shareColumn('fallback', 0.03, 0.03 + 0.2 * weight, {aspect: 'fallback', effect: 0.4 * weight}),
    shareColumn('concept', 0.12, 0.12 + 0.3 * weight, {aspect: 'concept', effect: 0.3 * weight}),
    togetherColumn(0.5 + 0.45 * weight),
  ]
}

export function driversOf(count: number): PeriodDrift['drivers'] {
  return Array.from({length: count}, (_, index) => ({
    row: 17 + 31 * index,
    probability: 0.99 - index / 100,
    values: [
      {column: 'training', value: index % 2},
      {column: 'age', value: 40.1234 + index},
      {column: 'miles', value: index === 1 ? null : -4.51 + index},
      {column: 'colour', value: 'red'},
    ],
  }))
}

/** One month with a model. */
export function oneMonth(month = 12): DriftReport {
  return reportOf([periodOf(`month-${month}`, insurerColumns(month), {drivers: driversOf(5)})])
}

/** Two files without a model. */
export function withoutModel(): DriftReport {
  const columns = insurerColumns(12)
    .filter(({aspect}) => aspect === 'values' || aspect === 'out-of-range' || aspect === 'multivariate')
    .map((column) => ({...column, importance: null, contribution: null}))
  return reportOf([periodOf('b', columns)], {
    reference: {kind: 'file', name: 'a.csv', version: null, model: null, rows: 20_000},
  })
}

/** Nothing moved. */
export function allStable(): DriftReport {
  return reportOf([periodOf('month-0', insurerColumns(0))])
}

/** The timeline of the same columns in each period, since where three in a row drifted. */
export function timelineOfPeriods(periods: readonly PeriodDrift[]): DriftReport['timeline'] {
  const names = periods.map(({name}) => name)
  const columns = periods[0]!.drift.columns.map(({key, column, aspect}, index): TimelineColumn => {
    const cells = periods.map(({drift}) => {
      const {status, effect, current} = drift.columns[index]!
      const severity =
        effect === null ? null : effect.name === 'auc' ? (effect.value - 0.5) / 0.05 : effect.value / effect.limit
      const level = current?.kind === 'number' ? current.median : current?.kind === 'share' ? current.share : null
      return {status, effect: effect?.value ?? null, severity, level}
    })
    const calm = cells.findLastIndex(({status}) => status !== 'drift')
    const start = calm + 1
    const slope = (cells[cells.length - 1]!.level ?? 0) - (cells[cells.length - 2]?.level ?? 0)
    return {
      ...{key, column, aspect, cells},
      since: start < cells.length ? {index: start, name: names[start]!} : null,
      trend:
        cells[0]!.level === null || cells.length < 5
          ? null
          : {
              slope,
              lower: slope - 0.1,
              upper: slope + 0.1,
              sentence: `${key} ${slope > 0 ? '+' : ''}${slope.toFixed(2)} a period`,
            },
    }
  })
  return {periods: names, columns}
}

/** Many months with a model; an odd month in the middle in which everything is stable. */
export function manyMonths(months = 36): DriftReport {
  const periods = Array.from({length: months}, (_, index) => periodOf(`month-${index + 1}`, insurerColumns(index + 1)))
  return reportOf(periods, {timeline: timelineOfPeriods(periods), verdict: verdicts.retrain})
}

/** So many features in so many periods, a third of them drifting. */
export function manyFeatures(features: number, periods: number): DriftReport {
  const all = Array.from({length: periods}, (_, period) =>
    periodOf(
      `2024-${String(period + 1).padStart(2, '0')}`,
      Array.from({length: features}, (__, index) =>
        numberColumn(`feature number ${index + 1}`, {
          before: 10 + index,
          now: 10 + index + (index % 3 === 0 ? period / 4 : 0),
          spread: 4,
          effect: index % 3 === 0 ? (period * (index + 1)) / 400 : 0.005,
        }),
      ),
    ),
  )
  return reportOf(all, {timeline: periods > 1 ? timelineOfPeriods(all) : null, verdict: verdicts.investigate})
}

/** As the policy of Evidently judges: scores of named tests, nothing adjusted. */
export function evidently(): DriftReport {
  const columns = insurerColumns(12)
    .filter(({aspect}) => aspect === 'values')
    .map((column, index): ColumnDrift => {
      const isP = index % 2 === 0
      const value = column.status === 'drift' ? (isP ? 0.0004 : 0.31) : isP ? 0.43 : 0.02
      return {
        ...column,
        status: column.status === 'warning' ? 'stable' : column.status,
        test: {
          name: isP ? 'ks' : 'wasserstein',
          statistic: isP ? 0.1 : null,
          pValue: isP ? value : null,
          adjustedPValue: null,
        },
        effect: {name: 'score', value, warning: null, limit: isP ? 0.05 : 0.1},
      }
    })
  const drift = tableOf(columns, {policy: 'evidently'})
  return reportOf([periodOf('month-12', columns, {drift})], {
    policy: 'evidently',
    settings: {alpha: null, minEffect: null, overrides: []},
  })
}

export const nasty = '<script>document.title = "taken"</script> | `a` *b* [c](d) @team #12'
export const long = 'a name that is far longer than a phone is wide, and without_any_place_to_break_it_into_two_lines'

/** Names that people give, and that nobody should. */
export function weirdNames(): DriftReport {
  const columns = [
    numberColumn(nasty, {before: 1, now: 2, spread: 1, effect: 0.8}),
    categoryColumn(long, {[nasty]: [0.2, 0.6], [long]: [0.8, 0.4]}, {effect: 0.3}),
    numberColumn('日本語の名前 🚗', {before: 1e9, now: 1.2e9, spread: 4e8, effect: 0.2}),
    categoryColumn('line\nbreak\u001B[31m', {'': [0.5, 0.5], a: [0.5, 0.5]}, {effect: 0.01}),
    untestedColumn('void', 'all values are missing'),
  ]
  const periods = ['week 1', nasty, '🚗'].map((name) => periodOf(name, columns))
  return reportOf(periods, {
    timeline: timelineOfPeriods(periods),
    failed: [{name: nasty, path: `data/${nasty}`, message: `There is no column "${nasty}".`}],
    notes: [`The separator is "|": ${nasty}`],
    verdict: {level: 'investigate', reason: `"${nasty}" has drifted.`, action: `Look at ${nasty}.`},
  })
}
