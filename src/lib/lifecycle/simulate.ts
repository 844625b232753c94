import {MlopsError, throwIfInterrupted} from '../errors.js'
import type {SimulationReport, SimulationSettings} from '../report/simulate-report.js'
import type {Random} from '../statistics/random.js'
import {Client} from '../simulate/client.js'
import {askForContract} from '../simulate/first-contact.js'
import type {Months, MonthRange} from '../simulate/months.js'
import {monthsInFolder} from '../simulate/months-in-folder.js'
import {monthsOfWorld} from '../simulate/months-of-world.js'
import {playMonths, type PlayEvent} from '../simulate/play-months.js'
import type {World} from '../simulate/world.js'
import {isHtmlPage, refuseForeignFile} from './refuse-foreign-file.js'
import {writeWhole} from './write-whole.js'

export type {PlayEvent} from '../simulate/play-months.js'

export interface SimulateOptions extends Omit<SimulationSettings, 'firstMonth' | 'lastMonth'> {
  /** Folder of the months, or a world that is made up. */
  readonly data: string | World
  readonly target?: string | undefined
  readonly schema?: string | undefined
  readonly delimiter?: string | undefined
  /** All that there are when missing. */
  readonly months?: MonthRange | undefined
  readonly url: string
  /** Where drift is read; null for nowhere. */
  readonly metricsUrl: string | null
  readonly token?: string | undefined
  /** A page to write. */
  readonly page?: string | undefined
  readonly existing: 'keep' | 'replace'
  readonly now: () => Date
  readonly random: Random
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which a server that is away counts as gone. */
  readonly giveUpMs?: number | undefined
  readonly onStart?: ((settings: SimulationSettings) => void) | undefined
  readonly onEvent?: ((event: PlayEvent) => void) | undefined
}

/**
 * Plays months of customers against a running server. Interrupted, or left by the server, it answers what it saw.
 *
 * @throws MlopsError `SERVER_UNREACHABLE` when there is no server to begin with, and of every kind that has to do with
 *   files and data
 */
export async function simulate(options: SimulateOptions): Promise<SimulationReport> {
  const {url, metricsUrl, token, page, existing, now, random, signal, giveUpMs, onEvent = () => undefined} = options
  const {concurrency, batch, rate, monthSeconds, labelDelay, seed, loop} = options
  if (page !== undefined) await refuseForeignFile(page, {existing, isOwn: isHtmlPage, noun: 'an HTML page'})
  const months = chooseMonths(await openMonths(options), options.months)
  const range = {firstMonth: months.numbers[0]!, lastMonth: months.numbers.at(-1)!}
  const settings = {...range, concurrency, batch, rate, monthSeconds, labelDelay, seed, loop}
  const startedAt = now().toISOString()
  const client = await Client.open({url, connections: concurrency, token})
  const monitor =
    metricsUrl === null ? null : {client: await Client.open({url: metricsUrl, connections: 1}), url: metricsUrl}
  const stop = (): void => {
    void client.close()
    void monitor?.client.close()
  }
  signal?.addEventListener('abort', stop, {once: true})
  try {
    const contract = await askForContract(client, url).finally(() => throwIfInterrupted(signal))
    options.onStart?.(settings)
    const {total, failure, ...seen} = await playMonths({
      ...{months, contract, settings, client, monitor, random, signal, giveUpMs, onEvent},
    })
    const report: SimulationReport = {
      ...{url, metricsUrl, source: months.source, startedAt, endedAt: now().toISOString(), settings, ...seen},
      model: total.model === null ? null : {name: total.model, versions: [...total.versions].sort((a, b) => a - b)},
      end: failure === null ? 'done' : failure.code === 'INTERRUPTED' ? 'interrupted' : 'server gone',
      totals: total.figures(),
    }
    if (page !== undefined && report.months.length > 0) {
      const {renderSimulationPage} = await import('../report/simulate-page.js')
      await writeWhole(page, await renderSimulationPage(report))
    }
    return report
  } finally {
    signal?.removeEventListener('abort', stop)
    await client.close()
    await monitor?.client.close()
  }
}

/** Where months come from. */
export type MonthsOptions = Pick<SimulateOptions, 'data' | 'target' | 'schema' | 'delimiter' | 'signal'>

/** @throws MlopsError `FILE_NOT_FOUND`, `FILE_UNREADABLE` */
export function openMonths({data, target, schema, delimiter, signal}: MonthsOptions): Months | Promise<Months> {
  if (typeof data !== 'string') return monthsOfWorld(data, signal)
  return monthsInFolder({folder: data, target, schema, delimiter, signal})
}

/**
 * Of the months that there are those that are asked for, all when none are. Numbers may be missing in between.
 *
 * @throws MlopsError `FILE_NOT_FOUND` when none is left
 */
export function chooseMonths(months: Months, asked?: MonthRange): Months {
  if (asked === undefined) return months
  const {numbers, source} = months
  const {first, last} = asked
  const chosen = numbers.filter((month) => month >= first && month <= last)
  if (chosen.length > 0) return {source, numbers: chosen, read: (month) => months.read(month)}
  const place = source.kind === 'files' ? source.folder : 'the world'
  const named = first === last ? `no month ${first}` : `none of the months ${first} to ${last}`
  throw new MlopsError('FILE_NOT_FOUND', {
    message: `There is ${named} in ${place}: it has ${numbers.length} months, ${numbers[0]!} to ${numbers.at(-1)!}.`,
    suggestion:
      source.kind === 'files'
        ? `Choose others with --months, or write more with mlops generate --months ${last}.`
        : `Choose others with --months, or say months=${last} in --world.`,
  })
}
