import {isClass, LINE_START, parseLine, timeTextOf, type LoggedPrediction} from './prediction-log-record.js'

/** A line without what the model was asked and how sure it was. */
export type PredictionOutline = Pick<LoggedPrediction, 'id' | 'time' | 'model' | 'version' | 'predicted' | 'answered'>

const beforeId = '","id":"'
const beforeModel = ',"model":'
const beforeFeatures = ',"features":{'
const beforeOutcome = '},"predicted":'
const beforeSource = ',"source":'
const ending = ']}'

/**
 * The outline of a line as this program writes it, without making objects of the rest, which takes twice the time. No
 * text of JSON holds what is looked for here, as its quotation marks have a backslash before them.
 *
 * @returns undefined for lines that are written otherwise: `parsePrediction` knows what they are
 */
export function outlinePrediction(line: string): PredictionOutline | undefined {
  const time = timeTextOf(line)
  // Two lines that ran into each other begin twice.
  if (time === undefined || !line.endsWith(ending) || line.includes(LINE_START, 1)) return undefined
  const timeEnd = LINE_START.length + time.length
  const idStart = timeEnd + beforeId.length
  const idEnd = line.indexOf('"', idStart)
  const id = line.slice(idStart, idEnd)
  if (!line.startsWith(beforeId, timeEnd) || !line.startsWith(beforeModel, idEnd + 1) || id.includes('\\'))
    return undefined
  const features = line.indexOf(beforeFeatures, idEnd)
  const outcome = line.lastIndexOf(beforeOutcome)
  const source = line.indexOf(beforeSource, outcome)
  if (features < 0 || outcome < features || source < 0) return undefined
  const model = identityOf(line.slice(idEnd + 2, features))
  const classes = outcomeOf(line.slice(outcome + 2, source))
  const milliseconds = Date.parse(time)
  if (model === undefined || classes === undefined || Number.isNaN(milliseconds)) return undefined
  return {id, time: milliseconds, ...model, ...classes}
}

const identityOf = remembered((members): Pick<PredictionOutline, 'model' | 'version'> | undefined => {
  const {model, version} = parseLine(`{${members}}`) ?? {}
  return typeof model === 'string' && typeof version === 'number' ? {model, version} : undefined
})

const outcomeOf = remembered((members): Pick<PredictionOutline, 'predicted' | 'answered'> | undefined => {
  const {predicted, answered} = parseLine(`{${members}}`) ?? {}
  return isClass(predicted) && isClass(answered) ? {predicted, answered} : undefined
})

/** Texts whose meaning is remembered: a log has few models and classes. */
const mostRemembered = 256

/** Parses each text once. */
function remembered<Meaning>(parse: (text: string) => Meaning): (text: string) => Meaning {
  const known = new Map<string, Meaning>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const meaning = parse(text)
    if (known.size >= mostRemembered) known.clear()
    // A copy: a part of a text keeps all of it in memory.
    known.set(Buffer.from(text).toString(), meaning)
    return meaning
  }
}
