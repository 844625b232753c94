import {parentPort, workerData} from 'node:worker_threads'
import {driftOfFile, type ReferenceSide} from './drift-file.js'
import {rowModelOf, type RowReader} from './drift-inputs-reader.js'
import {sentError, type FromWorker, type ToWorker, type WorkerStart} from './drift-worker-messages.js'

// The whole of a thread: it reads and compares one file at a time, and answers each in the order they were named.

const {columns, draft, model, settings} = workerData as WorkerStart
const reader: RowReader = {columns, draft, model: model && rowModelOf(model)}
let haveReference: (reference: ReferenceSide) => void
const reference = new Promise<ReferenceSide>((resolve) => (haveReference = resolve))
let last = Promise.resolve()

const send = (message: FromWorker): void => parentPort!.postMessage(message)

parentPort!.on('message', (message: ToWorker) => {
  if (message.kind === 'reference') haveReference(message.reference)
  else last = last.then(() => compare(message.path))
})

async function compare(path: string): Promise<void> {
  const report = (text: string): void => send({kind: 'report', text})
  try {
    send({kind: 'done', drift: await driftOfFile(path, {reader, reference}, {...settings, report})})
  } catch (error) {
    send({kind: 'failed', error: sentError(error)})
  }
}
