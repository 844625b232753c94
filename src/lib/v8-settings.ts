import {getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'

/** What V8 is told while the program runs. Each setting was measured, and is left out where V8 does not know it. */

/** Flags that versions of Node.js know, as tried: V8 complains on stderr of one that it does not know. */
const known: Readonly<Record<string, readonly number[]>> = {
  'interrupt-budget': [20],
  'semi-space-growth-factor': [20, 22, 24],
  'expose-gc': [20, 22, 24],
  'heap-growing-percent': [20, 22, 24],
}

function setFlag(name: string, value?: number): boolean {
  const major = Number(process.versions.node.split('.')[0])
  if (known[name]?.includes(major) !== true) return false
  setFlagsFromString(value === undefined ? `--${name}` : `--${name}=${value}`)
  return true
}

/** Default: 67,584. At 400,000 a drift of 1,500 rows takes a fourth less processor time, one of 1,000,000 rows as long. */
const INTERRUPT_BUDGET = 400_000

/**
 * Lets V8 wait longer before it optimises a function: a command that ends in a fraction of a second is over before the
 * compiler's work has paid for itself. To be called when a short command begins.
 */
export function compileLate(): void {
  setFlag('interrupt-budget', INTERRUPT_BUDGET)
}

/** With half of it, large requests take a fifth longer. */
const NEW_SPACE_BYTES = 8 * 2 ** 20

/**
 * Lets the room for new objects of this thread grow so far, and no further. Under load V8 makes it twice as large, and
 * is no faster by it: 17 MB of a server. At rest it makes the room small, so that it has to grow again.
 *
 * A thread that starts meanwhile has V8 take a factor of 2 until the next collection: the room may then grow once more.
 *
 * @param bytes - that are used until garbage is collected; V8 has twice as much for them
 */
export function limitNewSpace(bytes = NEW_SPACE_BYTES): void {
  const keepToLimit = (): void => {
    const space = getHeapSpaceStatistics().find(({space_name: name}) => name === 'new_space')!
    const room = space.space_used_size + space.space_available_size
    // It is doubled, and a little of it cannot be used.
    setFlag('semi-space-growth-factor', room < 0.75 * bytes ? 2 : 1)
  }
  keepToLimit()
  // V8 changes the room when it collects garbage, and tells in the next turn of the event loop.
  new PerformanceObserver(keepToLimit).observe({entryTypes: ['gc']})
}

/**
 * Lets V8 collect old objects when there are two fifths more of them than after the last time. Under load it waits for
 * up to four times as many: 40 MB of a server, which is no faster by it.
 */
export function collectEarly(): void {
  setFlag('heap-growing-percent', 40)
}

/** Each collection takes 30 ms of processor time, most of it in threads that have no lower priority. */
const MOST_GARBAGE_BYTES = 4 * 2 ** 20

/**
 * What gives back memory that this thread no longer uses, when it is called and there is enough of it: V8 alone lets a
 * thread that works for 10 ms every other second keep 50 MB. Does nothing where V8 cannot be asked.
 */
export function garbageCollector(): () => void {
  if (!setFlag('expose-gc')) return () => undefined
  const collect = runInNewContext('gc') as () => void
  let least = Infinity
  return () => {
    const held = bytesHeld()
    least = Math.min(least, held)
    if (held - least < MOST_GARBAGE_BYTES) return
    collect()
    // Buffers are given back a moment later: the next call sees what is left.
    least = Infinity
  }
}

/** By this thread, of its heap and in buffers. */
function bytesHeld(): number {
  const {used_heap_size: heap, external_memory: buffers} = getHeapStatistics()
  return heap + buffers
}
