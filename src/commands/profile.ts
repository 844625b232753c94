import {Flags} from '@oclif/core'
import type {ProfileAnswer} from '../lib/lifecycle/profile.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {
  dataFlag,
  delimiterFlag,
  ignoreFlag,
  modelsFlag,
  onBadRowFlag,
  profileOutFlag,
  schemaFlag,
  targetFlag,
} from '../lib/terminal/flags.js'

export default class Profile extends BaseCommand<typeof Profile> {
  static override summary = 'Count the rows of a file: what drift needs to know of it, without the rows.'
  static override description =
    'A profile holds how often each value occurs and nothing of a single row. It takes the place of its file in ' +
    'mlops drift, as --reference or --current, and gives the same verdict. Files of any size are read in little memory; ' +
    'profiles of parts, made on many machines, merge into that of the whole. Parts need one description: --schema or ' +
    '--model.'
  static override examples = [
    {
      description: 'A month in a few kilobytes',
      command: '<%= config.bin %> profile -d data/month-12.csv -o month-12.json',
    },
    {
      description: 'With what the model in production answers',
      command: '<%= config.bin %> profile -d data/month-12.csv -m production -o month-12.json.gz',
    },
    {
      description: 'A part of a large file; mlops profile merge puts the parts together',
      command: '<%= config.bin %> profile -d part-1.csv.gz --schema datapackage.json -o part-1.json',
    },
    {
      description: 'From a pipe into a pipe',
      command: "gzip -dc year.csv.gz | <%= config.bin %> profile -d - -o - | jq '.columns[].name'",
    },
  ]
  static override flags = {
    data: dataFlag,
    out: profileOutFlag,
    model: Flags.string({
      char: 'm',
      helpValue: 'VERSION|ALIAS',
      summary: 'Count what this model answers, too. Default: none.',
    }),
    models: modelsFlag,
    columns: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      helpValue: 'COLUMN,…',
      summary: 'Count these features only.',
    }),
    schema: schemaFlag,
    target: targetFlag,
    ignore: ignoreFlag,
    delimiter: delimiterFlag,
    'on-bad-row': onBadRowFlag,
    force: Flags.boolean({summary: 'Replace a file that is no profile.'}),
  }

  async run(): Promise<ProfileAnswer> {
    const {profile} = await import('../lib/lifecycle/profile.js')
    const {data, out, model, models, columns, schema, target, ignore, delimiter, force} = this.flags
    const {answer, text} = await this.progress('Counting', (report) =>
      profile({
        ...{data, out, model, models, columns, schema, target, ignore, delimiter, report},
        onBadRow: this.flags['on-bad-row'],
        existing: force ? 'replace' : 'keep',
        now: () => new Date(),
        random: Math.random,
        signal: this.signal,
      }),
    )
    const {renderProfile} = await import('../lib/terminal/render-profile.js')
    if (out === '-') this.printExactly(text)
    else this.print(renderProfile(answer))
    return answer
  }
}
