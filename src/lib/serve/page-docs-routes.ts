import {html, nothing, type Html} from '../report/html.js'
import {jsonText} from './page-json.js'
import {preformatted} from './page-document.js'
import {typeWords, type JsonSchema} from './page-docs-schema.js'

/** An operation of an OpenAPI document as far as the page reads it. */
export interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly security?: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {readonly description?: string; readonly content?: Content}
  readonly responses?: Readonly<Record<string, {readonly description?: string; readonly content?: Content}>>
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: JsonSchema
}

type Content = Readonly<Record<string, MediaType>>

interface MediaType {
  readonly schema?: JsonSchema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, {readonly summary?: string; readonly value?: unknown}>>
}

export interface Route {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** Letters and hyphens, for links. */
export function routeId({method, path}: Route): string {
  return `${method}${path.replaceAll(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}`
}

export interface RouteContext {
  /** Schemas of the document by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>
  /** Address of the server, for command lines. */
  readonly origin: string
}

/** A route: what it takes, with examples, and what it answers. */
export function renderRoute(route: Route, context: RouteContext): Html {
  const {method, path, operation} = route
  const {summary, description, parameters = [], requestBody, responses = {}, security} = operation
  const id = routeId(route)
  return html`<article class="panel route" id="${id}" aria-labelledby="${id}-title">
    <h3 id="${id}-title"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></h3>
    <p>
      ${[summary, description].filter((text) => text !== undefined).join(' ')}
      ${security === undefined || security.length === 0 ? nothing : html`<span class="badge note">token</span>`}
    </p>
    ${parameters.length === 0 ? nothing : parameterList(parameters)}
    ${Object.entries(requestBody?.content ?? {}).map(([type, media]) => renderBody(route, {type, media, ...context}))}
    ${responseTable(responses)}
  </article>`
}

function parameterList(parameters: readonly Parameter[]): Html {
  return html`<h4>Parameters</h4>
    <dl class="compact small">
      ${parameters.map(
        ({name, in: place, required = false, description = '', schema = {}}) =>
          html`<dt><code>${name}</code></dt>
            <dd>
              ${typeWords(schema)}, in the
              ${place}${required ? '' : ', optional'}${description === '' ? '' : `: ${description}`}
            </dd> `,
      )}
    </dl>`
}

interface Body extends RouteContext {
  readonly type: string
  readonly media: MediaType
}

function renderBody(route: Route, {type, media, schemas, origin}: Body): Html {
  const examples = examplesOf(media, schemas)
  return html`<h4>Body <span class="muted">${type}</span></h4>
    ${media.schema === undefined ? nothing : html`<p>${typeWords(media.schema)}</p>`}
    ${examples.map(([name, value]) => preformatted(jsonText(value), {label: `Example: ${name}`}))}
    ${
      examples[0] === undefined
        ? nothing
        : html`<details>
            <summary>From a terminal</summary>
            ${preformatted(curlOf(route, {origin, type, body: examples[0][1]}), {label: 'Command line', look: 'wrapped'})}
          </details>`
    }`
}

/** Those of the body, else those of its schema. */
function examplesOf(
  {schema, example, examples}: MediaType,
  schemas: Body['schemas'],
): readonly (readonly [string, unknown])[] {
  if (examples !== undefined) return Object.entries(examples).map(([name, {value}]) => [name, value])
  if (example !== undefined) return [['body', example]]
  const named = schema?.$ref === undefined ? schema : schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)]
  return (named?.examples ?? []).map((value) => ['body', value])
}

function curlOf(
  {method, path, operation: {parameters = [], security = []}}: Route,
  {origin, type, body}: {readonly origin: string; readonly type: string; readonly body: unknown},
): string {
  const full = parameters.reduce((text, {name, schema}) => {
    const [example] = schema?.examples ?? []
    return typeof example === 'string' ? text.replace(`{${name}}`, encodeURIComponent(example)) : text
  }, path)
  const verb = method === 'post' ? '' : ` -X ${method.toUpperCase()}`
  const token = security.length === 0 ? '' : ` \\\n  -H "authorization: Bearer $TOKEN"`
  const data = JSON.stringify(body).replaceAll("'", `'\\''`)
  return `curl${verb} '${origin}${full}' \\\n  -H 'content-type: ${type}'${token} \\\n  -d '${data}'`
}

function responseTable(responses: NonNullable<Operation['responses']>): Html {
  const rows = Object.entries(responses).map(([status, {description = '', content = {}}]) => {
    const types = Object.entries(content)
    const what = types.map(([type, {schema}]) =>
      schema?.$ref === undefined && schema?.oneOf === undefined
        ? html`<span class="muted">${type}</span> `
        : html`${typeWords(schema)} <span class="muted">${type}</span> `,
    )
    return html`<tr>
      <th scope="row"><span class="status ${status.startsWith('2') ? 'stable' : 'not-tested'}">${status}</span></th>
      <td>${description}</td>
      <td>${what}</td>
    </tr> `
  })
  return html`<h4>Answers</h4>
    <div class="scroll" tabindex="0" role="group" aria-label="Answers">
      <table>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">When</th>
            <th scope="col">Body</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`
}
