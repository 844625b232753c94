import type {Worker} from 'node:worker_threads'
import {startWorker} from '../assets.js'

/** For new objects of the thread: by default V8 takes 40 MB more, and is no faster by it. */
const newObjectsMb = 4

/**
 * The thread that a server has beside the one that answers, of serve/background-worker.ts. The monitor starts it, and
 * anew when it ends by itself; the log is indexed by it as well.
 */
export class BackgroundThread {
  /** undefined while none runs. */
  worker: Worker | undefined

  start(): Worker {
    const worker = startWorker('background-worker', null, {resourceLimits: {maxYoungGenerationSizeMb: newObjectsMb}})
    this.worker = worker
    worker.once('exit', () => {
      if (this.worker === worker) this.worker = undefined
    })
    return worker
  }
}
