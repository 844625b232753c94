import {formatNumber, formatPValue} from '../numbers.js'
import type {ColumnDrift, EffectResult} from './table-drift.js'

export interface EffectWords {
  readonly value: string
  readonly limit: string
  /** Null where there is no warning. */
  readonly warning: string | null
}

/**
 * An effect and its limits with as many digits as tell them apart: 0.0999 is not yet 0.1. Error rates are in points of a
 * percentage, p-values in powers of ten.
 *
 * @param points - what points are called where they follow a number, such as ' points'
 */
export function effectWords(
  {name, ...effect}: EffectResult,
  {test, points}: {readonly test: ColumnDrift['test']; readonly points: string},
): EffectWords {
  const [factor, unit, least] = name === 'error-rate' ? [100, points, 1] : [1, '', 2]
  const [value, limit] = [effect.value * factor, effect.limit * factor]
  const warning = effect.warning === null ? null : effect.warning * factor
  const isPValue = name === 'score' && test?.pValue === effect.value
  if (isPValue || (value !== 0 && Math.abs(value) < 5e-4)) {
    const plain = (number: number): string => formatNumber(number) + unit
    return {value: formatPValue(value) + unit, limit: plain(limit), warning: warning === null ? null : plain(warning)}
  }
  const digits = digitsToTellApart(value, warning === null ? [limit] : [limit, warning], least)
  const shown = (number: number): string => formatNumber(number, digits) + unit
  return {value: shown(value), limit: shown(limit), warning: warning === null ? null : shown(warning)}
}

/** Numbers that look the same with so many decimals differ by the rounding of a computer. */
const MOST_DIGITS = 6

function digitsToTellApart(value: number, others: readonly number[], least: number): number {
  for (let digits = least; digits < MOST_DIGITS; digits++) {
    if (others.every((other) => looksEqual(value, other) || value.toFixed(digits) !== other.toFixed(digits)))
      return digits
  }
  return least
}

function looksEqual(value: number, other: number): boolean {
  return value.toFixed(MOST_DIGITS) === other.toFixed(MOST_DIGITS)
}
