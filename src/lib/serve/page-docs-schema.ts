import {html, nothing, type Html} from '../report/html.js'
import {jsonText} from './page-json.js'
import {preformatted} from './page-document.js'

/** A JSON schema as far as the page reads it. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly deprecated?: boolean
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly oneOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly examples?: readonly unknown[]
}

/** How deep objects in objects are unfolded. */
const DEEPEST = 3

/** An object as a table of its properties; anything else as its type in words. */
export function renderSchema(schema: JsonSchema): Html {
  const {properties, description, examples = []} = schema
  return html`${description === undefined ? nothing : html`<p>${description}</p>`}
  ${properties === undefined ? html`<p>${typeWords(schema)}</p>` : propertyTable(schema)}
  ${examples.map((example) => preformatted(jsonText(example), {label: 'Example'}))}`
}

function propertyTable(schema: JsonSchema): Html {
  const rows = propertyRows(schema, '', 1)
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Properties">
    <table class="properties">
      <thead>
        <tr>
          <th scope="col">Property</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

function propertyRows({properties = {}, required = []}: JsonSchema, prefix: string, depth: number): readonly Html[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const {items, deprecated = false, title, description} = property
    const needed = required.includes(name) ? nothing : html` <span class="muted">optional</span>`
    const meaning = [title === undefined || title === name ? '' : `${title}.`, description ?? '']
    const row = html`<tr class="${deprecated ? 'old' : ''}">
      <th scope="row">
        <code>${prefix}${name}</code>${needed}${deprecated ? html` <span class="muted">old</span>` : nothing}
      </th>
      <td>${typeWords(property)}</td>
      <td>${meaning.filter((text) => text !== '').join(' ')}</td>
    </tr> `
    const nested = items?.properties === undefined ? property : items
    const below = items?.properties === undefined ? `${prefix}${name}.` : `${prefix}${name}[].`
    return depth >= DEEPEST ? [row] : [row, ...propertyRows(nested, below, depth + 1)]
  })
}

/** 'number or null', 'array of Row, at most 10,000', 'one of "a", "b"'. */
export function typeWords(schema: JsonSchema): Html {
  const {$ref, oneOf, anyOf, items, type} = schema
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1)
    return html`<a href="#schema-${name}">${name}</a>`
  }
  const choices = oneOf ?? anyOf
  if (choices !== undefined) return choices.map(typeWords).reduce((all, each) => html`${all} or ${each}`)
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum !== undefined) return enumWords(schema.enum)
  if (items !== undefined) return html`array of ${typeWords(items)}${bounds(schema)}`
  const types = type === undefined ? ['any value'] : [type].flat()
  return html`${types.join(' or ')}${bounds(schema)}`
}

/** Values of a list at most; the OpenAPI document has all. */
const MOST_VALUES = 12

function enumWords(values: readonly unknown[]): Html {
  const shown = values.slice(0, MOST_VALUES).map((value) => html`<code>${JSON.stringify(value)}</code>`)
  if (shown.length === 0) return html`nothing`
  const list = shown.reduce((all, each) => html`${all}, ${each}`)
  return html`${values.length === 1 ? nothing : 'one of '}${list}${values.length > MOST_VALUES ? ', …' : ''}`
}

function bounds({minItems, maxItems, minLength, maxLength}: JsonSchema): string {
  const least = minItems ?? minLength
  const most = maxItems ?? maxLength
  const unit = maxLength === undefined ? '' : ' characters'
  return [
    ...(least === undefined || least === 0 ? [] : [`, at least ${least}${most === undefined ? unit : ''}`]),
    ...(most === undefined ? [] : [`, at most ${most.toLocaleString('en-US')}${unit}`]),
  ].join('')
}
