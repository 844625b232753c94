import {ExitCode} from '../errors.js'

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Turns SIGINT and SIGTERM into an AbortSignal. The first one asks the work to stop; a second one ends the process
 * at once. Listening starts when the signal is first asked for: until then the default action is the right one.
 */
export class Interruption {
  readonly #controller = new AbortController()
  #listening = false

  get signal(): AbortSignal {
    if (!this.#listening) {
      this.#listening = true
      for (const name of signals) process.on(name, this.#interrupt)
    }
    return this.#controller.signal
  }

  dispose(): void {
    for (const name of signals) process.off(name, this.#interrupt)
  }

  readonly #interrupt = (): void => {
    if (this.#controller.signal.aborted) process.exit(ExitCode.interrupted)
    this.#controller.abort()
  }
}
