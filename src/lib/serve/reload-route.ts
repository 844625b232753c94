import type {FastifyInstance} from 'fastify'
import type {Logger} from 'pino'
import type {Monitor} from '../monitor/monitor.js'
import type {ModelHolder, ReloadOutcome} from './model-holder.js'
import {sendProblem} from './problem-details.js'
import type {requireToken} from './request-token.js'

/** Takes up what is in production now. An error says why the version before goes on answering; it is never thrown. */
export type Reload = (cause: string) => Promise<ReloadOutcome | Error>

export function createReload(
  holder: ModelHolder,
  {monitor, log}: {readonly monitor: Monitor; readonly log: Logger},
): Reload {
  return async (cause) => {
    try {
      const outcome = await holder.reload()
      if (outcome === 'unchanged') return outcome
      const {name, version, passedGates} = holder.current!
      log.info({cause, model: name, version, passedGates}, 'another version answers')
      return outcome
    } catch (error) {
      monitor.countReloadFailure()
      log.error({cause, err: error}, 'the version before goes on answering')
      return error instanceof Error ? error : new Error(String(error))
    }
  }
}

export function addReloadRoute(
  app: FastifyInstance,
  {
    guard,
    holder,
    reload,
  }: {
    readonly guard: ReturnType<typeof requireToken>[]
    readonly holder: ModelHolder
    readonly reload: Reload
  },
): void {
  app.post('/admin/reload', {onRequest: guard}, async (_request, reply) => {
    const before = holder.current?.version ?? null
    const outcome = await reload('request')
    if (outcome instanceof Error) return sendProblem(reply, {status: 409, detail: outcome.message})
    const {name, version} = holder.current!
    return reply.send({model: name, version, before})
  })
}
