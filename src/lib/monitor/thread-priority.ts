import {readlinkSync} from 'node:fs'
import {constants, getPriority, setPriority} from 'node:os'

/**
 * Gives the thread that calls it less of the processor than the others of the program, where threads have priorities of
 * their own, which is on Linux: what shares a core with the thread that answers must not make clients wait. Elsewhere,
 * and where the system does not allow it, nothing happens.
 *
 * @param priority - as `os.constants.priority` has them
 * @returns whether it did
 */
export function lowerThreadPriority(priority = constants.priority.PRIORITY_BELOW_NORMAL): boolean {
  try {
    // "<process>/task/<thread>"
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    // What was started with an even lower priority keeps it; nobody may raise it again.
    if (getPriority(thread) < priority) setPriority(thread, priority)
    return true
  } catch {
    return false
  }
}
