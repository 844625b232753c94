import {join} from 'node:path'
import {median} from './measure.js'
import {drive, type LoadFigures} from './serve-load.js'
import type {ExampleRow} from './serve-peers.js'
import {startServer, type MeasuredServer} from './serve-process.js'
import {freePort} from '../scripts/local-programs.js'

/** The server has the first processor, the load the second. */
export const serverCore = 0
const featureNames = ['training', 'age', 'emergency_braking', 'braking_distance', 'power', 'miles'] as const
export const rows: readonly ExampleRow[] = Array.from({length: 64}, (_, index) => [
  index % 2,
  cents(18 + index * 0.71),
  index % 3 === 0 ? 1 : 0,
  cents(35 + index * 0.17),
  cents(60 + index * 1.31),
  cents(10 + index * 0.37),
])
export const bodies = rows.map(bodyOf)

function cents(value: number): number {
  return Math.round(value * 100) / 100
}

function bodyOf(row: ExampleRow): string {
  return JSON.stringify(Object.fromEntries(featureNames.map((name, index) => [name, row[index]])))
}

export interface Bench {
  readonly folder: string
  readonly models: string
  readonly isQuick: boolean
  /** Closed at the end, also after an error. */
  readonly open: MeasuredServer[]
}

/** `mlops serve` with everything on: monitor, drift thread, prediction log. */
export interface OurServer extends MeasuredServer {
  readonly metricsPort: number
}

export interface OurOptions {
  readonly flags?: readonly string[]
  readonly core?: number | undefined
}

export async function startOurs(
  {folder, models, open}: Bench,
  {flags = [], core = serverCore}: OurOptions = {},
): Promise<OurServer> {
  const [port, metricsPort] = [await freePort(), await freePort()]
  const ports = ['--port', `${port}`, '--metrics-port', `${metricsPort}`]
  const places = ['--models', models, '--log-dir', join(folder, `log-${port}`)]
  const command = [process.execPath, 'bin/run.js', 'serve', ...ports, ...places, '--log-level', 'error', ...flags]
  const server = await startServer({command, port, path: '/predict', probe: bodies[0]!, core})
  open.push(server)
  return {...server, metricsPort}
}

export interface Target {
  readonly port: number
  readonly path: string
  readonly bodies: readonly string[]
}

interface Turns {
  readonly folder: string
  readonly connections: number
  readonly seconds: number
  readonly rounds: number
}

/** Medians of rounds in which all are asked, one after the other; one round before is not counted. */
export async function inTurn(
  targets: Readonly<Record<string, Target>>,
  {rounds, ...load}: Turns,
): Promise<Readonly<Record<string, LoadFigures>>> {
  const figures = new Map<string, LoadFigures[]>(Object.keys(targets).map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, target] of Object.entries(targets)) {
      const figure = await drive({...target, ...load})
      if (round >= 0) figures.get(name)!.push(figure)
    }
  }
  return Object.fromEntries([...figures].map(([name, each]) => [name, medians(each)]))
}

export function medians(figures: readonly LoadFigures[]): LoadFigures {
  const of = (key: keyof LoadFigures): number => median(figures.map((figure) => figure[key]))
  return {requests: of('requests'), requestsPerSecond: of('requestsPerSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms')}
}

/** Ends all servers that run. */
export async function closeAll({open}: Bench): Promise<void> {
  for (const server of open.splice(0)) await server.close()
}
