import {getHeapSpaceStatistics} from 'node:v8'
import {Worker} from 'node:worker_threads'
import {keepNewSpace, keepNewSpaceBeside} from '../src/lib/v8-settings.js'

/** Says how many bytes of new objects there is room for, before and after a thread was started. */
const kept: object[] = []
let made = 0
/** In turns as short as those of a server. */
const make = (): void => {
  for (let count = 0; count < 10_000; count++) kept[made++ % 100_000] = {made: [made]}
}
const room = (): number => {
  const space = getHeapSpaceStatistics().find(({space_name: name}) => name === 'new_space')!
  return space.space_used_size + space.space_available_size
}

keepNewSpace()
for (let turn = 0; turn < 30; turn++) make()
const before = room()
const timer = setInterval(make, 1)
// Without the loader of TypeScript, which starts a thread of its own.
const worker = keepNewSpaceBeside(() => new Worker('setTimeout(() => {}, 1e6)', {eval: true, execArgv: []}))
worker.once('online', () => {
  for (let turn = 0; turn < 300; turn++) make()
  process.stdout.write(JSON.stringify({before, after: room()}))
  clearInterval(timer)
  void worker.terminate()
})
