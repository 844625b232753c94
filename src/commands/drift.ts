import {availableParallelism} from 'node:os'
import {Flags} from '@oclif/core'
import {ExitCode} from '../lib/errors.js'
import type {SuggestedFlags} from '../lib/suggested-command.js'
import type {DriftAnswer} from '../lib/lifecycle/drift.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {columnChoiceFlag} from '../lib/terminal/column-choices.js'
import {overridesOf} from '../lib/terminal/drift-overrides.js'
import {
  delimiterFlag,
  ignoreFlag,
  integerFlag,
  modelFlag,
  modelsFlag,
  numberFlag,
  onBadRowFlag,
  schemaFlag,
  targetFlag,
} from '../lib/terminal/flags.js'
import {threadsToUse} from '../lib/terminal/threads.js'

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
  static override flags = {
    data: Flags.string({
      char: 'd',
      multiple: true,
      helpValue: 'FILE…',
      summary: 'CSV files, plain or gzipped, one a period; patterns as data/month-*.csv; - reads standard input.',
    }),
    current: Flags.string({
      multiple: true,
      helpValue: 'FILE…',
      summary: 'Profiles made by mlops profile, in place of rows or beside them.',
    }),
    reference: Flags.string({
      helpValue: 'FILE',
      summary: 'Compare with this CSV file or profile. Default: the rows that the model was made from.',
    }),
    model: modelFlag,
    models: modelsFlag,
    'from-log': Flags.string({
      helpValue: 'DIR',
      summary: 'Rows that mlops serve has answered, from its log, as the last period.',
    }),
    since: Flags.string({
      dependsOn: ['from-log'],
      helpValue: 'TIME',
      summary: 'Of the log, rows since then only: 7d, 12h, or a date.',
    }),
    by: Flags.string({helpValue: 'COLUMN', summary: 'A period for each value of this column.', exclusive: ['chunk']}),
    chunk: integerFlag({minimum: 1})({summary: 'A period for each N rows.'}),
    columns: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      helpValue: 'COLUMN,…',
      summary: 'Compare these features only; the label and the model are compared as ever.',
    }),
    policy: Flags.option({
      options: ['calibrated', 'evidently'] as const,
      default: 'calibrated' as const,
      helpValue: 'calibrated|evidently',
      helpGroup: 'JUDGEMENT',
      summary: 'How it is judged: the own way, or as Evidently 0.7 does by default.',
    })(),
    alpha: numberFlag({minimum: 0, maximum: 0.5})({
      default: 0.05,
      helpGroup: 'JUDGEMENT',
      summary: 'Share of false alarms among tables without drift.',
    }),
    'min-effect': numberFlag({minimum: 0, maximum: 10})({
      default: 0.1,
      helpGroup: 'JUDGEMENT',
      summary: 'Effect from which a significant difference is drift; half of it is a warning.',
    }),
    test: columnChoiceFlag({helpValue: 'TEST', summary: 'Another test for a column, such as ks or psi.'}),
    threshold: columnChoiceFlag({helpValue: 'NUMBER', summary: 'Another limit for a column.'}),
    direction: columnChoiceFlag({helpValue: 'up|down', summary: 'Only this direction counts for a column.'}),
    'show-rows': integerFlag({minimum: 1, maximum: 1000})({
      helpGroup: 'OUTPUT',
      summary: 'Show the N rows of each period that are most unlike the reference.',
    }),
    html: Flags.string({helpGroup: 'OUTPUT', helpValue: 'FILE', summary: 'Write a page with all charts.'}),
    markdown: Flags.string({
      helpGroup: 'OUTPUT',
      helpValue: 'FILE',
      summary: 'Write a comment for a pull request; - prints it in place of the table.',
    }),
    'exit-code': Flags.boolean({
      helpGroup: 'OUTPUT',
      summary: 'Exit 3 when the last period has drifted.',
    }),
    force: Flags.boolean({helpGroup: 'OUTPUT', summary: 'Replace files that hold something else.'}),
    schema: schemaFlag,
    target: targetFlag,
    ignore: ignoreFlag,
    delimiter: delimiterFlag,
    'on-bad-row': onBadRowFlag,
  }

  async run(): Promise<DriftAnswer> {
    const {drift} = await import('../lib/lifecycle/drift.js')
    const {model, models, reference, by, chunk, columns, policy, alpha, html, markdown} = this.flags
    const {schema, target, ignore, delimiter} = this.flags
    const {'from-log': folder, since} = this.flags
    const report = await this.progress('Comparing', (report) =>
      drift({
        ...{model, models, reference, by, chunk, columns, policy, alpha, html, markdown, report},
        ...{schema, target, ignore, delimiter, onBadRow: this.flags['on-bad-row']},
        data: this.flags.data ?? [],
        profiles: this.flags.current ?? [],
        log: folder === undefined ? undefined : {folder, since},
        minEffect: this.flags['min-effect'],
        overrides: overridesOf(this.flags),
        showRows: this.flags['show-rows'] ?? 0,
        existing: this.flags.force ? 'replace' : 'keep',
        threads: threadsToUse(process.env, availableParallelism()),
        now: () => new Date(),
        random: Math.random,
        signal: this.signal,
      }),
    )
    if (markdown === '-') {
      const {renderDriftMarkdown} = await import('../lib/report/drift-markdown.js')
      this.print(renderDriftMarkdown(report).trimEnd())
    } else {
      const {renderDrift} = await import('../lib/terminal/render-drift.js')
      const width = process.stdout.isTTY ? process.stdout.columns : 80
      this.print(renderDrift(report, {width, asked: this.asked()}))
    }
    if (report.failed.length > 0) this.exitCode = ExitCode.badData
    else if (this.flags['exit-code'] && report.periods.at(-1)?.drift.status === 'drift')
      this.exitCode = ExitCode.gateFailed
    return report
  }

  /** What a suggested command has to repeat. */
  private asked(): SuggestedFlags {
    const {data, model, models, reference, by, chunk, schema, target, ignore, delimiter, html} = this.flags
    return {
      ...{model, models, reference, by, chunk, schema, target, ignore, delimiter, html},
      data: data?.length === 1 ? data[0] : undefined,
    }
  }
}
