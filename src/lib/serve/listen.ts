import type {AddressInfo} from 'node:net'
import type {FastifyInstance} from 'fastify'
import {errorCode} from '../durable-files.js'
import {MlopsError} from '../errors.js'

export interface ListenOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** The flag that chooses the port, for messages. */
  readonly flag: string
}

/**
 * Opens the port of a server.
 *
 * @returns its address, with the port that was taken
 * @throws MlopsError `PORT_UNAVAILABLE`
 */
export async function listen(app: FastifyInstance, {host, port, flag}: ListenOptions): Promise<string> {
  try {
    await app.listen({host, port})
  } catch (error) {
    throw unavailable(error, {host, port, flag})
  }
  const {port: taken} = app.server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`
}

function unavailable(error: unknown, {host, port, flag}: ListenOptions): unknown {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'is taken by another program',
    EACCES: 'may not be opened by this user',
    EADDRNOTAVAIL: 'cannot be opened: this machine does not have that address',
    ENOTFOUND: 'cannot be opened: there is no such host',
  }
  const reason = reasons[errorCode(error) ?? '']
  if (reason === undefined) return error
  return new MlopsError('PORT_UNAVAILABLE', {
    message: `Port ${port} of ${host} ${reason}.`,
    suggestion: `Choose another one with --${flag} (0 takes a free one), or end the program that holds it.`,
    cause: error,
  })
}
