import {html, nothing, type Html} from '../report/html.js'
import {formatNumber} from '../numbers.js'
import {isEitherOr, jsonCategory, type ClientExample, type JsonValue} from './page-client-examples.js'
import type {RequestField} from './request-field.js'

/** What the script of the page knows of a field. */
export interface ClientField {
  readonly name: string
  /** Values to choose from; null where a number or a text is typed. */
  readonly choices: readonly JsonValue[] | null
  readonly minimum: number | null
  readonly maximum: number | null
}

/** A category that no training row had: what it is called does not matter. */
const unknownCategory = 'something else'

interface Choice {
  readonly value: JsonValue
  readonly text: string
}

export function clientField(field: RequestField): ClientField {
  const {name, description} = field
  const choices = choicesOf(field)
  const {minimum = null, maximum = null} = description.kind === 'number' ? description : {}
  return {
    ...{name, minimum, maximum},
    choices: choices === null ? null : choices.map(({value}) => value),
  }
}

/** A label, what the field means, what it may hold, and room for what is wrong with it. */
export function formField(field: RequestField, index: number, typical: JsonValue): Html {
  const {name, description} = field
  const id = `field-${index}`
  const choices = choicesOf(field)
  const range = rangeHint(field)
  const meaning = description.description ?? ''
  const describedBy = `${id}-hint ${id}-note ${id}-error`
  const control =
    choices === null
      ? html`<input
          id="${id}"
          type="text"
          ${isNeverNegative(field) ? html`inputmode="decimal"` : nothing}
          autocomplete="off"
          spellcheck="false"
          value="${typical === null ? '' : String(typical)}"
          aria-describedby="${describedBy}"
        />`
      : html`<select id="${id}" aria-describedby="${describedBy}">
          ${choices.map(
            ({value, text}, place) =>
              html`<option value="${place}" ${value === typical ? html`selected` : nothing}>${text}</option> `,
          )}
        </select>`
  return html`<div class="field">
    <label for="${id}">${description.title ?? name}</label>
    <span class="range muted small" aria-hidden="true">${range}</span>
    ${control}
    <p id="${id}-hint" class="hint muted small">
      ${meaning}<span class="hidden">${range === '' ? '' : ` Range: ${range}.`}</span>
    </p>
    <p id="${id}-note" class="note small" hidden></p>
    <p id="${id}-error" class="error small" hidden></p>
  </div>`
}

/** Categories, both values of a number that has two, and "not known"; null where a value is typed. */
function choicesOf(field: RequestField): readonly Choice[] | null {
  const {description, encoding, accepts} = field
  const unknown: Choice = {value: null, text: 'not known'}
  if (description.kind === 'number') {
    if (!isEitherOr(description)) return null
    return [...[description.minimum!, description.maximum!].map((value) => ({value, text: String(value)})), unknown]
  }
  const labels = new Map(description.categories.map(({value, label}) => [value, label]))
  const known = encoding.kind === 'category' ? encoding.categories : []
  const values = [...new Set([...labels.keys(), ...known])]
  const isFree = accepts.texts === 'any' && !values.includes(unknownCategory)
  return [
    ...values.map((value) => ({value: jsonCategory(field, value), text: labels.get(value) ?? value})),
    ...(isFree ? [{value: unknownCategory, text: unknownCategory}] : []),
    unknown,
  ]
}

/** '16 to 150' */
function rangeHint({description}: RequestField): string {
  if (description.kind !== 'number' || isEitherOr(description)) return ''
  const {minimum, maximum, integer} = description
  const whole = integer ? ', whole' : ''
  if (minimum !== undefined && maximum !== undefined)
    return `${formatNumber(minimum)} to ${formatNumber(maximum)}${whole}`
  if (minimum !== undefined) return `${formatNumber(minimum)} or more${whole}`
  return maximum === undefined ? whole.slice(2) : `${formatNumber(maximum)} or less${whole}`
}

/** Keyboards of numbers on phones have no minus. */
function isNeverNegative({description}: RequestField): boolean {
  return description.kind === 'number' && description.minimum !== undefined && description.minimum >= 0
}

/** Buttons that fill the form. */
export function exampleButtons(examples: readonly ClientExample[]): Html {
  const buttons = examples.map(
    ({name, note}, index) =>
      html`<button type="button" data-example="${index}" aria-describedby="example-${index}">${name}</button
        ><span class="hidden" id="example-${index}">${note}</span> `,
  )
  return html`<div class="examples" role="group" aria-label="Fill in an example">
    <span class="muted small" aria-hidden="true">Examples:</span> ${buttons}
  </div>`
}
