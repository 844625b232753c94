import {fillZeroFractions} from '../statistics/distance/fill-zero-fractions.js'
import {fractionsOf} from '../statistics/distance/fractions.js'
import {populationStabilityIndex} from '../statistics/distance/population-stability-index.js'
import {chiSquareGoodnessOfFit} from '../statistics/two-sample/chi-square-goodness-of-fit.js'
import {fisherExact} from '../statistics/two-sample/fisher-exact.js'
import {evidentlyJensenShannon, evidentlyKullbackLeibler} from './evidently-entropy.js'
import type {CategorySamples} from './evidently-samples.js'
import {evidentlyG, evidentlyHellingerOfCategories, evidentlyZ} from './evidently-scores.js'
import {totalVariationPValue} from './named-tests-permutation.js'

/** Scores of two samples of categories, by the name of the test; NaN where the values do not allow it. */
export const categoryScores: Readonly<Record<string, (samples: CategorySamples) => number>> = {
  chisquare: ({reference, current}) => chiSquareGoodnessOfFit(reference, current).pValue,
  z: evidentlyZ,
  g_test: evidentlyG,
  fisher_exact: ({reference, current}) => {
    if (reference.length === 1) return 1
    return reference.length === 2 ? fisherExact(reference, current).pValue : NaN
  },
  TVD: totalVariationPValue,
  psi: (samples) => {
    const [before, now] = fractions(samples)
    return populationStabilityIndex(fillZeroFractions(before), fillZeroFractions(now))
  },
  kl_div: (samples) => {
    const [before, now] = fractions(samples)
    return evidentlyKullbackLeibler(fillZeroFractions(before), fillZeroFractions(now))
  },
  jensenshannon: (samples) => evidentlyJensenShannon(...fractions(samples)),
  hellinger: evidentlyHellingerOfCategories,
}

function fractions({reference, current}: CategorySamples): readonly [Float64Array, Float64Array] {
  return [fractionsOf(reference), fractionsOf(current)]
}
