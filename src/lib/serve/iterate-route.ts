import type {FastifyInstance, onRequestHookHandler} from 'fastify'
import {mostDatasets} from '../monitor/dataset-windows.js'
import type {IterateRefusal} from '../monitor/iterated-dataset.js'
import type {Monitor} from '../monitor/monitor.js'
import {createIterateReader, type IterateReader} from './iterate-request.js'
import {noBody, noModel} from './predictor-route.js'
import {sendProblem, type Problem} from './problem-details.js'
import {quoted} from './request-row.js'
import type {ServedModel} from './served-model.js'

export interface IterateOptions {
  readonly monitor: Pick<Monitor, 'iterate' | 'datasets' | 'expectRequests' | 'observeRequest'>
  /** The model with whose reference rows are compared. */
  readonly current: () => ServedModel | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** What a request has to pass first, as a token. */
  readonly guard?: onRequestHookHandler[]
}

const route = '/iterate/:dataset'

const nameOfDataset = /^[A-Za-z0-9_.-]{1,64}$/

/** POST /iterate/{dataset}: takes rows of a model that is served elsewhere. Errors of the body are the app's. */
export function registerIterate(app: FastifyInstance, {monitor, current, now, guard = []}: IterateOptions): void {
  const readerOf = createReaders(now)
  monitor.expectRequests('POST', route, [200, 400, 422])
  app.post<{Params: {readonly dataset: string}}>(
    route,
    {
      onRequest: guard,
      onResponse: (_request, reply, done) => {
        monitor.observeRequest('POST', route, reply.statusCode, reply.elapsedTime / 1_000)
        done()
      },
    },
    (request, reply) => {
      const {dataset} = request.params
      const model = current()
      if (!nameOfDataset.test(dataset)) return sendProblem(reply, wrongName(dataset))
      if (request.body === undefined) return sendProblem(reply, noBody)
      if (model === undefined) return sendProblem(reply, noModel)
      const read = readerOf(model)(request.body)
      if ('status' in read) return sendProblem(reply, read)
      const {rows, predictions, ignored} = read
      const outcome = monitor.iterate(dataset, {model, rows, predictions})
      if (outcome.kind === 'refused') {
        return sendProblem(reply, refusal(outcome.reason, {dataset, datasets: monitor.datasets(), predictions}))
      }
      const {name, version} = model
      const {window} = outcome
      return reply.send({dataset, rows: rows.length, predictions, window, model: {name, version}, ignored})
    },
  )
}

/** Says how rows of other servers are taken, where they are not. */
export function registerNoIterate(app: FastifyInstance): void {
  app.post(route, {
    // Before the body is read: it does not matter what it is.
    onRequest: (_request, reply) => {
      const detail = 'This server takes no rows of models that are served elsewhere: start it with --iterate.'
      void sendProblem(reply, {status: 404, detail})
    },
    handler: () => undefined,
  })
}

/** Of the current model, made when its first rows come. */
function createReaders(now: () => number): (model: ServedModel) => IterateReader {
  let latest: {readonly model: ServedModel; readonly read: IterateReader} | undefined
  return (model) => {
    if (latest?.model !== model) latest = {model, read: createIterateReader(model, now)}
    return latest.read
  }
}

function wrongName(dataset: string): Problem {
  return {
    status: 422,
    detail: `A data set cannot be called ${quoted(dataset)}: take 1 to 64 of the letters A-Z and a-z, digits, "_", "." and "-".`,
  }
}

interface Refused {
  readonly dataset: string
  readonly datasets: readonly string[]
  readonly predictions: 'given' | 'computed'
}

function refusal(reason: IterateRefusal, {dataset, datasets, predictions}: Refused): Problem {
  switch (reason) {
    case 'model-replaced':
      return {status: 503, detail: 'Another model is being taken up this moment: send the rows again.'}
    case 'name-of-model':
      return {
        status: 422,
        detail: `"${dataset}" is the name of a model that is served here, whose rows come by POST /predict: call the data set otherwise.`,
      }
    case 'too-many-datasets':
      return {
        status: 422,
        detail: `There are ${mostDatasets} data sets, and no more are taken until the server is started anew: use one of ${datasets.join(', ')}.`,
      }
    case 'other-predictions':
      return {
        status: 422,
        detail:
          predictions === 'given'
            ? `The rows of "${dataset}" came without predictions so far: leave them out, or call the data set otherwise.`
            : `The rows of "${dataset}" came with predictions so far: send them, or call the data set otherwise.`,
      }
  }
}
