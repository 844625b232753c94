import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

export interface ThreadCount {
  /** Makes each thread of a program leave a mark when it starts. */
  readonly env: {readonly NODE_OPTIONS: string}
  /** Threads that ran JavaScript since the last call. */
  read(): number
}

/** Counts the threads that a program starts, from outside of it. @param folder - where the marks are kept */
export function countThreads(folder: string): ThreadCount {
  const [hook, marks] = [join(folder, 'mark-thread.cjs'), join(folder, 'threads.txt')]
  writeFileSync(hook, `require('node:fs').appendFileSync(${JSON.stringify(marks)}, 'x')\n`)
  return {
    env: {NODE_OPTIONS: `--require=${hook}`},
    read() {
      const {length} = readFileSync(marks, 'utf8')
      rmSync(marks)
      return length
    },
  }
}
