import type {AnsweredRow} from '../monitor/answered-rows.js'
import {rangeText, type RequestField} from './request-field.js'
import {quoted} from './request-row.js'
import type {ServedModel} from './served-model.js'

/** Decimals of a probability in an answer. */
export const probabilityDecimals = 6
const decimals = 10 ** probabilityDecimals

/** Writes answers as JSON. */
export type AnswerWriter = (row: AnsweredRow) => string

/**
 * Prepares the texts that do not change from answer to answer. Written by hand: half the time of a general serializer,
 * which would look at each of them again.
 */
export function createAnswerWriter(model: ServedModel, fields: readonly RequestField[]): AnswerWriter {
  const {classes, valueType} = model.description.target
  const names = classNames(model)
  const heads = classes.map(({label, value}) => {
    const json = valueType === 'integer' ? value : JSON.stringify(value)
    return `{"category":${JSON.stringify(label)},"label":${json},"probabilities":{`
  })
  const keys = names.map((name, index) => `${index === 0 ? '' : ','}${JSON.stringify(name)}:`)
  const identity = JSON.stringify({name: model.name, version: model.version})
  return ({answered, probabilities, source, id, values, predicted}) => {
    let text = heads[answered]!
    for (let index = 0; index < keys.length; index++) {
      text += keys[index]! + decimalOf(probabilities[index]!)
    }
    text += `},"source":"${source}"`
    if (source !== 'ML') {
      const reason =
        source === 'baseline - low probability'
          ? reasonUnsure(model, probabilities[predicted]!)
          : reasonOutside(model, fields, values)
      text += `,"reason":${JSON.stringify(reason)}`
    }
    return `${text},"model":${identity},"id":${JSON.stringify(id)}}`
  }
}

/** A probability to six decimals. Whole numbers become text several times as fast as fractions do. */
function decimalOf(probability: number): string {
  const millionths = Math.round(probability * decimals)
  if (millionths === 0) return '0'
  return millionths === decimals ? '1' : `0.${String(decimals + millionths).slice(1)}`
}

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
