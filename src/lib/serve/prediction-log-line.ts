import type {DatasetDescription, TargetDescription} from '../dataset/description.js'
import {answerSources} from '../model/fallback.js'
import type {AnsweredRow, ModelIdentity} from '../monitor/answered-rows.js'
import type {JsonBytes} from './json-bytes.js'

/** Writes one answered row as a line of JSON, its line feed included. */
export type WriteLine = (row: AnsweredRow, to: JsonBytes) => void

/**
 * Makes the lines of one model version. Time comes first and has a fixed width, so that a reader can pass over lines by
 * their first bytes; classes stand as the values that the data know.
 *
 * Bytes are put down one by one, without a text in between: a client waits meanwhile, and JSON.stringify of the same
 * object takes several times as long.
 */
export function createLineWriter(model: ModelIdentity, description: DatasetDescription): WriteLine {
  const {features, target} = description
  const openings = features.map((name, index) => utf8(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`))
  const classes = target.classes.map((_, index) => JSON.stringify(classValue(target, index)))
  const identity = utf8(`,"model":${JSON.stringify(model.name)},"version":${model.version},"features":{`)
  // Of each source, by predicted and answered class; made when it is first needed.
  const outcomes = new Map(answerSources.map((source) => [source, new Map<number, Uint8Array>()]))
  const outcomeOf = ({predicted, answered, source}: AnsweredRow): Uint8Array => {
    const [first, second] = [classes[predicted] ?? 'null', classes[answered] ?? 'null']
    return utf8(`},"predicted":${first},"answered":${second},"source":${JSON.stringify(source)},"probabilities":[`)
  }
  let [time, start] = [NaN, utf8('')]
  return (row, to) => {
    const {values, probabilities} = row
    // Rows that were answered together have the same time.
    if (row.time !== time) {
      time = row.time
      start = utf8(`{"time":"${new Date(time).toISOString()}","id":`)
    }
    to.putBytes(start)
    to.putText(row.id)
    to.putBytes(identity)
    for (let index = 0; index < openings.length; index++) {
      const value = values[index] ?? null
      to.putBytes(openings[index]!)
      if (typeof value === 'number') to.putNumber(value)
      else if (value === null) to.putBytes(nullBytes)
      else to.putText(value)
    }
    const known = outcomes.get(row.source)!
    const key = row.predicted * classes.length + row.answered
    let outcome = known.get(key)
    if (outcome === undefined) known.set(key, (outcome = outcomeOf(row)))
    to.putBytes(outcome)
    for (let index = 0; index < probabilities.length; index++) {
      if (index > 0) to.putByte(0x2c)
      to.putProbability(probabilities[index]!)
    }
    to.putBytes(ending)
  }
}

/** A class as answers write it: a number where the target holds whole numbers, text otherwise. */
export function classValue({classes, valueType}: TargetDescription, index: number): number | string {
  const {value} = classes[index]!
  return valueType === 'integer' ? Number(value) : value
}

const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const nullBytes = utf8('null')
const ending = utf8(']}\n')
