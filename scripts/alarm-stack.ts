import {spawn, spawnSync, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {cpSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer as createHttpServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {ended, freePort} from './local-programs.js'

/** An alert as Prometheus shows it. */
export interface PrometheusAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly state: 'pending' | 'firing'
  readonly activeAt: string
}

/** An alert as Alertmanager tells of it. */
export interface ToldAlert {
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface RealAlarms {
  readonly prometheusUrl: string
  readonly alertmanagerUrl: string
  /** What the webhook was told, in the order of arrival. */
  readonly told: readonly ToldAlert[]
  readonly alerts: () => Promise<readonly PrometheusAlert[]>
  readonly query: (expression: string) => Promise<readonly {readonly metric: Readonly<Record<string, string>>}[]>
  readonly end: () => Promise<void>
}

/** Debian calls it another name than its makers. */
export const alertmanagerNames = ['prometheus-alertmanager', 'alertmanager'] as const

/** The program of some names that is installed. */
export function installed(names: readonly string[]): string | undefined {
  return names.find((name) => spawnSync(name, ['--version']).error === undefined)
}

/**
 * Prometheus and Alertmanager with the files of `compose/`, but for the ports, and a webhook that keeps what it is told.
 *
 * @param folder - where files and data go
 */
export async function startAlarms(folder: string, metricsUrl: string): Promise<RealAlarms> {
  const told: ToldAlert[] = []
  const webhook = createHttpServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      told.push(...(JSON.parse(body) as {readonly alerts: readonly ToldAlert[]}).alerts)
      response.end()
    })
  })
  const running: ChildProcess[] = []
  const end = async (): Promise<void> => {
    await Promise.all(running.map(ended))
    webhook.closeAllConnections()
    // It may not have come to listen.
    await new Promise((done) => webhook.close(done))
  }
  try {
    webhook.listen(0, '127.0.0.1')
    await once(webhook, 'listening')
    const [prometheus, alertmanager] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`]
    copyFiles(folder, {
      '127.0.0.1:8085': new URL(metricsUrl).host,
      '127.0.0.1:9093': alertmanager,
      '127.0.0.1:5001': `127.0.0.1:${(webhook.address() as AddressInfo).port}`,
    })
    const start = (program: string, flags: readonly string[]): void => {
      running.push(spawn(program, flags, {cwd: folder, stdio: 'ignore'}))
    }
    start(installed(alertmanagerNames)!, [
      ...['--config.file=alertmanager/alertmanager.yml', '--storage.path=alerts'],
      `--web.listen-address=${alertmanager}`,
      // Alone: no others to talk to.
      '--cluster.listen-address=',
    ])
    start('prometheus', [
      ...['--config.file=prometheus/prometheus-alertmanager.yml', '--storage.tsdb.path=tsdb'],
      `--web.listen-address=${prometheus}`,
    ])
    const query: RealAlarms['query'] = async (expression) => {
      const path = `query?query=${encodeURIComponent(expression)}`
      return (await read<{readonly result: Awaited<ReturnType<RealAlarms['query']>>}>(prometheus, path)).result
    }
    for (const address of [prometheus, alertmanager]) {
      await until(`${address} is ready`, async () => (await fetch(`http://${address}/-/ready`)).ok)
    }
    // A total that is first read above 0 has not grown.
    await until(`${metricsUrl} was scraped`, async () => (await query('mlops_reference_rows')).length > 0)
    return {
      ...{prometheusUrl: `http://${prometheus}`, alertmanagerUrl: `http://${alertmanager}`, told, query, end},
      alerts: async () => (await read<{readonly alerts: readonly PrometheusAlert[]}>(prometheus, 'alerts')).alerts,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** The files of `compose/`, with other addresses in them. */
function copyFiles(folder: string, addresses: Readonly<Record<string, string>>): void {
  for (const part of ['prometheus', 'alertmanager']) {
    cpSync(join('compose', part), join(folder, part), {recursive: true})
    const files = readdirSync(join(folder, part)).filter((name) => name.endsWith('.yml'))
    for (const path of files.map((name) => join(folder, part, name))) {
      const moved = Object.entries(addresses).reduce(
        (text, [from, to]) => text.replaceAll(from, to),
        readFileSync(path, 'utf8'),
      )
      writeFileSync(path, moved)
    }
  }
}

/** @throws Error with the words of Prometheus where it has no answer */
async function read<T>(address: string, path: string): Promise<T> {
  const response = await fetch(`http://${address}/api/v1/${path}`)
  const answer = (await response.json()) as
    {readonly status: 'success'; readonly data: T} | {readonly status: 'error'; readonly error: string}
  if (answer.status === 'success') return answer.data
  throw new Error(`Prometheus does not answer ${path}: ${answer.error}`)
}

/** Waits for twenty seconds; what is thrown meanwhile counts as not yet, and is told in the end. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  let cause: unknown
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      if (await isSo()) return
    } catch (error) {
      cause = error
    }
    await sleep(100)
  }
  throw new Error(`in vain it was waited until ${what}`, {cause})
}
