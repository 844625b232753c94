import {fork} from 'node:child_process'
import {availableParallelism} from 'node:os'
import type {Task, TaskResult} from './worker.js'

/** Has the tasks computed on all processors; the results in the order of the tasks. */
export async function computeAll(tasks: readonly Task[], note: (done: number) => void): Promise<readonly TaskResult[]> {
  const results: TaskResult[] = []
  let [next, done] = [0, 0]
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = fork(new URL('worker.ts', import.meta.url), {execArgv: ['--import', 'tsx']})
      let place = -1
      const more = (): void => {
        if (next === tasks.length) worker.disconnect()
        else worker.send(tasks[(place = next++)]!)
      }
      worker.on('message', (result: TaskResult) => {
        results[place] = result
        note(++done)
        more()
      })
      worker.on('error', reject)
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A worker exited ${String(code)}.`))))
      more()
    })
  await Promise.all(Array.from({length: availableParallelism()}, work))
  return results
}
