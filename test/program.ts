import {spawn, type ChildProcess} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {buildPackage} from '../scripts/bundle.js'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Written to standard input, which is empty otherwise. */
  readonly input?: string
  /** Run as a user that file permissions hold for, when the tests run as one that may write everywhere. */
  readonly unprivileged?: boolean
  /** Leaves standard input open after `input`. */
  readonly keepInputOpen?: boolean
  /** Called once the program runs, to send it signals. */
  readonly started?: (child: ChildProcess) => void
}

export interface Run {
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const root = resolve(import.meta.dirname, '..')
let built: Promise<unknown> | undefined

/** Runs the program as a user does: the built package, in a process of its own, from the sources as they are now. */
export async function runMlops(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  built ??= buildPackage()
  await built
  return runProcess(process.execPath, [join(root, 'bin/run.js'), ...args], options)
}

/** Runs any command without colours or a terminal, and collects what it says. */
export function runProcess(command: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const {cwd = root, env = plainEnvironment()} = options
  // nobody
  const user = options.unprivileged === true && process.getuid?.() === 0 ? {uid: 65_534, gid: 65_534} : {}
  const child = spawn(command, args, {cwd, env, ...user})
  const output = {stdout: '', stderr: ''}
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  child.stdin.on('error', () => undefined)
  child.stdin.write(options.input ?? '')
  if (options.keepInputOpen !== true) child.stdin.end()
  options.started?.(child)
  return new Promise((resolveRun, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signal) => resolveRun({exitCode, signal, ...output}))
  })
}

/** This process's environment without what changes how the program speaks. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const changing = ['CI', 'FORCE_COLOR', 'NO_COLOR', 'MLOPS_DEBUG', 'MLOPS_MODELS']
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !changing.includes(name)))
}

/** A folder that is gone after the work. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-test-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}
