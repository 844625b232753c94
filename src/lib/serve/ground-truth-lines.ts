import type {FoundId, IndexedLine} from './ground-truth-indexed-file.js'
import {outlinePrediction} from './prediction-log-outline.js'
import {parseLine, parsePrediction} from './prediction-log-record.js'

/** What a line of the log of predictions says of its id. */
export function indexPrediction(line: string): IndexedLine | undefined {
  const record = outlinePrediction(line) ?? parsePrediction(line)
  if (record === undefined) return undefined
  const {id, time, model, version, predicted, answered} = record
  const [first, second] = [textOf(predicted), textOf(answered)]
  return {id, seconds: time / 1000, model, version, predicted: first, answered: second, label: null}
}

/**
 * What a line of the log of labels says of its id. It repeats the prediction, so that figures can be made of labels
 * when the log of predictions was deleted.
 */
export function indexLabel(line: string): IndexedLine | undefined {
  const record = parseLine(line)
  if (record === undefined) return undefined
  const {id, time, predictedAt, model, version, predicted, answered, label} = record
  if (typeof id !== 'string' || typeof model !== 'string' || typeof version !== 'number') return undefined
  const [given, made] = [Date.parse(String(time)), Date.parse(String(predictedAt))]
  const known = textOf(label)
  if (Number.isNaN(given) || Number.isNaN(made) || known === null) return undefined
  return {
    id,
    seconds: made / 1000,
    model,
    version,
    predicted: textOf(predicted),
    answered: textOf(answered),
    label: known,
    ageSeconds: Math.max(0, (given - made) / 1000),
  }
}

/** A label and the prediction that it is for, as a line. */
export function formatLabel(id: string, label: string, prediction: FoundId, time: number): string {
  const {seconds, model, version, predicted, answered} = prediction
  const [given, predictedAt] = [new Date(time).toISOString(), new Date(seconds * 1000).toISOString()]
  return `${JSON.stringify({time: given, id, label, predictedAt, model, version, predicted, answered})}\n`
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
