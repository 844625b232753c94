import {binomialProbability} from './binomial.js'

/** An urn from which balls are drawn without putting them back. */
export interface Urn {
  /** Balls in the urn. */
  readonly population: number
  /** Balls that count as hits, 0 .. population. */
  readonly marked: number
  /** Balls drawn, 0 .. population. */
  readonly draws: number
}

/**
 * Probability of exactly `hits` marked balls among those drawn, to about 1e-13 relative down to 1e-290.
 *
 * @param hits - a whole number
 * @returns 0 .. 1; 0 for hits that cannot be
 * @source Loader (2000), as in R's dhyper: a ratio of three binomial probabilities, so that no logarithms of huge
 * factorials cancel
 */
export function hypergeometricProbability(hits: number, urn: Urn): number {
  return probabilityAmong(hits, urn, chanceOfDraws(urn))
}

type Draws = Omit<Urn, 'marked'>

/** Chance that as many balls are drawn, were each drawn by itself: the same however many of them are marked. */
function chanceOfDraws({population, draws}: Draws): number {
  return draws === 0 || draws === population ? 1 : binomialProbability(draws, population, draws / population)
}

function probabilityAmong(hits: number, {population, marked, draws}: Urn, chance: number): number {
  if (hits < Math.max(0, marked + draws - population) || hits > Math.min(marked, draws)) return 0
  if (draws === 0 || draws === population) return 1
  const share = draws / population
  const scaled = binomialProbability(hits, marked, share) / chance
  return scaled * binomialProbability(draws - hits, population - marked, share)
}

/**
 * Mean absolute deviation of the number of hits from its mean.
 *
 * @returns in hits, >= 0
 * @source Ramasubban (1958), The mean difference and the mean deviation of some discontinuous distributions: a closed
 * form, which needs the probability of one number of hits alone
 */
export function hypergeometricDeviation(urn: Urn): number {
  return hypergeometricDeviations(urn)(urn.marked)
}

/**
 * `hypergeometricDeviation` by the marked balls, for many numbers of them among as many balls and draws. Fastest where
 * they ascend: few more marked balls change the probability by a few factors.
 */
export function hypergeometricDeviations({population, draws}: Draws): (marked: number) => number {
  const chance = chanceOfDraws({population, draws})
  const hitsAbove = (marked: number): number => Math.floor((draws * marked) / population) + 1
  const ratioOfHits = (hits: number, marked: number): number => hypergeometricRatio(hits, {population, marked, draws})
  let [last, hits, probability, steps] = [0, 0, 0, 0]
  return (marked) => {
    const above = hitsAbove(marked)
    steps += marked - last
    if (probability > 0 && marked >= last && steps <= MOST_STEPS) {
      for (; last < marked; last++) {
        probability *= ((last + 1) / (last + 1 - hits)) * ((population - last - draws + hits) / (population - last))
        if (hitsAbove(last + 1) > hits) probability *= ratioOfHits(hits++, last + 1)
      }
    } else {
      probability = probabilityAmong(above, {population, marked, draws}, chance)
      last = marked
      hits = above
      steps = 0
    }
    const rest = population - marked - draws + above
    return ((2 * above * rest) / population) * probability
  }
}

/** Factors after which a probability is made anew: by then they have rounded it by some 1e-15. */
const MOST_STEPS = 64

/** Most likely number of hits. */
export function hypergeometricMode({population, marked, draws}: Urn): number {
  return Math.floor(((draws + 1) * (marked + 1)) / (population + 2))
}

/** How much less likely one more hit is: P(hits + 1) / P(hits). */
export function hypergeometricRatio(hits: number, {population, marked, draws}: Urn): number {
  return (((marked - hits) / (hits + 1)) * (draws - hits)) / (population - marked - draws + hits + 1)
}
