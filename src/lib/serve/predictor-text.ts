import {answerSources} from '../model/fallback.js'
import type {AnsweredRow} from '../monitor/answered-rows.js'
import type {JsonBytes} from './json-bytes.js'
import {rangeText, type RequestField} from './request-field.js'
import {quoted} from './request-row.js'
import type {ServedModel} from './served-model.js'

/** Decimals of a probability in an answer. */
export const probabilityDecimals = 6

/** Writes an answer as JSON. */
export type AnswerWriter = (row: AnsweredRow, to: JsonBytes) => void

/**
 * Prepares what does not change from answer to answer. Written by hand: half the time of a general serializer, which
 * would look at each of the names again.
 */
export function createAnswerWriter(model: ServedModel, fields: readonly RequestField[]): AnswerWriter {
  const {classes, valueType} = model.description.target
  const heads = classes.map(({label, value}) => {
    const json = valueType === 'integer' ? value : JSON.stringify(value)
    return Buffer.from(`{"category":${JSON.stringify(label)},"label":${json},"probabilities":{`)
  })
  const keys = classNames(model).map((name, index) => Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`))
  const sources = new Map(answerSources.map((source) => [source, Buffer.from(`},"source":"${source}"`)]))
  const tail = Buffer.from(`,"model":${JSON.stringify({name: model.name, version: model.version})},"id":`)
  return ({answered, probabilities, source, id, values, predicted}, to) => {
    to.putBytes(heads[answered]!)
    for (let index = 0; index < keys.length; index++) {
      to.putBytes(keys[index]!)
      to.putMillionths(probabilities[index]!)
    }
    to.putBytes(sources.get(source)!)
    if (source !== 'ML') {
      const reason =
        source === 'baseline - low probability'
          ? reasonUnsure(model, probabilities[predicted]!)
          : reasonOutside(model, fields, values)
      to.putBytes(Buffer.from(`,"reason":${JSON.stringify(reason)}`))
    }
    to.putBytes(tail)
    to.putText(id)
    to.putByte(closingBrace)
  }
}

const closingBrace = 0x7d

/** The classes as people know them; by their values where two have the same label. */
export function classNames({description}: ServedModel): readonly string[] {
  const {classes} = description.target
  const labels = classes.map(({label}) => label)
  return new Set(labels).size === labels.length ? labels : classes.map(({value}) => value)
}

function reasonUnsure({fallback}: ServedModel, confidence: number): string {
  return `the highest probability is ${confidence.toFixed(3)}, below ${fallback!.minimumProbability}`
}

/** `power is 20, expected 40 to 500`. */
function reasonOutside(
  {fallback}: ServedModel,
  fields: readonly RequestField[],
  values: AnsweredRow['values'],
): string {
  const index = fallback!.ranges.firstOutside(values)
  const {name, description} = fields[index]!
  const value = values[index]
  if (value === null) return `${name} is missing, as it never was in training`
  if (typeof value === 'string' || description.kind === 'category') {
    return `${name} is ${quoted(value)}, which did not occur in training`
  }
  return `${name} is ${String(value)}, outside its range${rangeText(description)}`
}

/** What is predicted, as people call it. */
export function targetTitle({description: {target, fields}}: ServedModel): string {
  return fields.find(({name}) => name === target.name)?.title ?? target.name
}

/** "high, medium or low". */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`
}
