import {spawn, spawnSync, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {setTimeout as sleep} from 'node:timers/promises'

/** A server that is measured: a process of its own. */
export interface MeasuredServer {
  readonly port: number
  readonly pid: number
  /** From the start of the process to its first answer. */
  readonly startSeconds: number
  close(): Promise<void>
}

export interface ServerCommand {
  readonly command: readonly string[]
  /** Where `probe` is sent until there is an answer. */
  readonly port: number
  readonly path: string
  readonly probe: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Processor that it has to itself; any when missing. */
  readonly core?: number | undefined
}

const patienceMs = 60_000

/** Processors can be assigned: there are two, and the program that does it. */
export const canPin = availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0

export function pinned(command: readonly string[], core: number | undefined): readonly string[] {
  return canPin && core !== undefined ? ['taskset', '-c', `${core}`, ...command] : command
}

/** Starts a server and waits for its first answer. @throws Error with what it wrote, when it ends or stays silent */
export async function startServer(server: ServerCommand): Promise<MeasuredServer> {
  const {command, port, cwd, env, core} = server
  const [program, ...rest] = pinned(command, core)
  const started = performance.now()
  const child = spawn(program!, rest, {
    ...(cwd === undefined ? {} : {cwd}),
    env: {...process.env, ...env},
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-4_000)))
  try {
    await firstAnswer(server, child, started + patienceMs)
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`${command.join(' ')}: ${(error as Error).message}\n${said}`, {cause: error})
  }
  const startSeconds = (performance.now() - started) / 1000
  return {port, pid: child.pid!, startSeconds, close: () => end(child)}
}

async function firstAnswer({port, path, probe}: ServerCommand, child: ChildProcess, until: number): Promise<void> {
  for (;;) {
    const status = await post(port, path, probe).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return
    if (status >= 400 && status < 500) throw new Error(`it refuses the probe with ${status}`)
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    if (performance.now() > until) throw new Error('it does not answer')
    await sleep(2)
  }
}

export function post(port: number, path: string, body: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body,
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(late)
}

/** Resident memory now. Linux. */
export function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
}
