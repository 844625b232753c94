import type {FastifyError, FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler} from 'fastify'
import type {AnsweredRow} from '../monitor/answered-rows.js'
import {BinaryBody, binaryMediaType, jsonLengthHeader, splitBinaryBody} from './inference-protocol-binary.js'
import {parseInferenceRequest} from './inference-protocol-request.js'
import {
  chooseOutputs,
  inferenceResponse,
  modelMetadata,
  serverMetadata,
  type InferenceResponse,
} from './inference-protocol-response.js'
import {isRuleError, type RowAnswers} from './predictor-answers.js'
import {problemOf} from './predictor-errors.js'
import {noBody, noModel} from './predictor-route.js'
import type {Problem} from './problem-details.js'
import {createJsonParser, encodingProblem, RefusedRequest} from './request-body.js'
import type {ServedModel} from './served-model.js'

export interface InferenceProtocolOptions {
  readonly current: () => ServedModel | undefined
  readonly isDraining: () => boolean
  readonly answersOf: (model: ServedModel) => RowAnswers
  /** What a prediction wants before it is read. */
  readonly guard: readonly onRequestHookHandler[]
  readonly notFound: (request: FastifyRequest) => Problem & {readonly allow?: string}
}

interface ModelParams {
  readonly name: string
  readonly version?: string
}

/**
 * The Open Inference Protocol, version 2, over HTTP.
 *
 * @source https://github.com/kserve/open-inference-protocol, specification/protocol/inference_rest.md
 */
export function registerInferenceProtocol(app: FastifyInstance, options: InferenceProtocolOptions): void {
  app.register(
    (v2, _options, done) => {
      const sendNotFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
        const problem = options.notFound(request)
        if (problem.allow !== undefined) void reply.header('allow', problem.allow)
        return sendError(reply, problem)
      }
      v2.setNotFoundHandler(sendNotFound)
      v2.setErrorHandler((error: FastifyError, request, reply) =>
        request.is404 ? sendNotFound(request, reply) : sendError(reply, problemOf(error, request)),
      )
      // Clients that others wrote send their JSON without saying that it is JSON.
      const parseJson = createJsonParser(v2)
      const parse: typeof parseJson = (request, body, parsed) => {
        const jsonLength = request.headers[jsonLengthHeader]
        // A length of what was compressed says nothing of the bytes that came: whose encoding is wrong is told that first.
        if (jsonLength === undefined || encodingProblem(request) !== undefined) {
          parseJson(request, body, parsed)
          return
        }
        try {
          const {json, tail} = splitBinaryBody(body, String(jsonLength))
          parseJson(request, json, (error, value) => parsed(error, new BinaryBody(value, tail)))
        } catch (error) {
          parsed(error as Error)
        }
      }
      v2.removeContentTypeParser('application/json')
      v2.addContentTypeParser('application/json', {parseAs: 'buffer'}, parse)
      v2.addContentTypeParser('*', {parseAs: 'buffer'}, (request, body: Buffer, parsed) => {
        const type = request.headers['content-type'] ?? ''
        const isBinary = type === binaryMediaType && request.headers[jsonLengthHeader] !== undefined
        if (type === '' || isBinary) parse(request, body, parsed)
        else parsed(new RefusedRequest({status: 415, detail: `The content type "${type}" is not taken: send JSON.`}))
      })
      registerHealth(v2, options)
      registerModel(v2, options)
      done()
    },
    {prefix: '/v2'},
  )
}

function registerHealth(v2: FastifyInstance, {current, isDraining}: InferenceProtocolOptions): void {
  v2.get('/', {prefixTrailingSlash: 'no-slash'}, (_request, reply) => reply.send(serverMetadata))
  v2.get('/health/live', (_request, reply) => reply.send({live: true}))
  v2.get('/health/ready', (_request, reply) => {
    const ready = current() !== undefined && !isDraining()
    // The protocol has 4xx stand for no.
    return reply.code(ready ? 200 : 400).send({live: true, ready})
  })
}

function registerModel(v2: FastifyInstance, {current, isDraining, answersOf, guard}: InferenceProtocolOptions): void {
  for (const path of ['/models/:name', '/models/:name/versions/:version']) {
    v2.get<{Params: ModelParams}>(path, (request, reply) => {
      const model = findModel(current(), request.params)
      return reply.send(modelMetadata(model, answersOf(model).reader.fields))
    })
    v2.get<{Params: ModelParams}>(`${path}/ready`, (request, reply) => {
      const {name} = findModel(current(), request.params)
      const ready = !isDraining()
      return reply.code(ready ? 200 : 400).send({name, ready})
    })
    v2.post<{Params: ModelParams}>(
      `${path}/infer`,
      {onRequest: [...guard], config: {isPrediction: true}},
      (request, reply) => {
        const model = current()
        if (model === undefined) return sendError(reply, noModel)
        if (request.body === undefined) return sendError(reply, noBody)
        return sendResponse(reply, infer(request.body, answersOf(findModel(model, request.params))))
      },
    )
  }
}

function infer(body: unknown, answers: RowAnswers): InferenceResponse {
  const {model, reader} = answers
  const request =
    body instanceof BinaryBody
      ? parseInferenceRequest(body.json, reader, body.tail)
      : parseInferenceRequest(body, reader)
  const outputs = chooseOutputs(model, request)
  try {
    const rows: AnsweredRow[] = []
    answers.answerAll(request.rows, request.places, (row) => rows.push(row))
    return inferenceResponse(model, rows, {id: request.id ?? rows[0]!.id, outputs})
  } catch (error) {
    if (isRuleError(error)) throw new RefusedRequest({status: 422, detail: error.message})
    throw error
  }
}

/** The model in service, when it is the one that was asked for. */
function findModel(model: ServedModel | undefined, {name, version}: ModelParams): ServedModel {
  if (model === undefined) throw new RefusedRequest({status: 404, detail: 'There is no model in service yet.'})
  if (name !== model.name) {
    throw new RefusedRequest({
      status: 404,
      detail: `There is no model "${name}"; the one in service is "${model.name}".`,
    })
  }
  if (version !== undefined && version !== String(model.version)) {
    throw new RefusedRequest({
      status: 404,
      detail: `Version ${version} of "${name}" is not in service; version ${model.version} is.`,
    })
  }
  return model
}

function sendResponse(reply: FastifyReply, {json, tail}: InferenceResponse): FastifyReply {
  if (tail === undefined) return reply.send(json)
  const text = Buffer.from(JSON.stringify(json))
  return reply
    .header('content-type', binaryMediaType)
    .header(jsonLengthHeader, text.length)
    .send(Buffer.concat([text, tail]))
}

const errorHeaders = {'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff'}

/** Errors as the protocol has them. */
export function sendError(reply: FastifyReply, {status, detail}: Problem): FastifyReply {
  return reply.code(status).headers(errorHeaders).send({error: detail})
}
