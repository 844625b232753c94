import type {Comparison, Section} from './measure.js'
import {bodies, closeAll, inTurn, rows, serverCore, startOurs, type Bench, type Target} from './serve-bench.js'
import {loadGenerator, type LoadFigures} from './serve-load.js'
import {startGoServer, startMlServer, type Peer} from './serve-peers.js'
import {canPin, residentMegabytes, startServer, type MeasuredServer} from './serve-process.js'
import {freePort} from '../scripts/local-programs.js'

/** Requests a second of all servers in turn, round by round. */
export async function measureAgainst(bench: Bench): Promise<Section> {
  const {folder, models, isQuick, open} = bench
  const ours = await startOurs(bench)
  const [same, bare] = [await startNoop(bench, 'same'), await startNoop(bench, 'bare')]
  const go = await startGoServer({folder, models, bodies, ours: ours.port, core: serverCore})
  const mlserver = await startMlServer(folder, rows, serverCore)
  const peers = [go, mlserver].filter((peer): peer is Peer => peer !== undefined)
  open.push(...peers.map(({server}) => server))

  const noop = (server: MeasuredServer): Target => ({port: server.port, path: '/noop', bodies})
  const targets = {
    ours: {port: ours.port, path: '/predict', bodies},
    same: noop(same),
    bare: noop(bare),
    ...(go && {go: {...go, port: go.server.port}}),
    ...(mlserver && {mlserver: {...mlserver, port: mlserver.server.port}}),
  } satisfies Readonly<Record<string, Target>>
  const measure = (connections: number): Promise<Readonly<Record<string, LoadFigures>>> =>
    inTurn(targets, {folder, connections, seconds: isQuick ? 1 : 5, rounds: isQuick ? 3 : 7})
  const [many, one] = [await measure(64), await measure(1)]
  const resident = (server: MeasuredServer): number => residentMegabytes(server.pid)
  const memory = (name: string, peer: Peer | undefined): Comparison[] =>
    peer === undefined
      ? []
      : [
          {
            what: `memory under load, against ${name}`,
            ours: resident(ours),
            yardstick: resident(peer.server),
            unit: 'MB',
          },
        ]

  const comparisons = [
    ...throughput('a POST that does nothing on the same server', many['ours']!, many['same']),
    ...throughput('a POST that does nothing on bare Fastify', many['ours']!, many['bare']),
    ...throughput('Go', many['ours']!, many['go']),
    ...throughput('MLServer', many['ours']!, many['mlserver']),
    ...latency('Go', one['ours']!, one['go']),
    ...latency('MLServer', one['ours']!, one['mlserver']),
    ...memory('Go', go),
    ...memory('MLServer', mlserver),
    ...(mlserver ? [startOf(ours, mlserver)] : []),
  ]
  await closeAll(bench)
  return {
    title: 'Serving, against other servers',
    text:
      `Each server has one core${canPin ? '' : ' (not assigned: this machine has one, or no taskset)'}, the load comes from the other, by ${loadGenerator}; all run at once and are asked in turn, medians of ${isQuick ? 3 : 7} rounds. ` +
      '`mlops serve` runs as it comes: each row is checked, counted, compared with the reference and logged. ' +
      'The same server with a route that answers `{}` does all but that; bare Fastify has a schema for the body, and neither ids nor counts of requests. ' +
      (go === undefined
        ? 'The server in Go was not measured on this machine: it is not built. '
        : `Go ${go.version} is net/http with encoding/json and the same weights (its answers are held to ours), without checks, ids, log and monitor. `) +
      (mlserver === undefined
        ? 'MLServer was not measured on this machine: it is not installed.'
        : `MLServer ${mlserver.version} serves a network of the same shape by scikit-learn, in one process.`),
    names: ['mlops', 'yardstick'],
    comparisons,
  }
}

async function startNoop({open}: Bench, kind: 'same' | 'bare'): Promise<MeasuredServer> {
  const port = await freePort()
  const command = [process.execPath, '--import', 'tsx', 'bench/serve-noop.ts', kind, `${port}`]
  const server = await startServer({command, port, path: '/noop', probe: bodies[0]!, core: serverCore})
  open.push(server)
  return server
}

function throughput(name: string, ours: LoadFigures, yardstick: LoadFigures | undefined): Comparison[] {
  if (yardstick === undefined) return []
  return [
    {
      what: `\`mlops serve\`: one row a request, 64 connections, against ${name}`,
      ours: ours.requestsPerSecond,
      yardstick: yardstick.requestsPerSecond,
      unit: 'requests/s',
    },
  ]
}

function latency(name: string, ours: LoadFigures, yardstick: LoadFigures | undefined): Comparison[] {
  if (yardstick === undefined) return []
  const what = `median latency, one connection, against ${name}`
  return [{what, ours: ours.p50Ms, yardstick: yardstick.p50Ms, unit: 'ms'}]
}

function startOf(ours: MeasuredServer, {server}: Peer): Comparison {
  const what = 'start to first answer, against MLServer'
  return {what, ours: ours.startSeconds, yardstick: server.startSeconds, unit: 's'}
}
