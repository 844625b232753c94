import type {MessagePort} from 'node:worker_threads'
import {IdIndex} from './ground-truth-index.js'
import {indexPrediction} from './ground-truth-lines.js'

/** Asks the thread to index what was written to a log since the last time. */
export interface IndexRequest {
  readonly kind: 'index'
  /** Of the prediction log. */
  readonly folder: string
  /** Closed when it is done, after an error where there was one; any message stops it. */
  readonly port: MessagePort
}

/** @param onFileDone - the table of a file is garbage once it is saved */
export async function indexLog({folder, port}: IndexRequest, onFileDone: () => void): Promise<void> {
  const closing = new AbortController()
  const {signal} = closing
  port.once('message', () => closing.abort())
  const index = new IdIndex({
    ...{folder, kind: 'predictions', parse: indexPrediction, mode: 'write'},
    ...{signal, onFileDone},
  })
  try {
    await index.refresh()
  } catch (error) {
    if (!signal.aborted) port.postMessage(error)
  } finally {
    port.close()
  }
}
