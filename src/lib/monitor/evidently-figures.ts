import type {ColumnProfile, DataProfile} from '../drift/data-profile.js'
import {isDriftScore, namedTest} from '../drift/named-tests.js'

/** What the data drift monitor of early versions of Evidently exported. */
export interface EvidentlyFigures {
  readonly datasetDrifted: boolean
  readonly driftedFeatures: number
  readonly shareDrifted: number
  readonly features: readonly {
    readonly feature: string
    readonly type: 'num' | 'cat'
    /** Null where the column could not be tested. */
    readonly pValue: number | null
  }[]
}

/** Half of the features: the default of Evidently. */
const DATASET_SHARE = 0.5

/** Numbers with more distinct values are tested as numbers. */
const FEW_VALUES = 5

/**
 * P-values of each feature, as dashboards of Evidently's monitoring service expect them: Kolmogorov-Smirnov for numbers,
 * chi-squared for categories, a z-test where there are two values. Its present defaults give a distance in place of a
 * p-value for more than 1,000 reference rows; a panel that says "p-value" would show nonsense.
 */
export function evidentlyFigures(reference: DataProfile, current: DataProfile): EvidentlyFigures {
  const features = reference.columns.map((before, place) => {
    const now = current.columns[place]!
    const test = namedTest(testNameFor(before, now))!
    const score = test.run(before, now)
    return {
      feature: before.name,
      type: before.kind === 'number' ? ('num' as const) : ('cat' as const),
      pValue: Number.isNaN(score) ? null : score,
      drifted: !Number.isNaN(score) && isDriftScore(test, score, test.defaultThreshold),
    }
  })
  const tested = features.filter(({pValue}) => pValue !== null).length
  const driftedFeatures = features.filter(({drifted}) => drifted).length
  const shareDrifted = tested === 0 ? 0 : driftedFeatures / tested
  return {
    datasetDrifted: tested > 0 && shareDrifted >= DATASET_SHARE,
    driftedFeatures,
    shareDrifted,
    features: features.map(({feature, type, pValue}) => ({feature, type, pValue})),
  }
}

function testNameFor(before: ColumnProfile, now: ColumnProfile): string {
  const distinct = new Set([...valuesOf(before), ...valuesOf(now)]).size
  if (before.kind === 'number' && distinct > FEW_VALUES) return 'ks'
  return distinct > 2 ? 'chisquare' : 'z'
}

function valuesOf(column: ColumnProfile): Iterable<number | string> {
  if (column.kind === 'number') return column.values.values
  return column.categories.filter((_, place) => column.counts[place]! > 0)
}
