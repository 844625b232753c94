import type {FastifyInstance, FastifyRequest} from 'fastify'
import {driftStyle} from '../report/drift-style.js'
import {html, nothing, type Html} from '../report/html.js'
import {renderRoute, routeId, type Operation, type Route} from './page-docs-routes.js'
import {renderSchema, type JsonSchema} from './page-docs-schema.js'
import {renderDocument, sendPage, type RenderedPage} from './page-document.js'

/** An OpenAPI document as far as the page reads it. */
interface OpenApi {
  readonly openapi: string
  readonly info: {readonly title: string; readonly version: string; readonly description?: string}
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: {readonly schemas?: Readonly<Record<string, JsonSchema>>}
}

/** GET /docs: the OpenAPI document of the server for people. */
export function registerDocsPage(app: FastifyInstance): void {
  let latest: {readonly text: string; readonly origin: string; readonly page: RenderedPage} | undefined
  app.get('/docs', (request, reply) => {
    const document = app.openApiDocument()
    if (document === undefined) return sendPage(reply.header('retry-after', '2'), noDocumentPage, 503)
    const text = JSON.stringify(document)
    const origin = originOf(request)
    if (latest?.text !== text || latest.origin !== origin) {
      latest = {text, origin, page: renderDocsPage(JSON.parse(text) as OpenApi, origin)}
    }
    return sendPage(reply, latest.page)
  })
}

/** As the reader reached it. A name that is none stays out of command lines. */
function originOf({protocol, host}: FastifyRequest): string {
  return `${protocol}://${/^[\w.:[\]-]+$/.test(host) ? host : '127.0.0.1:8080'}`
}

const noDocumentPage = renderDocument({
  title: 'No model yet',
  lead: 'The routes are described from the model in service, and there is none yet. Load this page again in a moment.',
  ...{body: nothing, footer: 'mlops serve', style: ''},
})

const methods = ['get', 'post', 'put', 'patch', 'delete']

function renderDocsPage({openapi, info, paths, components = {}}: OpenApi, origin: string): RenderedPage {
  const {schemas = {}} = components
  const routes: readonly Route[] = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({method, path, operation})),
  )
  const links = routes.map(
    (route) =>
      html`<li>
        <a href="#${routeId(route)}"
          ><span class="method ${route.method}">${route.method.toUpperCase()}</span> <code>${route.path}</code></a
        >
      </li> `,
  )
  return renderDocument({
    title: info.title,
    lead: info.description ?? '',
    navigation: [
      {href: 'client.html', text: 'Try it'},
      {href: 'openapi.json', text: 'OpenAPI document'},
    ],
    body: html`<section id="routes" aria-labelledby="routes-title">
        <h2 id="routes-title">Routes</h2>
        <ul class="contents">
          ${links}
        </ul>
        ${routes.map((route) => renderRoute(route, {schemas, origin}))}
      </section>
      <section id="schemas" aria-labelledby="schemas-title">
        <h2 id="schemas-title">Schemas</h2>
        ${Object.entries(schemas).map(([name, schema]) => schemaPanel(name, schema))}
      </section>`,
    footer: html`Made from <a href="openapi.json">openapi.json</a>, OpenAPI ${openapi}; mlops ${info.version}.`,
    style: driftStyle + docsStyle,
  })
}

function schemaPanel(name: string, schema: JsonSchema): Html {
  return html`<article class="panel route" id="schema-${name}" aria-labelledby="schema-${name}-title">
    <h3 id="schema-${name}-title">${name}</h3>
    ${renderSchema(schema)}
  </article>`
}

const docsStyle = `
.contents{list-style:none;margin:0 0 1.2rem;padding:0;display:grid;
grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:.25rem 1rem;font-size:.9rem}
.route{margin-bottom:1rem;scroll-margin-top:1rem}
.route:target{border-color:var(--accent)}
.route h4{margin:1rem 0 .3rem;font-size:.9rem}
.method{display:inline-block;min-width:3.4rem;font:700 .75rem/1.5 ui-monospace,Menlo,Consolas,monospace;color:var(--good)}
.method.post,.method.put,.method.patch,.method.delete{color:var(--accent)}
table.properties td:last-child{min-width:14rem}
table.properties tr.old{opacity:.75}
table.properties td{padding-right:1rem}
`.trim()
