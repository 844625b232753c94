import type {FastifyInstance, FastifyReply} from 'fastify'
import type {ServerResponse} from 'node:http'
import type {Monitor} from '../monitor/monitor.js'
import type {MonitorReport} from '../monitor/monitor-report.js'
import {sendUnknownDataset, type DatasetQuery} from './iterate-dataset.js'
import {sendProblem} from './problem-details.js'

export interface LiveEventsOptions {
  readonly monitor: Pick<Monitor, 'report' | 'datasets' | 'subscribe'>
  /** The parts of the live page as JSON, for clients that show them. */
  readonly partsOf: (report: MonitorReport | undefined) => string
  /** Clients at once. */
  readonly maximumClients: number
  /** Milliseconds between two signs of life. */
  readonly heartbeatMs: number
  /** Milliseconds after which what changed between two comparisons is told: rows that came, a model that was loaded. */
  readonly refreshMs: number
}

/** Milliseconds after which a client whose connection broke tries again. */
const RETRY_MS = 3_000

/** Bytes that may wait for a client: one that does not read is let go, and starts again when it does. */
const MOST_WAITING = 4 * 1024 * 1024

interface Client {
  readonly response: ServerResponse
  /** What it wants: the report as JSON, or the parts of the page. */
  readonly kind: 'report' | 'parts'
  /** Whose rows it wants to hear of: those of the model itself when undefined. */
  readonly dataset: string | undefined
}

/**
 * GET /events: the report of the monitor as server-sent events, at once and at each comparison; with `?parts` the parts
 * of the live page in its place, and with `?dataset=` on rows that came from elsewhere.
 */
export function registerLiveEvents(app: FastifyInstance, options: LiveEventsOptions): void {
  const {monitor, partsOf, maximumClients, heartbeatMs, refreshMs} = options
  const clients = new Set<Client>()
  /** By data set: what was told last of each that somebody listens to. */
  const told = new Map<string | undefined, string>()
  let isClosed = false

  const tell = (dataset: string | undefined, report: MonitorReport | undefined): void => {
    told.set(dataset, stateOf(report))
    // Written once for all clients of a kind.
    const texts = new Map<Client['kind'], string>()
    for (const client of clients) {
      if (client.dataset !== dataset) continue
      const text = texts.get(client.kind) ?? eventText(client.kind, report, partsOf)
      texts.set(client.kind, text)
      write(client, text)
    }
  }
  const write = ({response}: Client, text: string): void => {
    if (response.writableLength > MOST_WAITING) response.destroy()
    else response.write(text)
  }

  const isHeard = (dataset: string | undefined): boolean =>
    Array.from(clients).some((client) => client.dataset === dataset)

  const unsubscribe = monitor.subscribe((report) => {
    const dataset = report.dataset?.name
    if (isHeard(dataset)) tell(dataset, report)
  })
  const heartbeat = setInterval(() => {
    for (const client of clients) write(client, ': still here\n\n')
  }, heartbeatMs).unref()
  const refresh = setInterval(() => {
    for (const dataset of new Set(Array.from(clients, (client) => client.dataset))) {
      const report = monitor.report(dataset)
      if (stateOf(report) !== told.get(dataset)) tell(dataset, report)
    }
  }, refreshMs).unref()
  app.addHook('preClose', (done) => {
    isClosed = true
    unsubscribe()
    clearInterval(heartbeat)
    clearInterval(refresh)
    for (const {response} of clients) response.end()
    done()
  })

  app.get<{Querystring: DatasetQuery & {readonly parts?: string}}>(
    '/events',
    {exposeHeadRoute: false},
    (request, reply) => {
      if (isClosed || clients.size >= maximumClients) {
        refuse(reply, maximumClients)
        return
      }
      const {parts, dataset} = request.query
      if (dataset !== undefined && monitor.report(dataset) === undefined) {
        void sendUnknownDataset(reply, dataset, monitor.datasets())
        return
      }
      const client: Client = {response: reply.raw, kind: parts === undefined ? 'report' : 'parts', dataset}
      const isFirst = !isHeard(dataset)
      reply.hijack()
      client.response.on('close', () => clients.delete(client)).on('error', () => clients.delete(client))
      client.response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        // Asks proxies not to collect events.
        'x-accel-buffering': 'no',
        // Else it would stay open after its last event, and a server that closes would wait for it.
        connection: 'close',
      })
      clients.add(client)
      const report = monitor.report(dataset)
      if (isFirst) told.set(dataset, stateOf(report))
      client.response.write(`retry: ${RETRY_MS}\n\n${eventText(client.kind, report, partsOf)}`)
    },
  )
}

function refuse(reply: FastifyReply, maximumClients: number): void {
  const detail = `There are ${maximumClients} listeners already: close one, or ask GET /drift now and then.`
  void sendProblem(reply.header('retry-after', '10'), {status: 503, detail})
}

/** What a client may see change between two comparisons. */
function stateOf(report: MonitorReport | undefined): string {
  if (report === undefined) return ''
  const {model, version, datasets, window, answers, notes} = report
  return JSON.stringify([model, version, datasets, window.rows, answers.rows, notes])
}

function eventText(
  kind: Client['kind'],
  report: MonitorReport | undefined,
  partsOf: LiveEventsOptions['partsOf'],
): string {
  if (kind === 'parts') return `event: parts\ndata: ${partsOf(report)}\n\n`
  if (report === undefined) return ': no model is loaded yet\n\n'
  // Of the history the last moment: who listens has those before, and they would be most of each event.
  const event = {...report, history: report.history.slice(-1)}
  return `event: report\nid: ${report.computed?.at ?? 0}\ndata: ${JSON.stringify(event)}\n\n`
}
