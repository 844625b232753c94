import {ExitCode} from '../lib/errors.js'
import type {DriftAnswer} from '../lib/lifecycle/drift.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {askedDrift, driftFlags, driftOptionsOf} from '../lib/terminal/drift-flags.js'
import {compileLate} from '../lib/v8-settings.js'

export default class Drift extends BaseCommand<typeof Drift> {
  static override summary = 'Compare rows with those that a model was made from, or with any other file.'
  static override description =
    'Says which columns drifted, since when, how far, whether it matters to the model, and what to do. A column has ' +
    'drifted when its difference is significant (5 % false alarms a table, at 20 rows as at 5,000) and large enough ' +
    'to matter. docs/drift.md explains how, docs/drift-calibration.md shows how often it is wrong. Exits 4 when a file could not ' +
    'be read, after the others were compared.'
  static override examples = [
    {description: 'Has the world moved under the model?', command: '<%= config.bin %> drift -d data/month-12.csv'},
    {
      description: 'Since when? Three years, as a page to pass on',
      command: "<%= config.bin %> drift -d 'data/month-*.csv' --html drift.html",
    },
    {
      description: 'Two files, no model',
      command: '<%= config.bin %> drift --reference data/reference.csv -d data/month-12.csv',
    },
    {
      description: 'One long file, a period for each 1,500 rows; stop a pipeline when the last one drifted',
      command: '<%= config.bin %> drift -d all.csv --chunk 1500 --exit-code',
    },
    {
      description: 'A looser limit for one column, and only its fall counts',
      command: '<%= config.bin %> drift -d data/month-3.csv --threshold miles=0.3 --direction miles=down',
    },
    {
      description: 'What drifted, for a script',
      command:
        '<%= config.bin %> drift -d data/month-12.csv --json | jq -r \'.periods[].drift.columns[] | select(.status == "drift").key\'',
    },
  ]
  static override flags = driftFlags

  async run(): Promise<DriftAnswer> {
    compileLate()
    const {drift} = await import('../lib/lifecycle/drift.js')
    const report = await this.progress('Comparing', (report) =>
      drift({
        ...driftOptionsOf(this.flags, process.env),
        now: () => new Date(),
        random: Math.random,
        signal: this.signal,
        report,
      }),
    )
    if (this.flags.markdown === '-') {
      const {renderDriftMarkdown} = await import('../lib/report/drift-markdown.js')
      this.print(renderDriftMarkdown(report).trimEnd())
    } else {
      const {renderDrift} = await import('../lib/terminal/render-drift.js')
      const width = process.stdout.isTTY ? process.stdout.columns : 80
      this.print(renderDrift(report, {width, asked: askedDrift(this.flags)}))
    }
    if (report.failed.length > 0) this.exitCode = ExitCode.badData
    else if (this.flags['exit-code'] && report.periods.at(-1)?.drift.status === 'drift')
      this.exitCode = ExitCode.gateFailed
    return report
  }
}
