import {throwIfInterrupted} from '../errors.js'
import {Registry} from '../model/registry.js'
import {listen} from '../serve/listen.js'
import {openServer, type ServerOptions, type ServerTotals} from '../serve/open-server.js'
import {watchRegistry} from '../serve/registry-watch.js'
import type {ServedModel} from '../serve/served-model.js'
import {collectEarly, limitNewSpace} from '../v8-settings.js'

export interface ServeOptions extends ServerOptions {
  /** Folder of the registry. */
  readonly models: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly metricsPort: number
  readonly signal?: AbortSignal | undefined
}

export interface RunningServer {
  /** Address of the predictor. */
  readonly url: string
  /** Address of the metrics and the live page. */
  readonly metricsUrl: string
  readonly model: ServedModel
  /** Names under which the version is known. */
  readonly aliases: readonly string[]
  readonly logFolder: string | null
  /** Takes up what is in production now. */
  reload(): Promise<void>
  /** Says that it is not ready, answers what has begun, writes what is not on disk yet, and ends. */
  close(): Promise<ServeReport>
}

/** What `mlops serve` has done when it ends. */
export interface ServeReport extends ServerTotals {
  readonly url: string
  readonly metricsUrl: string
  readonly model: {readonly name: string; readonly version: number}
  readonly startedAt: string
  readonly endedAt: string
}

/**
 * Starts the predictor and its monitor.
 *
 * @throws MlopsError `PORT_UNAVAILABLE`, and of every kind that has to do with models; nothing is left running then
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const {models, host, port, metricsPort, log, now, random, signal} = options
  const startedAt = new Date(now()).toISOString()
  const registry = new Registry(models, {now: () => new Date(now()), random})
  const server = await openServer(registry, options)
  try {
    await server.holder.reload()
    throwIfInterrupted(signal)
    const metricsUrl = await listen(server.metricsApp, {host, port: metricsPort, flag: 'metrics-port'})
    const url = await listen(server.app, {host, port, flag: 'port'})
    const model = server.holder.current!
    const {name, version} = model
    log.info({url, metricsUrl, model: name, version}, 'ready')
    limitNewSpace()
    collectEarly()
    const stopWatching = watchRegistry(models, () => void server.reload('registry'))
    const aliases = await registry.aliases()
    return {
      ...{url, metricsUrl, model, logFolder: options.logFolder},
      aliases: Object.keys(aliases).filter((alias) => aliases[alias] === version),
      reload: async () => {
        await server.reload('signal')
      },
      close: async () => {
        stopWatching()
        await server.close()
        const current = server.holder.current!
        return {
          ...{url, metricsUrl, startedAt, endedAt: new Date(now()).toISOString()},
          model: {name: current.name, version: current.version},
          ...server.totals(),
        }
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}
