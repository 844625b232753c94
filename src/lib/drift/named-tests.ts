import type {ColumnProfile} from './data-profile.js'
import {categorySamples, numberSamples} from './evidently-samples.js'
import {categoryScores} from './named-tests-category.js'
import {numberScores} from './named-tests-number.js'
import {comparableRows} from './profile-rows.js'

/** A test that a person may choose by name for a column: one of Evidently's, with its threshold. */
export interface NamedTest {
  readonly name: string
  /** As a person would say it. */
  readonly title: string
  /** Columns that it is for; the policy `evidently` also takes the tests of categories for numbers with few values. */
  readonly kinds: readonly ColumnProfile['kind'][]
  /** Drift is a score below the threshold; of a distance, above it. */
  readonly isPValue: boolean
  readonly defaultThreshold: number
  /** What a score that equals the threshold means: Evidently is not of one mind. */
  readonly atThreshold: 'drift' | 'stable'
  /** Half a sentence, for when the score is NaN: "it needs …". */
  readonly needs: string
  /** The score; NaN where the values do not allow the test. For number columns also by tests of categories. */
  run(reference: ColumnProfile, current: ColumnProfile): number
}

type Facts = Omit<NamedTest, 'name' | 'kinds' | 'run' | 'needs'> & {readonly needs?: string}

const pValue = {isPValue: true, defaultThreshold: 0.05, atThreshold: 'stable'} as const
const distance = {isPValue: false, defaultThreshold: 0.1, atThreshold: 'drift'} as const

/** @source the files of `evidently.legacy.calculations.stattests` in Evidently 0.7: names, thresholds, comparisons */
const facts: Readonly<Record<string, Facts>> = {
  ks: {...pValue, title: 'Kolmogorov-Smirnov', atThreshold: 'drift'},
  wasserstein: {...distance, title: 'Wasserstein distance in standard deviations of the reference'},
  jensenshannon: {...distance, title: 'Jensen-Shannon distance'},
  psi: {...distance, title: 'population stability index'},
  kl_div: {...distance, title: 'Kullback-Leibler divergence'},
  hellinger: {...distance, title: 'Hellinger distance'},
  chisquare: {...pValue, title: 'chi-squared, reference taken as exact'},
  z: {...pValue, title: 'z-test of two shares'},
  anderson: {
    ...pValue,
    title: 'Anderson-Darling',
    defaultThreshold: 0.1,
    needs: 'at least four values in all, and two different ones',
  },
  cramer_von_mises: {
    ...pValue,
    title: 'Cramér-von Mises',
    defaultThreshold: 0.1,
    atThreshold: 'drift',
    needs: 'at least two values on each side',
  },
  mannw: {...pValue, title: 'Mann-Whitney U, two-sided'},
  t_test: {...pValue, title: "Student's t", needs: 'at least three values in all'},
  es: {
    ...pValue,
    title: 'Epps-Singleton',
    needs: 'at least five values on each side, and more than one value in the middle half of all',
  },
  ed: {...distance, title: 'energy distance', atThreshold: 'stable'},
  empirical_mmd: {
    ...pValue,
    title: 'maximum mean discrepancy, by permutation',
    defaultThreshold: 0.1,
    needs: 'at least two values on each side, and at most 3,000 in all, as its time and memory grow with their square',
  },
  g_test: {...pValue, title: 'G-test, reference taken as exact', defaultThreshold: 0.1},
  fisher_exact: {...pValue, title: "Fisher's exact test", defaultThreshold: 0.1, needs: 'at most two categories'},
  TVD: {...pValue, title: 'total variation distance, by permutation', defaultThreshold: 0.1},
}

/** Every test that can be chosen by name, in the order in which they are shown. */
export const namedTests: readonly NamedTest[] = Object.entries(facts).map(([name, fact]) => {
  const [ofNumbers, ofCategories] = [numberScores[name], categoryScores[name]]
  return {
    needs: 'values on both sides',
    ...fact,
    name,
    kinds: [...(ofNumbers ? (['number'] as const) : []), ...(ofCategories ? (['category'] as const) : [])],
    run(reference, current) {
      if (comparableRows(reference) === 0 || comparableRows(current) === 0) return NaN
      if (ofNumbers && reference.kind === 'number' && current.kind === 'number') {
        return ofNumbers(numberSamples(reference, current))
      }
      if (!ofCategories || reference.kind !== current.kind) return NaN
      return ofCategories(categorySamples(reference, current))
    },
  }
})

export const namedTestNames: readonly string[] = namedTests.map(({name}) => name)

/** Spellings of other versions of Evidently. */
const aliases: Readonly<Record<string, string>> = {emperical_mmd: 'empirical_mmd'}

/** The test of that name; upper and lower case are the same. */
export function namedTest(name: string): NamedTest | undefined {
  const lower = name.toLowerCase()
  const wanted = aliases[lower] ?? lower
  return namedTests.find((test) => test.name.toLowerCase() === wanted)
}

/** Whether a score is drift, by the comparison that Evidently makes for this test. */
export function isDriftScore(
  {isPValue, atThreshold}: Pick<NamedTest, 'isPValue' | 'atThreshold'>,
  score: number,
  threshold: number,
): boolean {
  if (score === threshold) return atThreshold === 'drift'
  return isPValue ? score < threshold : score > threshold
}
