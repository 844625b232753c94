/** A decision tree on one number, as intervals: numbers up to `upTo[i]`, and above `upTo[i - 1]`, get `classes[i]`. */
export interface ThresholdTree {
  /** shape [leaves], ascending; the last one is Infinity. */
  readonly upTo: Float64Array
  /** shape [leaves] */
  readonly classes: Int32Array
}

/**
 * Grows a classification tree on one number: each split is the threshold with the least Gini impurity.
 *
 * @param sorted - shape [n], ascending, no NaN, at least one
 * @param labels - shape [n], classes from 0 to classCount - 1, in the order of the numbers
 * @source scikit-learn `DecisionTreeClassifier(max_depth=depth)` with its other defaults; Breiman et al. (1984)
 */
export function growThresholdTree(
  sorted: Float64Array,
  labels: Int32Array,
  {classCount, depth}: {readonly classCount: number; readonly depth: number},
): ThresholdTree {
  const upTo: number[] = []
  const classes: number[] = []
  const left = new Float64Array(classCount)
  const right = new Float64Array(classCount)

  const grow = (start: number, end: number, levels: number, upper: number): void => {
    left.fill(0)
    right.fill(0)
    for (let index = start; index < end; index++) right[labels[index]!]! += 1
    const majority = indexOfLargest(right)
    const split = levels === 0 || right[majority] === end - start ? -1 : bestSplit(start, end)
    if (split < 0) {
      upTo.push(upper)
      classes.push(majority)
      return
    }
    const threshold = sorted[split - 1]! / 2 + sorted[split]! / 2
    grow(start, split, levels - 1, threshold)
    grow(split, end, levels - 1, upper)
  }

  /** Where the right part begins; -1 when all numbers are equal. Expects all counts on the right. */
  const bestSplit = (start: number, end: number): number => {
    let best = -1
    let bestPurity = -Infinity
    let leftSquares = 0
    let rightSquares = right.reduce((sum, count) => sum + count * count, 0)
    for (let index = start; index < end - 1; index++) {
      const label = labels[index]!
      leftSquares += 2 * left[label]! + 1
      rightSquares -= 2 * right[label]! - 1
      left[label]! += 1
      right[label]! -= 1
      if (sorted[index] === sorted[index + 1]) continue
      // The weighted Gini impurity is least where this sum is greatest.
      const purity = leftSquares / (index + 1 - start) + rightSquares / (end - index - 1)
      if (purity > bestPurity) {
        bestPurity = purity
        best = index + 1
      }
    }
    return best
  }

  grow(0, sorted.length, depth, Infinity)
  return {upTo: Float64Array.from(upTo), classes: Int32Array.from(classes)}
}

/** The class that the tree gives to a number. */
export function classOf({upTo, classes}: ThresholdTree, value: number): number {
  let leaf = 0
  while (leaf < upTo.length - 1 && value > upTo[leaf]!) leaf++
  return classes[leaf]!
}

function indexOfLargest(counts: Float64Array): number {
  let largest = 0
  for (let index = 1; index < counts.length; index++) if (counts[index]! > counts[largest]!) largest = index
  return largest
}
