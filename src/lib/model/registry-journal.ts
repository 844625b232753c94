import {open, readFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {errorCode, syncFolder} from '../durable-files.js'

/** Appends one record as a line of JSON and waits until the disk has it. */
export async function appendRecord(path: string, record: object): Promise<void> {
  const file = await open(path, 'a+')
  try {
    const {size} = await file.stat()
    const last = new Uint8Array(1)
    if (size > 0) await file.read(last, 0, 1, size - 1)
    // A killed process may have left half a line: the new record must not grow on it.
    const separator = size > 0 && last[0] !== 0x0a ? '\n' : ''
    // One write: lines of processes that append at the same time do not mix.
    await file.appendFile(`${separator}${JSON.stringify(record)}\n`)
    await file.sync()
    if (size === 0) await syncFolder(dirname(path))
  } finally {
    await file.close()
  }
}

/** The records of a file of JSON lines, in order; none when there is no file. Half-written lines are left out. */
export async function readRecords(path: string): Promise<readonly object[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
  return text.split('\n').flatMap((line) => {
    try {
      const record: unknown = JSON.parse(line)
      return typeof record === 'object' && record !== null ? [record] : []
    } catch {
      return []
    }
  })
}
