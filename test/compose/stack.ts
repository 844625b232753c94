import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {monitoringFiles, yamlOf} from '../../src/lib/monitor/rules/monitoring-files.js'
import type {RuleOptions} from '../../src/lib/monitor/rules/rule-options.js'
import {plainEnvironment, runProcess, type Run} from '../program.js'

/** How this machine runs a compose file; undefined where it cannot. */
export const composeCommand = [['docker', 'compose'], ['docker-compose']].find(
  ([program, ...rest]) => runs(program!, [...rest, 'version']) && runs('docker', ['info']),
)

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
}

export interface StackOptions {
  /** A folder of its own, which containers read. */
  readonly folder: string
  readonly rules: RuleOptions
  /** Port of this machine, where Alertmanager sends to. */
  readonly webhookPort: number
}

export interface Container {
  readonly Id: string
  readonly State: {readonly Status: string; readonly ExitCode: number; readonly Health?: {readonly Status: string}}
  readonly Config: {readonly User: string}
  readonly HostConfig: {readonly ReadonlyRootfs: boolean; readonly CapDrop: readonly string[]}
  readonly NetworkSettings: {readonly Ports: Readonly<Record<string, readonly PublishedPort[] | null>>}
}

interface PublishedPort {
  readonly HostIp: string
  readonly HostPort: string
}

/** Services whose image is built here. */
const builtServices = ['train', 'predictor', 'simulator', 'mlops']

/**
 * compose/docker-compose.yml as it is, but for free ports, an image of its own, and rules with other options. A name of
 * its own keeps it apart from a stack that somebody runs.
 */
export class Stack {
  private readonly project = `mlops-test-${process.pid}`
  private readonly image = `mlops-test:${process.pid}`
  private readonly files: readonly string[]
  private readonly environment: NodeJS.ProcessEnv

  constructor({folder, rules, webhookPort}: StackOptions) {
    chmodSync(folder, 0o755)
    const override = join(folder, 'override.yml')
    for (const [path, content] of monitoringFiles({rules})) write(join(folder, path), content)
    write(
      override,
      yamlOf({
        services: {
          // A build has no name server of its own where the engine was started by hand.
          ...Object.fromEntries(
            builtServices.map((name) => [name, {image: this.image, build: {context: '..', network: 'host'}}]),
          ),
          prometheus: {volumes: [`${join(folder, 'prometheus')}:/etc/prometheus:ro`]},
          alertmanager: {
            volumes: [`${join(folder, 'alertmanager')}:/etc/alertmanager:ro`],
            extra_hosts: ['test-machine:host-gateway'],
          },
        },
      }),
    )
    this.files = ['compose/docker-compose.yml', override].flatMap((file) => ['-f', file])
    const ports = ['PREDICTOR_PORTS', 'METRICS_PORTS', 'PROMETHEUS_PORT', 'ALERTMANAGER_PORT', 'GRAFANA_PORT']
    this.environment = {
      ...plainEnvironment(),
      // An empty one is any that is free.
      ...Object.fromEntries(ports.map((name) => [name, ''])),
      NPM_CONFIG_REGISTRY: execFileSync('npm', ['config', 'get', 'registry'], {encoding: 'utf8'}).trim(),
      GRAFANA_ADMIN_PASSWORD: 'nobody logs in',
      MLOPS_ALERT_WEBHOOK: `http://test-machine:${webhookPort}/?from=a&to=b`,
      MONTH_DURATION: '1s',
    }
  }

  /** Runs a command of docker compose, whatever becomes of it. */
  try(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
    const [program, ...rest] = composeCommand!
    const env = {...this.environment, ...environment}
    return runProcess(program!, [...rest, '-p', this.project, ...this.files, ...args], {env})
  }

  /** @returns what it wrote on standard output */
  async compose(...args: readonly string[]): Promise<string> {
    const {exitCode, stdout, stderr} = await this.try(args)
    if (exitCode !== 0) throw new Error(`docker compose ${args.join(' ')}\n${stdout}\n${stderr}`)
    return stdout
  }

  containers(service?: string): readonly Container[] {
    const labels = ['project', this.project, ...(service === undefined ? [] : ['service', service])]
    const filters = [0, 2]
      .slice(0, labels.length / 2)
      .flatMap((place) => ['--filter', `label=com.docker.compose.${labels[place]!}=${labels[place + 1]!}`])
    const ids = docker('ps', '-aq', ...filters)
    return ids === '' ? [] : (JSON.parse(docker('inspect', ...ids.split('\n'))) as Container[])
  }

  /** http://127.0.0.1:port of the only container of a service. */
  urlOf(service: string, port: number): string {
    const [published] = this.containers(service)[0]!.NetworkSettings.Ports[`${port}/tcp`]!
    return `http://127.0.0.1:${published!.HostPort}`
  }

  async query(expression: string): Promise<readonly Sample[]> {
    const url = `${this.urlOf('prometheus', 9090)}/api/v1/query?${new URLSearchParams({query: expression}).toString()}`
    const {data, error} = (await (await fetch(url)).json()) as Answer
    if (data === undefined) throw new Error(`${expression}: ${error ?? ''}`)
    return data.result.map(({metric, value}) => ({labels: metric, value: Number(value[1])}))
  }

  /** Containers, volumes and networks of the stack, each with its kind. */
  whatIsLeft(): readonly string[] {
    const filter = ['--filter', `label=com.docker.compose.project=${this.project}`]
    return [
      ['ps', '-aq'],
      ['volume', 'ls', '-q'],
      ['network', 'ls', '-q'],
    ].flatMap((list) => {
      const found = docker(...list, ...filter)
      return found === '' ? [] : found.split('\n').map((id) => `${list[0]!} ${id}`)
    })
  }

  async remove(): Promise<void> {
    await this.compose('--profile', 'alertmanager', '--profile', 'demo', 'down', '-v', '--remove-orphans')
  }

  removeImage(): void {
    runs('docker', ['rmi', '--force', this.image])
  }
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

interface Answer {
  readonly error?: string
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>
      readonly value: readonly [number, string]
    }[]
  }
}

export function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, {encoding: 'utf8'}).trim()
}

/** Waits until a check no longer throws. */
export async function eventually<T>(check: () => T | Promise<T>, seconds = 30): Promise<T> {
  for (const until = Date.now() + seconds * 1_000; ;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > until) throw error
      await sleep(250)
    }
  }
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, content)
}
