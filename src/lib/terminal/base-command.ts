import {Command, Flags, type Interfaces} from '@oclif/core'
import {ExitCode} from '../errors.js'
import {Interruption} from './interruption.js'
import {stringifyJson} from './json.js'
import {createProgress, type Progress} from './progress.js'
import {isJsonAsked, reportError} from './report-error.js'
import {visibleLine, visibleText} from './visible-text.js'

export type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & T['flags']>
export type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>

/**
 * What every command shares: results on stdout and everything else on stderr, --json, exit codes, interruption.
 * A command's `run` returns the object that --json prints; rendering for people goes through `print`.
 */
export abstract class BaseCommand<T extends typeof Command> extends Command {
  static override enableJsonFlag = true

  static override baseFlags = {
    json: Flags.boolean({summary: 'Print the result, or the error, as JSON on stdout.', helpGroup: 'GLOBAL'}),
    help: Flags.boolean({char: 'h', summary: 'Show this help.', helpGroup: 'GLOBAL'}),
  }

  protected flags!: FlagsOf<T>
  protected args!: ArgsOf<T>
  /** Set by a command whose result is not a plain success: a failed gate. */
  protected exitCode: ExitCode = ExitCode.done

  readonly #interruption = new Interruption()
  #progress: Progress | undefined

  /** Fires at SIGINT or SIGTERM. A command that never asks for it is ended by the signal itself. */
  protected get signal(): AbortSignal {
    return this.#interruption.signal
  }

  /** Runs the command from flags to output and answers the exit code; never throws. */
  async execute(): Promise<ExitCode> {
    try {
      await this.init()
      const result: unknown = await this.run()
      if (this.jsonEnabled()) process.stdout.write(`${stringifyJson(result)}\n`)
      return this.exitCode
    } catch (error) {
      return reportError(error, {json: this.jsonEnabled(), commandId: this.id})
    } finally {
      this.#interruption.dispose()
    }
  }

  override async init(): Promise<void> {
    await super.init()
    const {args, flags} = await this.parse({
      flags: this.ctor.flags,
      baseFlags: (super.ctor as typeof BaseCommand).baseFlags,
      enableJsonFlag: this.ctor.enableJsonFlag,
      args: this.ctor.args,
      strict: this.ctor.strict,
    })
    this.flags = flags as FlagsOf<T>
    this.args = args as ArgsOf<T>
  }

  override jsonEnabled(): boolean {
    return isJsonAsked(this.argv)
  }

  /**
   * Shows that work is going on: a spinner on a terminal's stderr, nothing elsewhere.
   * `report` puts text behind the title and draws at once, so it also shows while the work leaves no idle moment.
   */
  protected async progress<R>(title: string, work: (report: (text: string) => void) => Promise<R>): Promise<R> {
    if (this.#progress !== undefined || this.jsonEnabled()) return work(() => undefined)
    this.#progress = await createProgress(title)
    try {
      return await work((text) => this.#progress?.report(visibleLine(text)))
    } finally {
      this.#progress.stop()
      this.#progress = undefined
    }
  }

  /** A result, on stdout; silent with --json. */
  protected print(text: string): void {
    if (this.jsonEnabled()) return
    this.#progress?.clear()
    process.stdout.write(`${visibleText(text)}\n`)
  }

  /** A result that is a file's content, on stdout as it is; silent with --json. */
  protected printExactly(text: string): void {
    if (!this.jsonEnabled()) process.stdout.write(text)
  }

  /** Anything that is not the result, on stderr; silent with --json. */
  protected note(text: string): void {
    if (this.jsonEnabled()) return
    this.#progress?.clear()
    process.stderr.write(`${visibleText(text)}\n`)
  }
}
