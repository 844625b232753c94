import {readlinkSync} from 'node:fs'
import {constants, getPriority, setPriority} from 'node:os'

const {PRIORITY_LOW} = constants.priority

/**
 * Gives the thread that calls it the lowest priority, where threads have priorities of their own, which is on Linux:
 * what shares a core with the thread that answers must not make clients wait. Elsewhere, and where the system does not
 * allow it, nothing happens.
 *
 * @returns whether it did
 */
export function lowerThreadPriority(): boolean {
  try {
    // "<process>/task/<thread>"
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (getPriority(thread) < PRIORITY_LOW) setPriority(thread, PRIORITY_LOW)
    return true
  } catch {
    return false
  }
}
