import type {Table} from '../dataset/table.js'
import {topClass, topProbability} from '../statistics/top-class.js'
import {answerSources, createFallback, type AnswerSource} from './fallback.js'
import type {Manifest} from './manifest.js'

/** How a model and its fallback do together. */
export interface FallbackFigures {
  /** Answers of the model that are less sure are replaced. */
  readonly minimumProbability: number
  /** Of the answers that clients would get. */
  readonly accuracy: number
  /** Of the model alone, on all rows. */
  readonly modelAccuracy: number
  readonly answers: readonly SourceFigures[]
}

export interface SourceFigures {
  readonly source: AnswerSource
  readonly rows: number
  /** Of the answers that clients would get; null when there are none. */
  readonly accuracy: number | null
  /** Of what the model says about the same rows: lower means that the fallback helps. */
  readonly modelAccuracy: number | null
}

/** Rows with their true classes and what a model says of them. */
export interface LabelledPredictions {
  readonly table: Table
  /** Shape [rows]. */
  readonly labels: Int32Array
  /** Shape [rows, classes], row-major. */
  readonly probabilities: Float32Array
  readonly classes: number
}

/** @returns null when the model has no fallback rules */
export function fallbackFigures(
  {description, preprocessing}: Pick<Manifest, 'description' | 'preprocessing'>,
  {table, labels, probabilities, classes}: LabelledPredictions,
): FallbackFigures | null {
  const fallback = createFallback(description, preprocessing)
  if (fallback === undefined) return null
  const predicted = topClass(probabilities, classes)
  const confidence = topProbability(probabilities, classes)
  const {answered, sources} = fallback.answerTable(table, {predicted, confidence})

  const rows = answerSources.map(() => 0)
  const right = answerSources.map(() => 0)
  const modelRight = answerSources.map(() => 0)
  for (let row = 0; row < labels.length; row++) {
    const source = sources[row]!
    rows[source]!++
    if (answered[row] === labels[row]) right[source]!++
    if (predicted[row] === labels[row]) modelRight[source]!++
  }
  const share = (part: readonly number[]): number => part.reduce((sum, each) => sum + each, 0) / labels.length
  return {
    minimumProbability: fallback.minimumProbability,
    accuracy: share(right),
    modelAccuracy: share(modelRight),
    answers: answerSources.map((source, index) => ({
      source,
      rows: rows[index]!,
      accuracy: rows[index] === 0 ? null : right[index]! / rows[index]!,
      modelAccuracy: rows[index] === 0 ? null : modelRight[index]! / rows[index]!,
    })),
  }
}
