import {setTimeout as sleep} from 'node:timers/promises'
import {median, type Comparison, type Section} from './measure.js'
import {bodies, closeAll, inTurn, medians, startOurs, type Bench, type OurServer, type Target} from './serve-bench.js'
import {drive, loadGenerator, pace, type LoadFigures} from './serve-load.js'
import {post, residentMegabytes} from './serve-process.js'

/** What has a limit of its own, whatever others do. */
export async function measureLimits(bench: Bench, isSoak: boolean): Promise<Section> {
  const starts = await measureStarts(bench)
  const {folder, isQuick} = bench
  const ours = await startOurs(bench)
  const ask = {port: ours.port, path: '/predict', bodies, folder}
  const turns = isQuick ? 3 : 7
  const seconds = isQuick ? 1 : 5
  await drive({...ask, connections: 64, seconds})
  const single: LoadFigures[] = []
  const many: LoadFigures[] = []
  for (let round = 0; round < turns; round++) {
    single.push(await drive({...ask, connections: 1, seconds}))
    many.push(await drive({...ask, connections: 64, seconds}))
  }
  const [one, crowd] = [medians(single), medians(many)]
  const requests = isQuick ? 100_000 : 5_000_000
  const before = residentMegabytes(ours.pid)
  await driveUntil(requests, () => drive({...ask, connections: 64, seconds: 2 * seconds}))
  const after = residentMegabytes(ours.pid)
  const comparison = await measureComparison(ours)
  const soaked = isSoak ? await soak(ours, ask) : undefined
  await closeAll(bench)
  const arrays = await measureArrays(bench, [])
  const unlogged = await measureArrays(bench, ['--no-prediction-log'])
  const waits = await measureDisturbance(bench)

  return {
    title: 'Serving, against its limits',
    text:
      `What \`mlops serve\` is meant to keep, everything on, one core, the load from the other by ${loadGenerator}; medians of ${turns} rounds. ` +
      `Memory was ${before.toFixed(0)} MB before the ${requests.toLocaleString('en-US')} requests. Arrays: the best of ${arrays.sizes.map((size) => size.toLocaleString('en-US')).join(', ')} rows a request was ${arrays.best.toLocaleString('en-US')}; ${(arrays.droppedShare * 100).toFixed(1)} % of all rows were more than the disk took, and dropped from the log and counted. ` +
      `With and without comparisons: ${waits.rate.toLocaleString('en-US')} requests a second at a constant rate on 16 connections, with a comparison of 1,500 rows every 2 s, as it comes, and with none, in turn; the median of the ratios of ${waits.rounds} rounds, times the median without. Server and load share both cores, latency counts from the moment when a request was due.` +
      (soaked === undefined ? '' : ` Ten minutes under load: ${soaked.text}.`),
    names: ['mlops', 'limit'],
    comparisons: [
      {what: '`/predict`, one connection: median', ours: one.p50Ms, yardstick: 0.3, unit: 'ms'},
      {
        what: '`/predict`, 64 connections: 99th percentile, against three medians',
        ours: crowd.p99Ms,
        yardstick: 3 * crowd.p50Ms,
        unit: 'ms',
      },
      {what: '`/predict`, arrays', ours: arrays.rowsPerSecond, yardstick: 300_000, unit: 'rows/s'},
      {
        what: '`/predict`, arrays, without the log',
        ours: unlogged.rowsPerSecond,
        yardstick: 300_000,
        unit: 'rows/s',
      },
      {what: `memory after ${requests.toLocaleString('en-US')} requests`, ours: after, yardstick: 150, unit: 'MB'},
      ...(soaked === undefined ? [] : [soaked.comparison]),
      {what: 'start of the process to its first answer', ours: starts, yardstick: 0.5, unit: 's'},
      {what: 'comparison of 1,500 rows x 6 with the reference', ours: comparison, yardstick: 20, unit: 'ms'},
      {
        what: '99th percentile with comparisons, against 1.2 times that without',
        ours: waits.withMs,
        yardstick: 1.2 * waits.withoutMs,
        unit: 'ms',
      },
    ],
  }
}

async function driveUntil(requests: number, burst: () => Promise<LoadFigures>): Promise<void> {
  for (let sent = 0; sent < requests;) sent += (await burst()).requests
}

async function measureStarts(bench: Bench): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < (bench.isQuick ? 5 : 11); round++) {
    const server = await startOurs(bench)
    times.push(server.startSeconds)
    await server.close()
  }
  bench.open.length = 0
  return median(times)
}

/** The last value of a gauge or a counter. */
async function metric({metricsPort}: OurServer, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(text)![1])
}

/** Milliseconds of one comparison; a row before each sees to it that there is something to compare. */
async function measureComparison(server: OurServer): Promise<number> {
  const found: number[] = []
  for (let round = 0; round < 5; round++) {
    const computed = await metric(server, 'mlops_drift_computed_timestamp_seconds')
    await post(server.port, '/predict', bodies[round]!)
    while ((await metric(server, 'mlops_drift_computed_timestamp_seconds')) === computed) await sleep(100)
    found.push(await metric(server, 'mlops_drift_compute_duration_seconds'))
  }
  return median(found) * 1_000
}

interface Arrays {
  readonly rowsPerSecond: number
  readonly sizes: readonly number[]
  readonly best: number
  /** Of the rows that were answered, those that the log gave up. */
  readonly droppedShare: number
}

async function measureArrays(bench: Bench, flags: readonly string[]): Promise<Arrays> {
  const ours = await startOurs(bench, {flags})
  const sizes = [1_000, 2_000, 5_000, 10_000]
  const targets = Object.fromEntries(
    sizes.map((size) => {
      const array = `[${Array.from({length: size}, (_, index) => bodies[index % bodies.length]!).join(',')}]`
      return [size, {port: ours.port, path: '/predict', bodies: [array]}]
    }),
  )
  const {folder, isQuick} = bench
  const figures = await inTurn(targets, {folder, connections: 4, seconds: isQuick ? 1 : 5, rounds: isQuick ? 3 : 5})
  const speeds = sizes.map((size) => size * figures[size]!.requestsPerSecond)
  const rowsPerSecond = Math.max(...speeds)
  const dropped = await metric(ours, 'mlops_prediction_log_dropped_total')
  const {answers} = (await (await fetch(`http://127.0.0.1:${ours.metricsPort}/drift`)).json()) as {
    answers: {rows: number}
  }
  await closeAll(bench)
  const best = sizes[speeds.indexOf(rowsPerSecond)]!
  return {rowsPerSecond, sizes, best, droppedShare: dropped / answers.rows}
}

interface Disturbance {
  readonly rate: number
  readonly rounds: number
  readonly withMs: number
  readonly withoutMs: number
}

/** Whether comparisons hold up requests: two servers, one that compares as often as it does by itself, and one that never does. */
async function measureDisturbance(bench: Bench): Promise<Disturbance> {
  const {isQuick} = bench
  const rate = 2_000
  const [comparing, quiet] = [
    await startOurs(bench, {core: undefined}),
    await startOurs(bench, {flags: ['--drift-interval', '86400'], core: undefined}),
  ]
  const rounds = isQuick ? 3 : 15
  const worst = async ({port}: OurServer): Promise<number> => {
    const load = {port, path: '/predict', bodies, connections: 16, seconds: isQuick ? 2 : 8, rate}
    return (await pace(load)).p99Ms
  }
  // A new server's code is not compiled yet.
  for (const server of [comparing, quiet]) await worst(server)
  const withoutMs: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const without = await worst(quiet)
    withoutMs.push(without)
    // The machine is slower at times: only neighbours are compared.
    ratios.push((await worst(comparing)) / without)
  }
  await closeAll(bench)
  return {rate, rounds, withMs: median(ratios) * median(withoutMs), withoutMs: median(withoutMs)}
}

interface Soaked {
  readonly text: string
  readonly comparison: Comparison
}

const soakMinutes = 10

/** Memory in the last quarter of the time against that in the second one; the first is the warm-up. */
async function soak(server: OurServer, ask: Target & {readonly folder: string}): Promise<Soaked> {
  const resident: number[] = []
  const until = performance.now() + soakMinutes * 60_000
  while (performance.now() < until) {
    await drive({...ask, connections: 64, seconds: 9})
    await sleep(100)
    resident.push(residentMegabytes(server.pid))
  }
  const quarter = Math.floor(resident.length / 4)
  const second = median(resident.slice(quarter, 2 * quarter))
  const last = median(resident.slice(-quarter))
  return {
    text: `${second.toFixed(0)} MB in the second quarter of the time, ${last.toFixed(0)} MB in the last, ${Math.max(...resident).toFixed(0)} MB at most`,
    comparison: {
      what: `memory at the end of ${soakMinutes} minutes, against 1.05 times that after a quarter of them`,
      ours: last,
      yardstick: 1.05 * second,
      unit: 'MB',
    },
  }
}
