import type {FastifyInstance, FastifyReply, onRequestHookHandler} from 'fastify'
import {MlopsError} from '../errors.js'
import {LabelsRejected, type GroundTruth, type GroundTruthAnswer} from './ground-truth.js'
import {labelProblem, readLabels} from './ground-truth-request.js'
import {sendProblem} from './problem-details.js'

export interface GroundTruthRouteOptions {
  readonly groundTruth: Pick<GroundTruth, 'add'>
  /** What a request has to pass first, as a token. */
  readonly guard?: onRequestHookHandler[]
}

/** Seconds after which a client may try again when the disk took nothing. */
const retryAfterSeconds = 5

/** POST /ground-truth: answers when the labels are on disk. A plugin of Fastify; errors of the body are the app's. */
export function groundTruthRoute(
  app: FastifyInstance,
  {groundTruth, guard = []}: GroundTruthRouteOptions,
  done: (error?: Error) => void,
): void {
  app.post('/ground-truth', {onRequest: guard}, async (request, reply) => {
    if (request.body === undefined) {
      return sendProblem(reply, {status: 400, detail: 'The body is empty: send [{"id": …, "label": …}].'})
    }
    const read = readLabels(request.body)
    if ('problem' in read) return sendProblem(reply, read.problem)
    try {
      return await reply.send(await groundTruth.add(read.labels))
    } catch (error) {
      if (error instanceof LabelsRejected) return sendRejected(reply, error, Array.isArray(request.body))
      if (!(error instanceof MlopsError)) throw error
      request.log.error({err: error, requestId: request.id}, 'labels were not taken')
      void reply.header('retry-after', retryAfterSeconds)
      const detail = `The labels could not be written and were not taken; send them again in ${retryAfterSeconds} seconds.`
      return sendProblem(reply, {status: 503, detail})
    }
  })
  done()
}

function sendRejected(reply: FastifyReply, {problems, count}: LabelsRejected, isArray: boolean): FastifyReply {
  const errors = problems.map(({index, message}) => labelProblem(isArray ? index : undefined, 'label', message))
  const others = count - 1
  const more = others > 0 ? ` ${others.toLocaleString('en-US')} more are not either.` : ''
  return sendProblem(reply, {
    status: 422,
    detail: `${errors[0]!.message}${more} No label of the request was taken.`,
    errors,
  })
}

const count = {type: 'integer', minimum: 0} as const

const answerSchema = {
  type: 'object',
  required: ['accepted', 'duplicates', 'contradictionCount', 'contradictions', 'unknownCount', 'unknown'],
  properties: {
    accepted: {...count, description: 'Labels that are on disk now.'},
    duplicates: {...count, description: 'Given before, and the same.'},
    contradictionCount: {...count, description: 'Given before, and another: the first label stays.'},
    contradictions: {
      type: 'array',
      maxItems: 100,
      description: 'The first hundred of them.',
      items: {
        type: 'object',
        required: ['id', 'was', 'given'],
        properties: {id: {type: 'string'}, was: {type: 'string'}, given: {type: 'string'}},
      },
    },
    unknownCount: {...count, description: 'Ids of which no prediction is known.'},
    unknown: {type: 'array', maxItems: 100, description: 'The first hundred of them.', items: {type: 'string'}},
  } satisfies Record<keyof GroundTruthAnswer, object>,
}

const labelSchema = {
  type: 'object',
  required: ['id', 'label'],
  additionalProperties: false,
  properties: {
    id: {type: 'string', minLength: 1, description: 'Id of a prediction.'},
    label: {
      type: ['string', 'number', 'boolean'],
      description: 'Value of a class, or the label under which it is shown.',
    },
  },
}

const refusal = (description: string): object => ({
  description,
  content: {'application/problem+json': {schema: {$ref: '#/components/schemas/Problem'}}},
})

/** For the OpenAPI document. */
export const groundTruthPaths: Readonly<Record<string, object>> = {
  '/ground-truth': {
    post: {
      operationId: 'addGroundTruth',
      summary: 'Tell what turned out to be true.',
      description: 'Answers when the labels are on disk. A request may be repeated; of several labels the first stays.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {oneOf: [labelSchema, {type: 'array', maxItems: 10_000, items: labelSchema}]},
          },
        },
      },
      responses: {
        '200': {description: 'What became of the labels.', content: {'application/json': {schema: answerSchema}}},
        '400': refusal('The body is not JSON.'),
        '401': refusal('The server wants a token.'),
        '413': refusal('The body is too large.'),
        '415': refusal('The body is not sent as JSON.'),
        '422': refusal('An item is not an id and a class; nothing of the request was kept.'),
        '503': refusal('The disk took nothing; nothing of the request was acknowledged.'),
      },
    },
  },
}
