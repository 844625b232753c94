/** What an empty bin gets, unless that were more than a bin that holds something. */
const FILLING = 0.0001

/**
 * Fractions with something in every bin, for the distances that take the logarithm of a ratio.
 *
 * @param fractions - shape [bins], at least one above 0
 * @returns shape [bins], not scaled back to a sum of 1; empty bins hold 0.0001, or a millionth of the smallest other
 * where that one is 0.0001 or less
 * @source Evidently 0.7, `get_binned_data(feel_zeroes=True)`
 */
export function fillZeroFractions(fractions: Float64Array): Float64Array {
  let smallest = Infinity
  for (const fraction of fractions) if (fraction > 0 && fraction < smallest) smallest = fraction
  const filling = smallest <= FILLING ? smallest / 1e6 : FILLING
  return fractions.map((fraction) => (fraction === 0 ? filling : fraction))
}
