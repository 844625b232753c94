import {readlinkSync} from 'node:fs'
import {getPriority} from 'node:os'
import {parentPort} from 'node:worker_threads'
import {lowerThreadPriority} from '../../src/lib/monitor/thread-priority.js'

const isLowered = lowerThreadPriority()
const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
parentPort!.postMessage({isLowered, priority: getPriority(thread)})
