import type {CategoryColumn, Table} from '../dataset/table.js'
import type {Fallback} from '../model/fallback.js'
import type {Predictions} from '../model/predictor.js'
import type {ErrorProfile, OutputProfile} from './data-profile.js'
import {errorStratum, strataOf} from './error-strata.js'
import {CategoryTally} from './profile-categories.js'
import {NumberTally} from './profile-numbers.js'

/** What a model answered to the rows of a table. */
export interface ModelOutputs {
  /** Shape [rows], class indices; -1 for a row that does not count, because the model was trained on it. */
  readonly predicted: Int32Array
  /** Shape [rows], highest probabilities. */
  readonly confidence: Float64Array
  /** Shape [rows], indices into `answerSources`; null without a fallback. */
  readonly sources: Uint8Array | null
}

/** Names that the counts bear. */
const names = {predicted: 'prediction', confidence: 'confidence', sources: 'source'} as const

/** The outputs that a profile counts, of all rows of a table. */
export function modelOutputs(
  table: Table,
  {rows, classes, probabilities, predicted}: Predictions,
  fallback: Fallback | undefined,
): ModelOutputs {
  const confidence = Float64Array.from(
    {length: rows},
    (_, row) => probabilities[row * classes + predicted[row]!] ?? NaN,
  )
  const sources = fallback?.answerTable(table, {predicted, confidence}).sources ?? null
  return {predicted, confidence, sources}
}

/** Counts what a model answered. */
export class OutputTally {
  private rows = 0
  private labelled = 0
  private readonly classes: readonly string[]
  private readonly sourceNames: readonly string[] | null
  private readonly predicted: CategoryTally
  private readonly confidence: NumberTally
  private readonly sources: CategoryTally | null
  private readonly errors: {readonly rows: Float64Array; readonly errors: Float64Array}

  constructor({
    classes,
    sources,
    distinctLimit,
  }: {
    readonly classes: readonly string[]
    readonly sources: readonly string[] | null
    readonly distinctLimit: number
  }) {
    this.classes = classes
    this.sourceNames = sources
    this.predicted = new CategoryTally(names.predicted, classes)
    this.confidence = new NumberTally({name: names.confidence}, distinctLimit)
    this.sources = sources === null ? null : new CategoryTally(names.sources, sources)
    const strata = strataOf(classes.length)
    this.errors = {rows: new Float64Array(strata), errors: new Float64Array(strata)}
  }

  add(outputs: ModelOutputs, label: CategoryColumn | undefined): void {
    const counted = withoutTrained(outputs, label)
    const {predicted, confidence, sources} = counted.outputs
    this.rows += predicted.length
    this.predicted.addCodes({codes: predicted, categories: this.classes})
    this.confidence.addValues(confidence)
    if (sources !== null) {
      this.sources?.addCodes({codes: Int32Array.from(sources), categories: this.sourceNames!})
    }
    if (counted.label !== undefined) this.addErrors(counted.outputs, counted.label)
  }

  finish(): OutputProfile {
    return {
      rows: this.rows,
      predicted: this.predicted.finish(),
      confidence: this.confidence.finish(),
      sources: this.sources?.finish() ?? null,
      errors: this.labelled === 0 ? null : {rows: this.errors.rows.slice(), errors: this.errors.errors.slice()},
    }
  }

  private addErrors(outputs: ModelOutputs, label: CategoryColumn): void {
    const {rows, errors} = this.errors
    const missed = errorsOf(outputs, label, this.classes)
    for (let row = 0; row < missed.length; row++) {
      if (missed[row]! < 0) continue
      const stratum = errorStratum(outputs.predicted[row]!, outputs.confidence[row]!, this.classes.length)
      this.labelled++
      rows[stratum]! += 1
      errors[stratum]! += missed[row]!
    }
  }
}

/**
 * Which rows the model got wrong. A label that is no class of the model is one that it missed.
 *
 * @returns shape [rows]: 1 where it missed the label, 0 where not, -1 without a label or an answer that counts
 */
export function errorsOf(
  {predicted}: Pick<ModelOutputs, 'predicted'>,
  {codes, categories}: CategoryColumn,
  classes: readonly string[],
): Int8Array {
  const classOf = Int32Array.from(categories, (category) => classes.indexOf(category))
  return Int8Array.from(predicted, (answer, row) => {
    const code = codes[row]!
    if (code < 0 || answer < 0) return -1
    return classOf[code] === answer ? 0 : 1
  })
}

interface Counted {
  readonly outputs: ModelOutputs
  readonly label: CategoryColumn | undefined
}

function withoutTrained(outputs: ModelOutputs, label: CategoryColumn | undefined): Counted {
  const {predicted, confidence, sources} = outputs
  if (!predicted.includes(-1)) return {outputs, label}
  const isCounted = (_: number, row: number): boolean => predicted[row] !== -1
  return {
    outputs: {
      predicted: predicted.filter(isCounted),
      confidence: confidence.filter(isCounted),
      sources: sources?.filter(isCounted) ?? null,
    },
    label: label && {...label, codes: label.codes.filter(isCounted)},
  }
}

/** Two counts of errors, as if the rows had been counted together. */
export function mergeErrors(a: ErrorProfile | null, b: ErrorProfile | null): ErrorProfile | null {
  if (a === null || b === null) return a ?? b
  const sum = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, place) => value + y[place]!)
  return {rows: sum(a.rows, b.rows), errors: sum(a.errors, b.errors)}
}
