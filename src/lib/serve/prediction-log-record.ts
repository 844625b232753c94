/** One line of the log of predictions. */
export interface LoggedPrediction {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly model: string
  readonly version: number
  /** null is missing. */
  readonly features: Readonly<Record<string, number | string | null>>
  /** Class of the model, as the data spell it; null when it was none. */
  readonly predicted: number | string | null
  /** Class of the answer: the fallback's may be another. */
  readonly answered: number | string | null
  readonly source: string
  /** In the order of the model's classes. */
  readonly probabilities: readonly number[]
}

/** The prediction that a line holds; undefined when it is torn, or no prediction. */
export function parsePrediction(line: string): LoggedPrediction | undefined {
  const record = parseLine(line)
  if (record === undefined) return undefined
  const {id, time, model, version, features, source = '', probabilities = []} = record
  const moment = typeof time === 'string' ? Date.parse(time) : NaN
  if (typeof id !== 'string' || Number.isNaN(moment) || typeof model !== 'string' || typeof version !== 'number') return
  if (typeof features !== 'object' || features === null || !Array.isArray(probabilities)) return undefined
  const {predicted = null, answered = null} = record
  if (!isClass(predicted) || !isClass(answered) || typeof source !== 'string') return undefined
  return {
    id,
    time: moment,
    model,
    version,
    features: features as LoggedPrediction['features'],
    predicted,
    answered,
    source,
    probabilities: probabilities as number[],
  }
}

/** The object that a line holds; undefined when there is none. */
export function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const record: unknown = JSON.parse(line)
    return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

export function isClass(value: unknown): value is number | string | null {
  return value === null || typeof value === 'number' || typeof value === 'string'
}

/** How every line begins that this program writes. */
export const LINE_START = '{"time":"'
const timeEnd = LINE_START.length + '2026-01-31T14:00:00.000Z'.length

/**
 * The time of a line that this program wrote, as text which sorts by time, without reading the rest of it; undefined
 * for lines that begin otherwise.
 */
export function timeTextOf(line: string): string | undefined {
  return line.startsWith(LINE_START) && line.charAt(timeEnd) === '"'
    ? line.slice(LINE_START.length, timeEnd)
    : undefined
}
