import {hypergeometricMode, hypergeometricProbability, hypergeometricRatio, type Urn} from './hypergeometric.js'
import type {Random} from './random.js'

/**
 * A random number of marked balls among those drawn.
 *
 * @returns a whole number; takes time in proportion to its standard deviation
 * @source inversion, from the most likely number outwards: Devroye (1986), Non-Uniform Random Variate Generation, III.2
 */
export function drawHypergeometric(urn: Urn, random: Random): number {
  const least = Math.max(0, urn.marked + urn.draws - urn.population)
  const most = Math.min(urn.marked, urn.draws)
  if (least === most) return least
  const mode = hypergeometricMode(urn)
  const peak = hypergeometricProbability(mode, urn)
  let left = random() - peak
  let [up, upChance, down, downChance] = [mode, peak, mode, peak]
  while (left > 0 && (up < most || down > least)) {
    if (up < most) {
      upChance *= hypergeometricRatio(up, urn)
      left -= upChance
      up++
      if (left <= 0) return up
    }
    if (down > least) {
      downChance /= hypergeometricRatio(down - 1, urn)
      left -= downChance
      down--
      if (left <= 0) return down
    }
    // What is left by rounding belongs to no number.
    if (upChance < ROUNDING * peak && downChance < ROUNDING * peak) break
  }
  return mode
}

const ROUNDING = 1e-17
