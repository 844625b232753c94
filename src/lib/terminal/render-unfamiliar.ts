import {listed} from '../model/gate-result.js'
import type {UnfamiliarValues} from '../model/unfamiliar-values.js'
import {formatCount, formatCountOf, formatNumber} from './numbers.js'

/** What becomes of values that a model has learned nothing about. */
export type AnsweredBy = 'rules' | 'model'

/** Which values, in how many rows, and what the model makes of them; features with missing values in one sentence. */
export function unfamiliarSentences(values: readonly UnfamiliarValues[], answeredBy: AnsweredBy): readonly string[] {
  const missing = values.filter(({kind}) => kind === 'missing')
  const others = values.filter(({kind}) => kind !== 'missing').map(describe)
  return [...others, ...(missing.length === 0 ? [] : [describeMissing(missing)])].map(
    ({fact, consequence}) => `${fact}${answeredBy === 'rules' ? '' : `: ${consequence}`}.`,
  )
}

interface Sentence {
  readonly fact: string
  /** Where the model answers. */
  readonly consequence: string
}

function describe({feature, kind, rows, limit = NaN, categories = [], distinct = 0}: UnfamiliarValues): Sentence {
  if (kind === 'unseen-category') {
    const more = distinct > categories.length ? `, and ${formatCount(distinct - categories.length)} more` : ''
    return {
      fact: `${feature} holds ${formatCountOf(rows, 'value')} that the model has not seen (${categories.join(', ')}${more})`,
      consequence: `it treats ${rows === 1 ? 'it' : 'them'} as an average ${feature}`,
    }
  }
  const side = kind === 'below-minimum' ? 'below' : 'above'
  return {
    fact: `${feature} is ${side} ${formatNumber(limit)} in ${formatCountOf(rows, 'row')}`,
    consequence: 'what it answers there is a guess',
  }
}

function describeMissing(values: readonly UnfamiliarValues[]): Sentence {
  const [{feature, rows}, ...more] = values as readonly [UnfamiliarValues, ...UnfamiliarValues[]]
  if (more.length === 0) {
    return {
      fact: `${feature} is missing in ${formatCountOf(rows, 'row')}, and never was in training`,
      consequence: `it takes an average ${feature}`,
    }
  }
  const features = [
    `${feature} (${formatCountOf(rows, 'row')})`,
    ...more.map((each) => `${each.feature} (${formatCount(each.rows)})`),
  ]
  return {fact: `${listed(features)} are missing, and never were in training`, consequence: 'it takes averages'}
}
