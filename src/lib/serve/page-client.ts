import type {FastifyInstance} from 'fastify'
import {html, nothing, type Html} from '../report/html.js'
import {formatPercent} from '../numbers.js'
import {clientExamples, type ClientExample} from './page-client-examples.js'
import {clientField, exampleButtons, formField} from './page-client-form.js'
import {questions} from './page-client-questions.js'
import {clientScript} from './page-client-script.js'
import {clientStyle} from './page-client-style.js'
import {preformatted, renderDocument, sendPage, type RenderedPage} from './page-document.js'
import {classNames, orList, targetTitle} from './predictor-text.js'
import {createRowReader} from './request-row.js'
import type {ServedModel} from './served-model.js'

export interface ClientPageOptions {
  /** The model that answers now. */
  readonly current: () => ServedModel | undefined
  /** Whether predictions want a bearer token: the page has a field for it. */
  readonly hasToken?: boolean
}

/** GET /client.html: a form on which a person tries values, and sees who answers and why. */
export function registerClientPage(app: FastifyInstance, {current, hasToken = false}: ClientPageOptions): void {
  let latest: {readonly model: ServedModel; readonly page: Promise<RenderedPage>} | undefined
  app.get('/client.html', async (_request, reply) => {
    const model = current()
    if (model === undefined) return sendPage(reply.header('retry-after', '2'), noModelPage, 503)
    if (latest?.model !== model) latest = {model, page: renderClientPage(model, hasToken)}
    return sendPage(reply, await latest.page)
  })
}

const noModelPage = renderDocument({
  title: 'No model yet',
  lead: 'The server runs, but there is no model in service yet. Load this page again in a moment.',
  ...{body: nothing, footer: 'mlops serve', style: ''},
})

async function renderClientPage(model: ServedModel, hasToken: boolean): Promise<RenderedPage> {
  const {name, version, description, fallback} = model
  const reader = createRowReader(description, model.artifact.manifest.preprocessing)
  const examples = await clientExamples(model, reader)
  const classes = classNames(model)
  const facts = {
    ...{name, version, hasToken, limit: fallback?.minimumProbability ?? null, examples},
    fields: reader.fields.map(clientField),
  }
  const fields = reader.fields.map((field, index) => formField(field, index, examples[0]!.values[index] ?? null))
  return renderDocument({
    title: `Try ${name}`,
    lead: html`The model predicts <b>${targetTitle(model)}</b> as ${orList(classes)}. Change the values, and see who
      answers: the model, or the baseline in its place.`,
    navigation: [
      {href: 'docs', text: 'API'},
      {href: 'openapi.json', text: 'OpenAPI document'},
    ],
    body: html`<div class="try">
        <section class="panel" aria-labelledby="row-title">
          <h2 id="row-title">A row</h2>
          ${
            model.passedGates
              ? nothing
              : html`<p class="note">
                  This version did not pass all of its quality gates: take its answers with care.
                </p>`
          }
          <form id="row" novalidate autocomplete="off" data-model="${attributeJson(facts)}">
            ${exampleButtons(examples)}
            <p id="example-note" class="muted small" role="status" hidden></p>
            <p id="trouble" class="trouble" role="alert" tabindex="-1" hidden></p>
            <div class="fields">${fields}</div>
            ${hasToken ? tokenField : nothing}
            <div class="submit">
              <button id="predict" class="primary" type="submit" disabled>Predict</button>
              <span class="muted small">An empty field is a value that is not known.</span>
            </div>
          </form>
          ${withoutScript(model, examples[0]!)}
        </section>
        ${answerPanel(model, classes)}
      </div>
      ${questions(model)}`,
    footer: html`${name}, version ${version}. What is tried here counts: each answer is monitored and logged as any
    other.`,
    style: clientStyle,
    script: clientScript,
  })
}

/** Pages keep numbers and percent signs together: not inside of values. */
function attributeJson(value: object): string {
  return JSON.stringify(value).replaceAll(' %', '\\u0020%')
}

const tokenField = html`<div class="field">
  <label for="token">Token</label>
  <input id="token" type="password" autocomplete="off" spellcheck="false" aria-describedby="token-hint" />
  <p id="token-hint" class="hint muted small">The server wants one. It stays in this page, and is gone with it.</p>
</div>`

/** Empty until the first answer; the script fills in the texts. */
function answerPanel({fallback}: ServedModel, classes: readonly string[]): Html {
  const bars = classes.map(
    (name, index) =>
      html`<li id="bar-${index}">
        <span class="name">${name}</span>
        <span class="track" aria-hidden="true"
          ><span class="fill"></span>${fallback === undefined ? nothing : html`<span class="mark"></span>`}</span
        >
        <span class="value"></span>
      </li> `,
  )
  const limit =
    fallback === undefined
      ? nothing
      : html`<p class="muted small">
          Dashed: ${formatPercent(fallback.minimumProbability, 0)}, what the highest one must reach for the model to
          answer.
        </p>`
  return html`<section id="answer" class="panel" aria-labelledby="answer-title" tabindex="-1">
    <h2 id="answer-title">Answer</h2>
    <p id="said" class="hidden" role="status"></p>
    <p id="waiting" class="muted">It appears here.</p>
    <div id="result" hidden>
      <p id="by" class="by"></p>
      <p id="category" class="category"></p>
      <p id="why"></p>
      <p id="changed" class="note small" hidden></p>
      <h3>What the model makes of the row</h3>
      <ul class="bars${classes.some((name) => name.length > 16) ? ' many' : ''}">
        ${bars}
      </ul>
      ${limit}
      <dl id="facts" class="compact small">
        <dt>Source</dt>
        <dd id="source"></dd>
        <dt>Model</dt>
        <dd id="version"></dd>
        <dt>Id</dt>
        <dd id="id"></dd>
      </dl>
      <details>
        <summary>The answer as JSON</summary>
        <pre id="json" tabindex="0" role="group" aria-label="The answer as JSON"></pre>
      </details>
      <details>
        <summary>The same from a terminal</summary>
        <pre id="curl" class="wrapped" tabindex="0" role="group" aria-label="Command line"></pre>
        <p class="copied"><button type="button" data-copy="curl" hidden>Copy</button></p>
      </details>
    </div>
  </section>`
}

function withoutScript(model: ServedModel, {values}: ClientExample): Html {
  const row = Object.fromEntries(model.description.features.map((name, index) => [name, values[index] ?? null]))
  const body = JSON.stringify(row).replaceAll("'", "'\\''")
  const command = `curl http://127.0.0.1:8080/predict \\\n  -H 'content-type: application/json' \\\n  -d '${body}'`
  return html`<noscript>
    <p class="note">The form needs JavaScript. The same from a terminal, with the address of this server:</p>
    ${preformatted(command, {label: 'Command line', look: 'wrapped'})}
  </noscript>`
}
