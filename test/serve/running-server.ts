import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {cpSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {inTemporaryFolder, plainEnvironment, runMlops} from '../program.js'

export interface RunningServer {
  readonly url: string
  readonly metricsUrl: string
  /** Port of the predictor. */
  readonly port: number
  /** Folder of its registry, which is its own. */
  readonly models: string
  /** What it has said so far on standard error. */
  readonly log: () => string
  readonly pid: number
}

/** A registry with two versions of the example's model, the first one in production; trained once for all tests. */
let trained: Promise<string> | undefined

async function trainTwice(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-trained-'))
  process.once('exit', () => rmSync(folder, {recursive: true, force: true}))
  for (const [file, epochs] of [
    ['reference', '30'],
    ['month-12', '5'],
  ] as const) {
    const {exitCode, stderr} = await runMlops(['train', '-d', resolve(`data/${file}.csv`), '--epochs', epochs], {
      cwd: folder,
    })
    if (exitCode !== 0) throw new Error(`no model:\n${stderr}`)
  }
  const {exitCode, stderr} = await runMlops(['models', 'promote', '1', '--force'], {cwd: folder})
  if (exitCode !== 0) throw new Error(`no promotion:\n${stderr}`)
  return join(folder, 'models')
}

/** Runs `mlops serve` as its user does, in a process and on ports of its own, for as long as the work takes. */
export async function withRunningServer<T>(
  flags: readonly string[],
  work: (server: RunningServer) => Promise<T>,
): Promise<T> {
  trained ??= trainTwice()
  const source = await trained
  return inTemporaryFolder(async (folder) => {
    const models = join(folder, 'models')
    cpSync(source, models, {recursive: true})
    const child = spawn(
      process.execPath,
      [resolve('bin/run.js'), 'serve', '--port', '0', '--metrics-port', '0', ...flags],
      {cwd: folder, env: plainEnvironment(), stdio: ['ignore', 'ignore', 'pipe']},
    )
    let log = ''
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
    const ended = once(child, 'close')
    try {
      const ready = (): RegExpExecArray | null => /"url":"([^"]+)","metricsUrl":"([^"]+)"/.exec(log)
      while (ready() === null && child.exitCode === null) await sleep(20)
      const [, url, metricsUrl] = ready() ?? []
      if (url === undefined || metricsUrl === undefined) throw new Error(`no server:\n${log}`)
      const port = Number(new URL(url).port)
      return await work({url, metricsUrl, port, models, log: () => log, pid: child.pid!})
    } finally {
      child.kill('SIGKILL')
      await ended
    }
  })
}
