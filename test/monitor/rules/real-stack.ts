import {spawn, type ChildProcess} from 'node:child_process'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {prometheusConfig} from '../../../src/lib/monitor/rules/prometheus-config.js'
import {alertRuleFile, recordingRuleFile} from '../../../src/lib/monitor/rules/prometheus-rules.js'
import {yamlOf} from '../../../src/lib/monitor/rules/monitoring-files.js'
import type {RuleOptions} from '../../../src/lib/monitor/rules/rule-options.js'
import {plainEnvironment, runMlops} from '../../program.js'
import {ended, freePort} from '../../../scripts/local-programs.js'

/** A running program, and how to end it. */
interface Running {
  readonly end: () => Promise<void>
}

export interface RunningServer extends Running {
  readonly url: string
  readonly metricsUrl: string
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

export interface RunningPrometheus extends Running {
  readonly url: string
  readonly query: (expression: string) => Promise<readonly Sample[]>
}

/** A model of the example in `models` below the folder. */
export async function trainExample(folder: string): Promise<void> {
  const {exitCode, stderr} = await runMlops(['train', '-d', resolve('data/reference.csv')], {cwd: folder})
  if (exitCode !== 0) throw new Error(stderr)
}

/** `mlops serve` on free ports. */
export async function startServer(folder: string, flags: readonly string[]): Promise<RunningServer> {
  const parameters = [resolve('bin/run.js'), 'serve', '--port', '0', '--metrics-port', '0', ...flags]
  const child = spawn(process.execPath, parameters, {cwd: folder, env: plainEnvironment()})
  const [, url, metricsUrl] = await said(child, /"url":"([^"]+)","metricsUrl":"([^"]+)"/)
  return {url: url!, metricsUrl: metricsUrl!, end: () => ended(child)}
}

/** A Prometheus that scrapes the servers and evaluates all rules, with its data in the folder. */
export async function startPrometheus(
  folder: string,
  options: RuleOptions,
  servers: readonly RunningServer[],
  flags: readonly string[] = [],
): Promise<RunningPrometheus> {
  const addresses = servers.map(({metricsUrl}) => new URL(metricsUrl).host)
  const files = {
    'prometheus.yml': prometheusConfig(options, {
      ...{servers: {addresses}, alertmanagers: {addresses: []}, ruleFiles: ['rules/*.yml']},
    }),
    'rules/recording.yml': recordingRuleFile(options),
    'rules/alerts.yml': alertRuleFile(options),
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), {recursive: true})
    writeFileSync(join(folder, path), yamlOf(content))
  }
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(
    'prometheus',
    ['--config.file=prometheus.yml', '--storage.tsdb.path=tsdb', `--web.listen-address=${address}`, ...flags],
    {cwd: folder, env: plainEnvironment()},
  )
  await said(child, /Server is ready to receive web requests/)
  const url = `http://${address}`
  return {
    url,
    end: () => ended(child),
    async query(expression) {
      const answer = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({query: expression}),
      })
      const body = (await answer.json()) as {
        readonly data?: {readonly result: readonly Sample[]}
        readonly error?: string
      }
      if (body.data === undefined) throw new Error(`${body.error ?? ''}\n${expression}`)
      return body.data.result
    },
  }
}

const features = ['training', 'age', 'emergency_braking', 'braking_distance', 'power', 'miles'] as const

/** Rows of a month as a client sends them, and their true labels. */
export function month(number: number): readonly {readonly row: Record<string, number>; readonly label: number}[] {
  const [header, ...lines] = readFileSync(`data/month-${number}.csv`, 'utf8').trimEnd().split('\n')
  const names = header!.split(';')
  return lines.map((line) => {
    const values = Object.fromEntries(line.split(';').map((text, place) => [names[place]!, Number(text)]))
    const row = Object.fromEntries(features.map((name) => [name, values[name]!]))
    return {row, label: values['group']!}
  })
}

export async function post(url: string, body: unknown): Promise<unknown> {
  const headers = {'content-type': 'application/json'}
  const answer = await fetch(url, {method: 'POST', headers, body: JSON.stringify(body)})
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

/** Waits until a check no longer throws. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + 60_000; ;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > until) throw error
      await sleep(250)
    }
  }
}

/** Waits for words on standard error. */
async function said(child: ChildProcess, words: RegExp): Promise<RegExpExecArray> {
  let output = ''
  child.stdout?.resume()
  child.stderr!.on('data', (chunk: Buffer) => (output += chunk.toString()))
  for (;;) {
    const found = words.exec(output)
    if (found !== null) return found
    if (child.exitCode !== null) throw new Error(output)
    await sleep(20)
  }
}
