import type {Random} from '../statistics/random.js'
import {alikeRows} from './concept.js'
import {compareProfiles, type CompareOptions} from './compare-profiles.js'
import type {DataProfile} from './data-profile.js'
import {testMultivariate, type MultivariateTest} from './domain-test.js'
import type {RowSample} from './row-sample.js'
import type {TableDrift} from './table-drift.js'
import type {NotTested} from './untestable.js'

/** One side of a comparison: all of its rows counted, and some of them as they are. */
export interface ComparedRows {
  readonly profile: DataProfile
  /** Null where only counts are at hand. */
  readonly sample: RowSample | null
}

export interface CompareRowsOptions extends Omit<CompareOptions, 'multivariate' | 'alikeErrors'> {
  /** Deals out the folds of the multivariate test; the same one gives the same answer. */
  readonly random: Random
  /** Looks at the rows even where there is a single feature, to say which of them are the most unlike the reference. */
  readonly wantsDrivers: boolean
  readonly signal?: AbortSignal | undefined
}

export interface RowsComparison {
  readonly drift: TableDrift
  /** Null where the rows were not looked at. */
  readonly multivariate: MultivariateTest | NotTested | null
}

/**
 * The drift of rows against those of a reference: each column by its counts, and the rows as a whole where a sample of
 * both sides is at hand.
 *
 * @throws MlopsError `COLUMN_MISSING` when a feature is not in a sample, `INTERRUPTED` when the signal fires
 */
export async function compareRows(
  reference: ComparedRows,
  current: ComparedRows,
  {random, wantsDrivers, signal, ...options}: CompareRowsOptions,
): Promise<RowsComparison> {
  const features = options.compared.fields.map(({name}) => name)
  const isComparable = options.policy === 'calibrated' && reference.sample !== null && current.sample !== null
  const multivariate =
    isComparable && (features.length > 1 || wantsDrivers)
      ? await testMultivariate(reference.sample.table, current.sample.table, {features, random, signal})
      : null
  const drift = compareProfiles(reference.profile, current.profile, {
    ...options,
    multivariate:
      features.length < 2
        ? null
        : isComparable
          ? multivariate
          : {notTested: 'a profile holds counts, and no rows to look at'},
    alikeErrors: isComparable ? alikeErrorsOf(reference.sample, current.sample, multivariate) : null,
  })
  return {drift, multivariate}
}

/** Rows that are equally likely to be current are alike in all features. */
function alikeErrorsOf(
  reference: RowSample,
  current: RowSample,
  multivariate: MultivariateTest | NotTested | null,
): CompareOptions['alikeErrors'] {
  if (multivariate === null || 'notTested' in multivariate || reference.errors === null || current.errors === null) {
    return null
  }
  return alikeRows(
    {probabilities: multivariate.referenceProbabilities, errors: reference.errors},
    {probabilities: multivariate.probabilities, errors: current.errors},
  )
}
