import {parentPort} from 'node:worker_threads'
import {lowerThreadPriority} from '../monitor/thread-priority.js'
import {createWindowAnswers} from '../monitor/window-answers.js'
import type {WindowRequest} from '../monitor/window-messages.js'
import {garbageCollector} from '../v8-settings.js'
import {indexLog, type IndexRequest} from './index-log.js'

// The whole of the thread beside the one that answers: it compares windows, one after the other, and indexes the log in
// between.

const port = parentPort!
lowerThreadPriority()
const collectGarbage = garbageCollector()
const answer = createWindowAnswers()
let turn = Promise.resolve()
port.on('message', (request: WindowRequest | IndexRequest) => {
  if (request.kind === 'index') {
    void indexLog(request, collectGarbage)
    return
  }
  turn = turn.then(async () => {
    const response = await answer(request)
    if (response === undefined) return
    port.postMessage(response)
    collectGarbage()
  })
})
