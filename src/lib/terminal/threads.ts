import {MlopsError} from '../errors.js'

/**
 * Threads to work with: what MLOPS_THREADS says, else one for each processor.
 *
 * @throws MlopsError `USAGE` when it says anything but a whole number from 1 on
 */
export function threadsToUse({MLOPS_THREADS: asked}: NodeJS.ProcessEnv, processors: number): number {
  if (asked === undefined || asked === '') return processors
  const threads = Number(asked)
  if (Number.isSafeInteger(threads) && threads >= 1) return threads
  throw new MlopsError('USAGE', {
    message: `MLOPS_THREADS is "${asked}", expected a whole number from 1 on.`,
    suggestion: 'Set it to 1 to work in one thread, or unset it.',
  })
}
