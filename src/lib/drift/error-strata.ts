/**
 * Inner edges of the bins of the highest probability, as a share of the way from 1 / classes (undecided) to 1 (sure).
 * They are fixed, so that profiles of parts merge, and they narrow towards 1, where most answers of a good model lie
 * and where one in a hundred and one in a thousand errors are ten times apart.
 */
const edges = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999]

/** Bins of the highest probability, for each predicted class. */
export const confidenceBins = edges.length + 1

/** How many strata an `ErrorProfile` of a model with that many classes has. */
export function strataOf(classes: number): number {
  return classes * confidenceBins
}

/**
 * The stratum of one answer: the predicted class crossed with the bin of its probability.
 *
 * @param predicted - 0-based class with the highest probability
 * @param confidence - its probability, 1 / classes to 1; what rounding puts beyond counts to the nearest bin
 * @returns 0 to `strataOf(classes)` - 1: the bins of class 0 from undecided to sure, then those of class 1, …
 */
export function errorStratum(predicted: number, confidence: number, classes: number): number {
  const undecided = 1 / classes
  const certainty = (confidence - undecided) / (1 - undecided)
  let bin = 0
  while (bin < edges.length && certainty >= edges[bin]!) bin++
  return predicted * confidenceBins + bin
}
