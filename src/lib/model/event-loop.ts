import {throwIfInterrupted} from '../errors.js'

/**
 * Lets signals and progress have their turn in the midst of a long computation.
 *
 * @throws MlopsError `INTERRUPTED` when the signal has fired
 */
export async function eventLoopTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  throwIfInterrupted(signal)
}
