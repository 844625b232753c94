import {STATUS_CODES} from 'node:http'
import type {FastifyReply} from 'fastify'

/** What is wrong with one value of a request. */
export interface FieldProblem {
  /** Name of the field, as the client wrote it. */
  readonly field: string
  /** A sentence with the value in it and what was expected. */
  readonly message: string
  /** JSON pointer to the place in the body: "/age", and "/3/age" in the fourth row of an array. */
  readonly pointer: string
}

/** A refusal as RFC 9457 has it. */
export interface Problem {
  readonly status: number
  /** One sentence or two: what is wrong, and what to do. */
  readonly detail: string
  readonly errors?: readonly FieldProblem[]
}

export const problemMediaType = 'application/problem+json; charset=utf-8'

/** The body of a refusal. */
export function problemText({status, detail, errors = []}: Problem): string {
  return JSON.stringify({type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, errors})
}

/** A refusal quotes what a client sent: no browser may take that for a page. */
const problemHeaders = {'content-type': problemMediaType, 'x-content-type-options': 'nosniff'}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).headers(problemHeaders).send(problemText(problem))
}

/** Names of more problems than these help nobody, and a body of 1 MB could hold very many. */
export const mostProblems = 20

/** A refusal of values: the first problem as its sentence, and how many there are besides. */
export function unprocessable(errors: readonly FieldProblem[]): Problem {
  const message = errors[0]?.message ?? 'The values are not valid'
  const others = errors.length - 1
  const more = others > 0 ? ` (and ${errors.length >= mostProblems ? 'at least ' : ''}${others} more)` : ''
  return {status: 422, detail: `${message}${more}${more === '' && message.endsWith('?') ? '' : '.'}`, errors}
}
