import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import {freePort} from '../../scripts/local-programs.js'

/** What is missing of Prometheus, for the title of what is skipped; '' when all is there. */
export const missingPrometheus = ['promtool', 'prometheus']
  .filter((program) => !isThere(program))
  .map((program) => ` (${program} is missing)`)
  .join('')

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Asks for the value of an expression. */
export type Query = (expression: string, time: string | number) => Promise<readonly Sample[]>

/** Starts Prometheus with the command line of a shell, on a free port, as long as the work takes. */
export async function withPrometheus<T>(commandLine: string, work: (query: Query) => Promise<T>): Promise<T> {
  const port = await freePort()
  const child = spawn('sh', ['-c', `exec ${commandLine} --web.listen-address=127.0.0.1:${port}`])
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'close')
  const url = `http://127.0.0.1:${port}`
  try {
    while (!(await isReady(url))) {
      if (child.exitCode !== null) throw new Error(`Prometheus ended by itself: ${said}`)
      await sleep(50)
    }
    return await work(async (expression, time) => {
      const asked = new URLSearchParams({query: expression, time: String(time)})
      const answer = (await (await fetch(`${url}/api/v1/query?${asked.toString()}`)).json()) as Answer
      if (answer.status !== 'success') throw new Error(`${expression}: ${answer.error}`)
      return answer.data.result.map(({metric, value}) => ({labels: metric, value: Number(value[1])}))
    })
  } finally {
    child.kill()
    await ended
  }
}

interface Answer {
  readonly status: string
  readonly error: string
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>
      readonly value: readonly [number, string]
    }[]
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/-/ready`).then(
    ({ok}) => ok,
    () => false,
  )
}
