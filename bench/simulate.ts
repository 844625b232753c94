/**
 * How much `mlops simulate` can send, beside autocannon and wrk; how long three years take against a real server on the
 * same machine; and the memory of both over ten passes. Writes its sections of docs/benchmarks.md: `npm run
 * bench:simulate`, on Linux; wrk from Debian first. It builds dist/ and measures that.
 *
 * `--quick` takes half a minute instead of three and prints the sections only: the time is too short for figures to be kept.
 */
import {execFile, execFileSync, spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {buildPackage} from '../scripts/bundle.js'
import type {SimulationReport} from '../src/lib/report/simulate-report.js'
import {median, type Comparison, type Section} from './measure.js'
import {render, updatePage} from './page.js'
import {canPin, pinned, residentMegabytes, startServer, type MeasuredServer} from './serve-process.js'
import {freePort} from '../scripts/local-programs.js'

const run = promisify(execFile)
const isQuick = process.argv.includes('--quick')
const rounds = isQuick ? 1 : 5
const passes = isQuick ? 2 : 10
const connections = 16
const rowsOfCeiling = 60_000
const secondsOfWrk = isQuick ? 1 : 4
/** What three years of single requests may take. */
const goalSeconds = 10
const rowsOfYears = 54_000
/** The server that does nothing has the first processor, the client the second. */
const [serverCore, clientCore] = [0, 1]
const body = '{"training":0,"age":30.5,"emergency_braking":1,"braking_distance":40.25,"power":120.5,"miles":33.125}'

interface Served extends MeasuredServer {
  readonly url: string
  readonly metricsUrl: string
}

await buildPackage()
const folder = mkdtempSync(join(tmpdir(), 'mlops-bench-'))
const open: MeasuredServer[] = []
try {
  execFileSync(process.execPath, [
    'bin/run.js',
    'train',
    '-d',
    'data/reference.csv',
    '--models',
    join(folder, 'models'),
  ])
  const server = await serve()
  const sections = [await ceilings(server), await threeYears(server), await memory(server)]
  for (const section of sections) console.log(render(section))
  if (!isQuick) updatePage(sections)
} finally {
  for (const server of open) await server.close()
  rmSync(folder, {recursive: true, force: true})
}

/** Requests a second that each client gets out of a server that does nothing, which is the same for all. */
async function ceilings({url}: Served): Promise<Section> {
  const contract = join(folder, 'openapi.json')
  writeFileSync(contract, await (await fetch(`${url}/openapi.json`)).text())
  const port = await freePort()
  const command = [process.execPath, '--import', 'tsx', 'bench/simulate-noop.ts', `${port}`, contract]
  open.push(await startServer({command, port, path: '/predict', probe: body, core: serverCore}))
  const noop = `http://127.0.0.1:${port}`
  const world = ['--world', `drift=none,rows=${rowsOfCeiling},months=1`]
  const clients: readonly (readonly [string, () => Promise<number>])[] = [
    ['mlops simulate', async () => (await simulate(['--url', noop, ...world], clientCore)).totals.requestsPerSecond],
    [`autocannon ${versionOf('autocannon')}`, () => autocannon(noop)],
    ...(spawnSync('wrk', ['-v']).error === undefined ? [['wrk', () => wrk(noop)] as const] : []),
  ]
  const rates = clients.map(() => [] as number[])
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, measure]] of clients.entries()) rates[index]!.push(await measure())
  }
  const [ours, ...others] = rates.map(median)
  return {
    title: 'mlops simulate: how much it can send',
    text:
      'Single rows on 16 connections, against a bare Node server that answers every row with the same text: what is measured is the ' +
      `client${canPin ? ', which has a processor to itself, as the server has' : ''}. mlops simulate writes each row of a month, reads each answer, compares it with the truth and ` +
      `keeps its latency; autocannon and wrk, which is written in C, send one row over and over and do not look at the answers. Medians of ${rounds} rounds in turn.`,
    names: ['mlops simulate', 'yardstick'],
    comparisons: others.map((yardstick, index): Comparison => ({
      ...{what: `requests a second, against ${clients[index + 1]![0]}`, ours: ours!, yardstick, unit: 'requests/s'},
    })),
  }
}

async function autocannon(url: string): Promise<number> {
  const request = ['-m', 'POST', '-H', 'content-type=application/json', '-b', body]
  const load = ['--json', '--no-progress', '-c', `${connections}`, '-a', `${rowsOfCeiling}`]
  const program = [process.execPath, 'node_modules/autocannon/autocannon.js']
  const stdout = await onCore([...program, ...load, ...request, `${url}/predict`], clientCore)
  const {duration, requests} = JSON.parse(stdout) as {duration: number; requests: {total: number}}
  return requests.total / duration
}

async function wrk(url: string): Promise<number> {
  const script = join(folder, 'post.lua')
  writeFileSync(script, `wrk.method="POST"\nwrk.body=[[${body}]]\nwrk.headers["content-type"]="application/json"`)
  const command = ['wrk', '-t1', `-c${connections}`, `-d${secondsOfWrk}s`, '-s', script, `${url}/predict`]
  const stdout = await onCore(command, clientCore)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)![1])
}

/** Server and simulator share the processors, as the system deals them out. */
async function threeYears({url, metricsUrl}: Served): Promise<Section> {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['54,000 requests', []],
    ['the same, and drift read after each month', ['--metrics-url', metricsUrl]],
    ['the same, and labels 24 months late', ['--metrics-url', metricsUrl, '--label-delay', '24']],
  ]
  const seconds = cases.map(() => [] as number[])
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, flags]] of cases.entries()) {
      const began = performance.now()
      const {totals} = await simulate(['--url', url, '-d', 'data', ...flags])
      if (totals.rows !== rowsOfYears) throw new Error(`${totals.rows} rows were answered`)
      seconds[index]!.push((performance.now() - began) / 1_000)
    }
  }
  return {
    title: 'mlops simulate: three years',
    text:
      'The 36 months of data/, a row a request on 16 connections, as fast as a real `mlops serve` on the same machine answers, with its ' +
      `monitor and its log on. Whole process of mlops simulate, median of ${rounds}, beside the time that it may take.`,
    names: ['mlops simulate', 'goal'],
    comparisons: cases.map(([what], index): Comparison => ({
      ...{what, ours: median(seconds[index]!), yardstick: goalSeconds, unit: 's'},
    })),
  }
}

/** Resident memory of both processes at the end of each pass. */
async function memory({url, metricsUrl, pid}: Served): Promise<Section> {
  const flags = ['--url', url, '--metrics-url', metricsUrl, '-d', 'data', '--loop', '--label-delay', '24']
  const child = spawn(process.execPath, ['bin/run.js', 'simulate', ...flags], {stdio: ['ignore', 'pipe', 'inherit']})
  const [simulator, server]: [number[], number[]] = [[], []]
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    const ended = Array.from(output.matchAll(/^ *(\d+):36 /gm), ([, pass]) => Number(pass))
    const pass = Math.max(0, ...ended)
    if (pass > simulator.length) {
      simulator.push(residentMegabytes(child.pid!))
      server.push(residentMegabytes(pid))
    }
    if (pass >= passes) child.kill('SIGINT')
  })
  await once(child, 'close')
  const half = simulator.length / 2
  const comparisons = Object.entries({simulator, server}).map(([what, megabytes]): Comparison => ({
    ...{what, ours: median(megabytes.slice(half)), yardstick: median(megabytes.slice(0, half)), unit: 'MB'},
  }))
  const shown = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(', ')
  return {
    title: `mlops simulate: ${passes} times three years`,
    text:
      'Resident memory of `mlops simulate --loop --label-delay 24` and of the `mlops serve` that answers it, a figure at the end of each pass over the 36 months: ' +
      `medians of the later half of the passes and of the earlier one. The simulator: ${shown(simulator)} MB; the server: ${shown(server)} MB.`,
    names: [`passes ${half + 1} to ${passes}`, `passes 1 to ${half}`],
    comparisons,
  }
}

async function simulate(flags: readonly string[], core?: number): Promise<SimulationReport> {
  const command = [process.execPath, 'bin/run.js', 'simulate', '--concurrency', `${connections}`, ...flags, '--json']
  return JSON.parse(await onCore(command, core)) as SimulationReport
}

async function onCore(command: readonly string[], core: number | undefined): Promise<string> {
  const [program, ...rest] = pinned(command, core)
  const {stdout} = await run(program!, rest, {maxBuffer: 1e8})
  return stdout
}

async function serve(): Promise<Served> {
  const [port, metricsPort] = [await freePort(), await freePort()]
  const ports = ['--port', `${port}`, '--metrics-port', `${metricsPort}`]
  const places = ['--models', join(folder, 'models'), '--log-dir', join(folder, 'log'), '--log-level', 'error']
  const command = [process.execPath, 'bin/run.js', 'serve', ...ports, ...places]
  const server = await startServer({command, port, path: '/predict', probe: body})
  open.push(server)
  return {...server, url: `http://127.0.0.1:${port}`, metricsUrl: `http://127.0.0.1:${metricsPort}`}
}

function versionOf(packageName: string): string {
  const {version} = JSON.parse(readFileSync(`node_modules/${packageName}/package.json`, 'utf8')) as {version: string}
  return version
}
