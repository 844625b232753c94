import type {ColumnProfile} from './data-profile.js'
import {isDriftScore, namedTest} from './named-tests.js'
import {comparableRows} from './profile-rows.js'
import {untestable, type NotTested} from './untestable.js'

/** What Evidently 0.7 says of a column by its defaults. */
export interface EvidentlyColumn {
  /** Evidently's name of the test: 'ks', 'wasserstein', 'chisquare', 'z', 'jensenshannon'. */
  readonly test: string
  readonly score: number
  readonly threshold: number
  readonly drifted: boolean
  readonly isPValue: boolean
  /** The values of a profile had been rounded, so that the score is near Evidently's but not the same. */
  readonly isApproximate: boolean
}

/** Reference rows, without missing ones, beyond which Evidently takes distances in place of tests. */
const MANY_ROWS = 1000
/** Distinct values in both samples up to which numbers are treated as categories. */
const FEW_VALUES = 5

/**
 * Tests a column as Evidently 0.7 does by default: which test follows from the type of the column, from the reference
 * rows that are not missing, and from the number of distinct values in both samples.
 *
 * @source Evidently 0.7, `_get_default_stattest` and `get_one_column_drift`
 */
export function evidentlyColumn(reference: ColumnProfile, current: ColumnProfile): EvidentlyColumn | NotTested {
  const reason = untestable(reference, current)
  if (reason !== undefined) return {notTested: reason}
  const test = namedTest(defaultTest(reference, current))!
  const score = test.run(reference, current)
  if (!Number.isFinite(score)) return {notTested: 'its values are too large to be subtracted from each other'}
  const threshold = test.defaultThreshold
  return {
    test: test.name,
    score,
    threshold,
    drifted: isDriftScore(test, score, threshold),
    isPValue: test.isPValue,
    isApproximate: isRounded(reference) || isRounded(current),
  }
}

function defaultTest(reference: ColumnProfile, current: ColumnProfile): string {
  const distinct = distinctValues(reference, current)
  const isContinuous = reference.kind === 'number' && distinct > FEW_VALUES
  if (comparableRows(reference) > MANY_ROWS) return isContinuous ? 'wasserstein' : 'jensenshannon'
  if (isContinuous) return 'ks'
  return distinct > 2 ? 'chisquare' : 'z'
}

function distinctValues(reference: ColumnProfile, current: ColumnProfile): number {
  const occurring = (profile: ColumnProfile): readonly (string | number)[] =>
    profile.kind === 'number'
      ? // More than the few that matter need not be told apart.
        Array.from(profile.values.values.subarray(0, FEW_VALUES + 1))
      : profile.categories.filter((_, at) => profile.counts[at]! > 0)
  return new Set([...occurring(reference), ...occurring(current)]).size
}

function isRounded(profile: ColumnProfile): boolean {
  return profile.kind === 'number' && profile.values.droppedBits > 0
}

/** Whether Evidently calls a table drifted: at least half of its tested columns are. */
export function isEvidentlyTableDrifted(columns: {readonly tested: number; readonly drifted: number}): boolean {
  return columns.tested > 0 && columns.drifted / columns.tested >= 0.5
}
