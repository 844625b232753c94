import type {Ora} from 'ora'

export interface Progress {
  /** Puts text behind the title. */
  report(text: string): void
  /** Removes the spinner from the screen for a moment, before something else is written. */
  clear(): void
  stop(): void
}

/** A spinner on stderr where a person watches; nothing in a pipe, in CI, on a dumb terminal. */
export async function createProgress(title: string): Promise<Progress> {
  if (!isWatched()) return {report: () => undefined, clear: () => undefined, stop: () => undefined}
  const {default: ora} = await import('ora')
  // discardStdin would switch the terminal to raw mode, in which Ctrl-C is no signal.
  const spinner = ora({text: title, stream: process.stderr, discardStdin: false, hideCursor: false}).start()
  return {report: createReport(spinner, title), clear: () => spinner.clear(), stop: () => spinner.stop()}
}

/** ora draws from a timer, which starves while work runs from one microtask to the next: so a report draws as well. */
function createReport(spinner: Ora, title: string): (text: string) => void {
  let drawnAt = 0
  return (text) => {
    spinner.text = `${title}  ${text}`
    const now = performance.now()
    if (now - drawnAt < spinner.interval) return
    drawnAt = now
    spinner.render()
  }
}

/** A terminal whose size nobody set says that it has 0 columns: ora would wrap its line without end. */
function isWatched(): boolean {
  const {CI: ci, TERM: term} = process.env
  const {isTTY, columns} = process.stderr
  return isTTY && columns > 0 && term !== 'dumb' && (ci === undefined || ci === '' || ci === 'false')
}
