import type {ClassificationMetrics} from '../statistics/classification-metrics.js'

/** What is judged: the rows a model was made from, told apart by the recorded split, or rows it has not seen. */
export type GateInput = TrainingFileFigures | OtherFileFigures

export interface TrainingFileFigures {
  readonly kind: 'training-file'
  readonly train: ClassificationMetrics
  readonly test: ClassificationMetrics
  /** As shown to people, in class order. */
  readonly classLabels: readonly string[]
}

export interface OtherFileFigures {
  readonly kind: 'other-file'
  readonly metrics: ClassificationMetrics
  /** Accuracy on the test split when the model was made. */
  readonly trainingTestAccuracy: number
  readonly classLabels: readonly string[]
}

/** Metrics that together are of all rows: counts add up, and extremes are the extremes of the parts. */
export function partsOf(input: GateInput): readonly [ClassificationMetrics, ...ClassificationMetrics[]] {
  return input.kind === 'training-file' ? [input.train, input.test] : [input.metrics]
}
