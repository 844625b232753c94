import {evidentlyBins} from '../statistics/distance/evidently-bins.js'
import {fillZeroFractions} from '../statistics/distance/fill-zero-fractions.js'
import {fractionsOf} from '../statistics/distance/fractions.js'
import {populationStabilityIndex} from '../statistics/distance/population-stability-index.js'
import {andersonDarling} from '../statistics/two-sample/anderson-darling.js'
import {energyDistance} from '../statistics/two-sample/energy-distance.js'
import {eppsSingleton} from '../statistics/two-sample/epps-singleton.js'
import {mannWhitney} from '../statistics/two-sample/mann-whitney.js'
import {studentT} from '../statistics/two-sample/student-t.js'
import {normalisedWassersteinDistance} from '../statistics/two-sample/wasserstein-distance.js'
import {evidentlyJensenShannon, evidentlyKullbackLeibler} from './evidently-entropy.js'
import type {NumberSamples} from './evidently-samples.js'
import {evidentlyCramerVonMises, evidentlyHellingerOfNumbers, evidentlyKolmogorovSmirnov} from './evidently-scores.js'
import {maximumMeanDiscrepancy} from './named-tests-permutation.js'

/** Scores of two samples of numbers, by the name of the test; NaN where the values do not allow it. */
export const numberScores: Readonly<Record<string, (samples: NumberSamples) => number>> = {
  ks: evidentlyKolmogorovSmirnov,
  wasserstein: ({reference, current}) => normalisedWassersteinDistance(reference, current),
  anderson: ({reference, current}) => {
    const {statistic, pValue} = andersonDarling(reference, current)
    return Number.isFinite(statistic) ? pValue : NaN
  },
  cramer_von_mises: evidentlyCramerVonMises,
  mannw: ({reference, current}) => mannWhitney(reference, current).pValue,
  t_test: ({reference, current}) => studentT(reference, current).pValue,
  es: ({reference, current}) => eppsSingleton(reference, current).pValue,
  ed: ({reference, current}) => energyDistance(reference, current),
  empirical_mmd: maximumMeanDiscrepancy,
  psi: (samples) => {
    const [before, now] = binned(samples)
    return populationStabilityIndex(fillZeroFractions(before), fillZeroFractions(now))
  },
  kl_div: (samples) => {
    const [before, now] = binned(samples)
    return evidentlyKullbackLeibler(fillZeroFractions(before), fillZeroFractions(now))
  },
  jensenshannon: (samples) => evidentlyJensenShannon(...binned(samples)),
  hellinger: evidentlyHellingerOfNumbers,
}

function binned(samples: NumberSamples): readonly [Float64Array, Float64Array] {
  const {reference, current} = samples.single ?? evidentlyBins(samples, {leastWidth: samples.leastBinWidth})
  return [fractionsOf(reference), fractionsOf(current)]
}
