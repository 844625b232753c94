import {execFile, spawnSync} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {pinned} from './serve-process.js'

/** Requests that are sent over and over, on connections that stay open. */
export interface Load {
  readonly port: number
  readonly path: string
  /** Sent in turn. */
  readonly bodies: readonly string[]
  readonly connections: number
  readonly seconds: number
  /** For files of the load generator. */
  readonly folder: string
}

export interface LoadFigures {
  readonly requests: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** The load comes from the second processor; the server has the first. */
const loadCore = 1

const run = promisify(execFile)
const hasWrk = spawnSync('wrk', ['-v']).error === undefined

/** A Node process takes as much processor time for a request as the server does: where it can be, the load is C. */
export const loadGenerator = hasWrk ? 'wrk' : 'autocannon (wrk is not installed)'

/** As fast as the server answers. @throws Error when a request fails: figures of refusals are none */
export function drive(load: Load): Promise<LoadFigures> {
  return hasWrk ? driveWithWrk(load) : driveWithAutocannon(load)
}

async function driveWithWrk({port, path, bodies, connections, seconds, folder}: Load): Promise<LoadFigures> {
  const script = join(folder, 'load.lua')
  writeFileSync(script, luaScript(bodies))
  const command = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '--latency', '-s', script]
  const [program, ...rest] = pinned([...command, `http://127.0.0.1:${port}${path}`], loadCore)
  const {stdout} = await run(program!, rest, {maxBuffer: 1e7})
  const failure = /Non-2xx.*|Socket errors.*/.exec(stdout)
  if (failure !== null) throw new Error(`port ${port}${path}: ${failure[0]}`)
  const figure = (pattern: RegExp): string => pattern.exec(stdout)![1]!
  return {
    requests: Number(figure(/(\d+) requests in/)),
    requestsPerSecond: Number(figure(/Requests\/sec:\s+([\d.]+)/)),
    p50Ms: milliseconds(figure(/^\s+50%\s+(\S+)/m)),
    p99Ms: milliseconds(figure(/^\s+99%\s+(\S+)/m)),
  }
}

function luaScript(bodies: readonly string[]): string {
  return `local bodies = {${bodies.map((body) => `[==[${body}]==]`).join(',\n')}}
local requests, place = {}, 0
init = function()
  for index, body in ipairs(bodies) do
    requests[index] = wrk.format("POST", nil, {["content-type"] = "application/json"}, body)
  end
end
request = function()
  place = place % #requests + 1
  return requests[place]
end
`
}

const millisecondsOf: Readonly<Record<string, number>> = {us: 0.001, ms: 1, s: 1_000, m: 60_000}

/** "1.15ms" */
function milliseconds(text: string): number {
  const [, amount, unit] = /^([\d.]+)(\w+)$/.exec(text)!
  return Number(amount) * millisecondsOf[unit!]!
}

interface AutocannonResult {
  readonly requests: {readonly total: number; readonly average: number}
  readonly latency: {readonly p50: number; readonly p99: number}
  readonly non2xx: number
  readonly errors: number
}

async function driveWithAutocannon({port, path, bodies, connections, seconds}: Load): Promise<LoadFigures> {
  const command = [process.execPath, 'node_modules/autocannon/autocannon.js', '--json', '--no-progress']
  const request = ['-m', 'POST', '-H', 'content-type=application/json', '-b', bodies[0]!]
  const [program, ...rest] = pinned(
    [...command, ...request, '-c', `${connections}`, '-d', `${seconds}`, `http://127.0.0.1:${port}${path}`],
    loadCore,
  )
  const {stdout} = await run(program!, rest, {maxBuffer: 1e7})
  const {requests, latency, non2xx, errors} = JSON.parse(stdout) as AutocannonResult
  if (non2xx + errors > 0) throw new Error(`port ${port}${path}: ${non2xx + errors} requests failed`)
  return {requests: requests.total, requestsPerSecond: requests.average, p50Ms: latency.p50, p99Ms: latency.p99}
}

export interface PacedFigures {
  readonly requests: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** So many requests a second, whether or not those before are answered: what waits behind a slow one counts. */
export async function pace(load: Omit<Load, 'folder'> & {readonly rate: number}): Promise<PacedFigures> {
  const {stdout} = await run(process.execPath, ['--import', 'tsx', 'bench/serve-paced-load.ts', JSON.stringify(load)], {
    maxBuffer: 1e7,
  })
  return JSON.parse(stdout) as PacedFigures
}
