import {setImmediate} from 'node:timers/promises'
import {ExitCode, MlopsError} from '../errors.js'
import {isJsonAsked, reportError} from './report-error.js'

/**
 * Runs the program as this process: ends it with the exit code as soon as its output is written, even when standard
 * input is still open, and reports what escaped every other net.
 */
export async function runProgram(run: () => Promise<ExitCode>): Promise<void> {
  const json = isJsonAsked(process.argv)
  const fail = (error: unknown): never => process.exit(reportError(error, {json}))
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  guardStandardOutput()
  const exitCode = await run()
  await written(process.stdout)
  process.exit(exitCode)
}

/**
 * A reader that has seen enough (`mlops … | head`) is no error: what follows is written to nobody, and the work is
 * still finished. A full disk behind `>` is one.
 */
function guardStandardOutput(): void {
  // oclif installs a listener that turns every other failure into a crash with a trace.
  process.stdout.removeAllListeners('error')
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    const failure = new MlopsError('FILE_UNWRITABLE', {
      message: `Cannot write the result to standard output: ${error.code ?? error.message}.`,
      cause: error,
    })
    process.exit(reportError(failure, {json: false}))
  })
  process.stderr.on('error', () => undefined)
}

/** Resolves when the stream has passed on what it was given, or has said that it cannot. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writable) await new Promise((resolve) => stream.write('', resolve))
  // A failed write to a file tells about itself a moment later.
  await setImmediate()
}
