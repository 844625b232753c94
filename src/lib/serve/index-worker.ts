import {parentPort, workerData} from 'node:worker_threads'
import {lowerThreadPriority} from '../monitor/thread-priority.js'
import {garbageCollector} from '../v8-settings.js'
import {IdIndex} from './ground-truth-index.js'
import {indexPrediction} from './ground-truth-lines.js'

/** What the thread is started with. */
export interface IndexWorkerData {
  /** Of the prediction log. */
  readonly folder: string
}

// The whole of a thread: it indexes what was written to the log since the last time, and ends. Any message stops it.

const closing = new AbortController()
const {signal} = closing
// A message that may come is no reason to stay.
parentPort!.once('message', () => closing.abort()).unref()
lowerThreadPriority()
const {folder} = workerData as IndexWorkerData
const index = new IdIndex({
  ...{folder, kind: 'predictions', parse: indexPrediction, mode: 'write', signal},
  onFileDone: garbageCollector(),
})
void index.refresh().catch((error: unknown) => {
  if (!signal.aborted) throw error
})
