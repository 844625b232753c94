import {Flags} from '@oclif/core'
import type {GenerateResult} from '../lib/lifecycle/generate.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {integerFlag} from '../lib/terminal/flags.js'
import {renderGenerate} from '../lib/terminal/render-generate.js'

export default class Generate extends BaseCommand<typeof Generate> {
  static override summary = 'Write the example data: a car insurer, month by month.'
  static override description =
    'Makes a reference (month 0), the months after it, and the data package that describes them. The same flags give ' +
    'the same bytes on every machine. Other worlds, for trying out what a monitor sees: no drift at all, customers ' +
    'who change (covariate), causes of risk that change (concept), or both (full).'
  static override examples = [
    {description: 'The example as the other commands use it, in ./data', command: '<%= config.bin %> generate'},
    {
      description: 'A year without any drift: every alarm on it is a false one',
      command: '<%= config.bin %> generate --months 12 --drift none --seed 7 --out calm',
    },
    {description: 'A large file', command: '<%= config.bin %> generate --months 0 --rows 1000000 --out large'},
  ]
  static override flags = {
    months: integerFlag({minimum: 0, maximum: 120})({default: 36, summary: 'Months after the reference.'}),
    rows: integerFlag({minimum: 1, maximum: 5_000_000})({default: 1500, summary: 'Rows in each file.'}),
    seed: integerFlag()({default: 42, summary: 'Start of the random numbers.'}),
    drift: Flags.option({options: ['none', 'covariate', 'concept', 'full'] as const})({
      default: 'full',
      summary: 'What moves from month to month.',
    }),
    out: Flags.string({default: 'data', helpValue: 'DIR', summary: 'Folder to write to; made when missing.'}),
    force: Flags.boolean({summary: 'Replace files that hold something else.'}),
  }

  async run(): Promise<GenerateResult> {
    const {generate} = await import('../lib/lifecycle/generate.js')
    const {force, months, rows, seed, drift, out} = this.flags
    const result = await this.progress('Generating', (report) =>
      generate({
        ...{months, rows, seed, drift, out, report},
        existing: force ? 'replace' : 'keep',
        signal: this.signal,
      }),
    )
    this.print(renderGenerate(result))
    return result
  }
}
