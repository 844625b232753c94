/** A command that does what its argument says: the base command and the process around it, without any real work. */
import {setTimeout} from 'node:timers/promises'
import {Args, Flags} from '@oclif/core'
import {ExitCode, MlopsError} from '../../src/lib/errors.js'
import {BaseCommand} from '../../src/lib/terminal/base-command.js'
import {integerFlag} from '../../src/lib/terminal/flags.js'
import {loadConfig} from '../../src/lib/terminal/oclif-config.js'
import {runProgram} from '../../src/lib/terminal/process.js'
import {style, styleError} from '../../src/lib/terminal/style.js'

class Fixture extends BaseCommand<typeof Fixture> {
  static override args = {behaviour: Args.string({required: true})}
  static override flags = {
    file: Flags.string({exclusive: ['folder']}),
    folder: Flags.string(),
    rows: integerFlag({minimum: 1, maximum: 10})(),
  }

  async run(): Promise<unknown> {
    switch (this.args.behaviour) {
      case 'result':
        this.print(style.good('the result'))
        this.note(styleError.warn('a note'))
        return {number: Number.NaN, values: Float64Array.of(1, Infinity)}
      case 'gate':
        this.exitCode = ExitCode.gateFailed
        return {passed: false}
      case 'known error':
        throw new MlopsError('DATA_INVALID', {
          message: 'data.csv:17:3  age is "abc", expected a number',
          suggestion: 'Fix the row.',
          details: {row: 17},
        })
      case 'bug':
        throw new TypeError('model.fit is not a function')
      case 'full disk':
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
          ...{code: 'ENOSPC', syscall: 'write', path: 'models/1/weights.bin'},
        })
      case 'late bug':
        void setTimeout(1).then(() => JSON.parse('{') as unknown)
        return setTimeout(10_000)
      case 'bug in a callback':
        setImmediate(() => {
          throw new TypeError('port is not a number')
        })
        return setTimeout(10_000)
      case 'work':
        return this.progress('Working', async (report) => {
          for (let step = 1; step <= 5; step++) {
            report(`step ${step}`)
            await setTimeout(100)
          }
          this.note('a note in between')
        })
      case 'wait': {
        const {signal} = this
        process.stderr.write('waiting\n')
        await setTimeout(20_000, undefined, {signal})
        return undefined
      }
      case 'ignore the signal':
        if (!this.signal.aborted) process.stderr.write('waiting\n')
        return setTimeout(20_000)
      case 'finish in spite of the signal': {
        const interrupted = new Promise((resolve) => this.signal.addEventListener('abort', resolve))
        const alive = setInterval(() => undefined, 1000)
        process.stderr.write('waiting\n')
        await interrupted
        clearInterval(alive)
        this.print('finished')
        return undefined
      }
      case 'never ask for the signal':
        process.stderr.write('waiting\n')
        return setTimeout(20_000)
      case 'print much':
        for (let line = 0; line < 200_000; line++) this.print(`line ${line}`)
        return undefined
      case 'leave standard input open':
        process.stdin.resume()
        return undefined
      default:
        throw new Error('no such behaviour')
    }
  }
}

void runProgram(async () => {
  Fixture.id = 'fixture'
  return new Fixture(process.argv.slice(2), await loadConfig({fixture: Fixture})).execute()
})
