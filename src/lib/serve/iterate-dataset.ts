import type {FastifyReply} from 'fastify'
import {sendProblem} from './problem-details.js'
import {quoted} from './request-row.js'

/** Whose rows a request is about: the model's own when missing. */
export interface DatasetQuery {
  readonly dataset?: string
}

/** Says which data sets there are. */
export function sendUnknownDataset(reply: FastifyReply, dataset: string, datasets: readonly string[]): FastifyReply {
  const there =
    datasets.length === 0
      ? 'there is none yet: rows for one come by POST /iterate/{dataset}, where the server was started with --iterate'
      : `there ${datasets.length === 1 ? 'is' : 'are'} ${datasets.join(', ')}`
  return sendProblem(reply, {status: 404, detail: `There is no data set called ${quoted(dataset)}; ${there}.`})
}

/** The address of a page for the rows of a data set, or of the model itself. */
export function forDataset(address: string, dataset: string | null | undefined): string {
  return dataset === null || dataset === undefined ? address : `${address}?dataset=${encodeURIComponent(dataset)}`
}
