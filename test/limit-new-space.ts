import {getHeapSpaceStatistics} from 'node:v8'
import {Worker} from 'node:worker_threads'
import {setTimeout as sleep} from 'node:timers/promises'
import {limitNewSpace, limitNewSpaceBeside} from '../src/lib/v8-settings.js'

/** Says how many bytes of new objects there is room for, when it has grown to its limit and after threads were started. */
const limit = 4 * 2 ** 20
const kept: object[] = []
let made = 0
const room = (): number => {
  const space = getHeapSpaceStatistics().find(({space_name: name}) => name === 'new_space')!
  return space.space_used_size + space.space_available_size
}
/** In turns as short as those of a server. */
const make = async (turns: number, {keepEach}: {readonly keepEach: number}): Promise<number> => {
  for (let turn = 0; turn < turns; turn++) {
    for (let count = 0; count < 10_000; count++) {
      const object = {made: [made++]}
      if (made % keepEach === 0) kept[made % 100_000] = object
    }
    await sleep(1)
  }
  return room()
}

const atStart = room()
limitNewSpace(limit)
const grown = await make(300, {keepEach: 1})
let beside = 0
for (let thread = 0; thread < 10; thread++) {
  // Without the loader of TypeScript, which starts a thread of its own.
  const worker = limitNewSpaceBeside(() => new Worker('setTimeout(() => {}, 1e6)', {eval: true, execArgv: []}))
  beside = await make(100, {keepEach: 10})
  await worker.terminate()
}
process.stdout.write(JSON.stringify({limit, atStart, grown, beside}))
