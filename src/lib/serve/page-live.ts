import type {FastifyInstance} from 'fastify'
import type {Monitor} from '../monitor/monitor.js'
import type {MonitorReport} from '../monitor/monitor-report.js'
import {driftStyle} from '../report/drift-style.js'
import {html, type Html} from '../report/html.js'
import {sendUnknownDataset, type DatasetQuery} from './iterate-dataset.js'
import {compact, renderDocument, sendPage, type RenderedPage} from './page-document.js'
import {registerLiveEvents} from './page-live-events.js'
import {levelWord, liveParts, type LiveParts} from './page-live-parts.js'
import {liveScript} from './page-live-script.js'
import {liveStyle} from './page-live-style.js'

export interface LivePageOptions {
  readonly monitor: Pick<Monitor, 'report' | 'datasets' | 'subscribe'>
  /** Listeners at once; 50 when missing. */
  readonly maximumClients?: number
  /** Milliseconds between two signs of life to each listener; 15,000 when missing. */
  readonly heartbeatMs?: number
  /** Milliseconds after which what changed between two comparisons is told; 2,000 when missing. */
  readonly refreshMs?: number
}

/**
 * GET /: how the rows of now differ from those of training, kept up to date by GET /events; without a script as it is.
 * With `?dataset=` those that came from elsewhere.
 */
export function registerLivePage(app: FastifyInstance, options: LivePageOptions): void {
  const {monitor, maximumClients = 50, heartbeatMs = 15_000, refreshMs = 2_000} = options
  registerLiveEvents(app, {...{monitor, maximumClients, heartbeatMs, refreshMs}, partsOf: partsText})
  app.get<{Querystring: DatasetQuery}>('/', (request, reply) => {
    const {dataset} = request.query
    const report = monitor.report(dataset)
    if (report === undefined && dataset !== undefined) return sendUnknownDataset(reply, dataset, monitor.datasets())
    return sendPage(reply, renderLivePage(report))
  })
}

function renderLivePage(report: MonitorReport | undefined): RenderedPage {
  const {headline, lead, footer, ...sections} = liveParts(report)
  const holder = (id: keyof LiveParts, markup: Html): Html => html`<div id="part-${id}">${markup}</div>`
  return renderDocument({
    title: titleOf(report),
    headline: html`<span id="part-headline">${headline}</span>`,
    lead: html`<span id="part-lead">${lead}</span>`,
    body: html`<p id="bar" class="bar">
        <span
          ><span class="dot-live" aria-hidden="true"></span
          ><span id="connection">As it was when this page was loaded.</span></span
        >
        <button id="pause" type="button" hidden>Pause</button>
      </p>
      <p id="level" class="hidden" role="status">${levelWord(report)}</p>
      ${Object.entries(sections).map(([id, markup]) => holder(id as keyof LiveParts, markup))}`,
    footer: html`<span id="part-footer">${footer}</span>`,
    style: driftStyle + liveStyle,
    script: liveScript,
  })
}

/** What the script of the page puts into its places. */
function partsText(report: MonitorReport | undefined): string {
  const parts = Object.entries(liveParts(report)).map(([id, markup]) => [id, compact(markup as Html)])
  return JSON.stringify({
    title: titleOf(report),
    level: levelWord(report),
    parts: Object.fromEntries(parts) as Readonly<Record<keyof LiveParts, string>>,
  })
}

function titleOf(report: MonitorReport | undefined): string {
  return report === undefined ? 'Drift' : `${levelWord(report)}: drift of ${report.dataset?.name ?? report.model}`
}
