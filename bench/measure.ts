import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'

/** One figure of a table: what was measured, next to the yardstick of the same run. */
export interface Comparison {
  readonly what: string
  readonly ours: number
  readonly yardstick: number
  readonly unit: 's' | 'ms' | 'us' | 'MB' | 'MB/s' | 'rows/s' | 'requests/s'
}

/** A section of docs/benchmarks.md. */
export interface Section {
  readonly title: string
  /** What is compared with what, and how. */
  readonly text: string
  /** What stands in the columns of the figures. */
  readonly names: readonly [ours: string, yardstick: string]
  readonly comparisons: readonly Comparison[]
}

export interface ProcessFigures {
  readonly seconds: number
  /** Greatest resident memory. */
  readonly megabytes: number
  readonly stdout: string
}

/** Runs a program to its end and measures the whole process, from outside. Linux: memory comes from GNU time. */
export function runProcess(
  command: readonly string[],
  {exitCodes = [0]}: {readonly exitCodes?: readonly number[]} = {},
): ProcessFigures {
  const [program, ...rest] = command
  const started = performance.now()
  const {status, stdout, stderr} = spawnSync('/usr/bin/env', ['time', '-f', '%M', program!, ...rest], {
    encoding: 'utf8',
    maxBuffer: 1e8,
    env: {...process.env, TF_CPP_MIN_LOG_LEVEL: '3', NO_COLOR: '1'},
  })
  const seconds = (performance.now() - started) / 1000
  if (status === null || !exitCodes.includes(status))
    throw new Error(`${command.join(' ')} exited ${String(status)}:\n${stderr}`)
  return {seconds, megabytes: Number(stderr.trim().split('\n').at(-1)) / 1024, stdout}
}

/** Runs several commands in turn, A B A B …, so that all see the same machine; medians of each. */
export function runInTurn(commands: readonly (readonly string[])[], rounds: number): readonly ProcessFigures[] {
  const runs = commands.map(() => [] as ProcessFigures[])
  for (let round = 0; round < rounds; round++) {
    commands.forEach((command, index) => runs[index]!.push(runProcess(command)))
  }
  return runs.map((figures) => ({
    seconds: median(figures.map(({seconds}) => seconds)),
    megabytes: median(figures.map(({megabytes}) => megabytes)),
    stdout: figures.at(-1)!.stdout,
  }))
}

/** Times a function: median of `rounds`, after one round that is not counted. Milliseconds. */
export async function timeMs(work: () => unknown, rounds: number): Promise<number> {
  await work()
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return median(times)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The machine, in words: processors and memory, no names. */
export function machine(): string {
  const model = /model name\s*: (.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor'
  return `${model}, Node ${process.version}`
}
