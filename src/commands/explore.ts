import {Flags} from '@oclif/core'
import type {Exploration} from '../lib/lifecycle/explore.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {dataFlag, delimiterFlag, ignoreFlag, onBadRowFlag, schemaFlag, targetFlag} from '../lib/terminal/flags.js'

export default class Explore extends BaseCommand<typeof Explore> {
  static override summary = 'Look at a file before learning from it: columns, classes, leaks, oddities.'
  static override description =
    'Shows each column by class and how closely it goes with the label, and names what would spoil a training: columns ' +
    'that give the label away, constants, identifiers, repeated rows, values out of range, unequal classes. A file ' +
    'without a label is explored as far as that goes.'
  static override examples = [
    {description: 'The example', command: '<%= config.bin %> explore -d data/reference.csv'},
    {
      description: 'All charts, in one page that needs no network',
      command: '<%= config.bin %> explore -d data/reference.csv --html explore.html',
    },
    {
      description: 'Any CSV: name the label, leave out what must not be learned, write that down as datapackage.json',
      command: '<%= config.bin %> explore -d churn.csv --target churned --ignore id --write-schema',
    },
    {
      description: 'Suspected leaks, for a script',
      command: '<%= config.bin %> explore -d data/month-12.csv --json | jq \'.findings[] | select(.kind == "leak")\'',
    },
  ]
  static override flags = {
    data: dataFlag,
    schema: schemaFlag,
    target: targetFlag,
    ignore: ignoreFlag,
    delimiter: delimiterFlag,
    'on-bad-row': onBadRowFlag,
    html: Flags.string({helpValue: 'FILE', summary: 'Write one page with all charts.'}),
    'write-schema': Flags.string({
      helpValue: '[FILE]',
      summary: 'Write a data package of what was found, by default as datapackage.json beside the data.',
    }),
    force: Flags.boolean({summary: 'Replace files that hold something else.'}),
  }

  override async init(): Promise<void> {
    // The file of --write-schema may be left out, which flags of oclif cannot say.
    this.argv = this.argv.flatMap((word, index, words) =>
      word === '--write-schema' && /^-.|^$/.test(words[index + 1] ?? '') ? [word, ''] : [word],
    )
    await super.init()
  }

  async run(): Promise<Exploration> {
    const {explore} = await import('../lib/lifecycle/explore.js')
    const {data: path, schema, target, ignore, delimiter, html, force} = this.flags
    const exploration = await this.progress('Exploring', (report) =>
      explore({
        data: {
          path,
          schema,
          target,
          ignore,
          delimiter,
          onBadRow: this.flags['on-bad-row'],
          signal: this.signal,
        },
        html,
        writeSchema: this.flags['write-schema'],
        existing: force ? 'replace' : 'keep',
        report,
      }),
    )
    const {renderExploration} = await import('../lib/terminal/render-exploration.js')
    const width = process.stdout.isTTY ? process.stdout.columns : 80
    this.print(renderExploration(exploration, {width, asked: {schema, target, ignore}}))
    return exploration
  }
}
