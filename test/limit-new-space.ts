import {getHeapSpaceStatistics} from 'node:v8'
import {setTimeout as sleep} from 'node:timers/promises'
import {limitNewSpace} from '../src/lib/v8-settings.js'

/** Says how many bytes of new objects there is room for, before and after it has grown to its limit. */
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
const later = await make(1_000, {keepEach: 10})
process.stdout.write(JSON.stringify({limit, atStart, grown, later}))
