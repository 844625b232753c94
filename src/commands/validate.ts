import {Flags} from '@oclif/core'
import {ExitCode} from '../lib/errors.js'
import type {ValidationReport} from '../lib/lifecycle/validate.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {dataFlag, delimiterFlag, modelFlag, modelsFlag, onBadRowFlag} from '../lib/terminal/flags.js'
import {gateBoundsOf, gateFlags, givenGateFlags} from '../lib/terminal/gate-flags.js'

export default class Validate extends BaseCommand<typeof Validate> {
  static override summary = 'Hold a model to its quality gates on labelled data.'
  static override description =
    'On the file that the model was made from, train and test rows are judged apart, as recorded at training; on any ' +
    'other file all rows are. The result is stored with the version. Exits 3 when a gate fails, so that a pipeline can ' +
    'stop there. docs/gates.md explains each gate.'
  static override examples = [
    {
      description: 'Does the model still hold a year later?',
      command: '<%= config.bin %> validate -d data/month-12.csv',
    },
    {
      description: 'Is the new version better than version 1, on the same rows?',
      command: '<%= config.bin %> validate -d data/month-13.csv --compare 1',
    },
    {
      description: 'Other requirements, for this run',
      command: '<%= config.bin %> validate -d data/month-12.csv --min-accuracy 0.8 --max-spread 0.1',
    },
    {
      description: 'The failed gates, for a script',
      command: "<%= config.bin %> validate -d data/month-12.csv --json | jq '.gates[] | select(.passed | not)'",
    },
  ]
  static override flags = {
    data: dataFlag,
    model: modelFlag,
    models: modelsFlag,
    compare: Flags.string({
      helpValue: 'VERSION|ALIAS',
      summary: 'Put this version beside the model, on the same rows.',
    }),
    delimiter: delimiterFlag,
    'on-bad-row': onBadRowFlag,
    gates: Flags.string({
      helpValue: 'FILE',
      helpGroup: 'GATES',
      summary: 'JSON with bounds of the gates, as under mlops.gates in the data package.',
    }),
    ...gateFlags,
  }

  async run(): Promise<ValidationReport> {
    const {validate} = await import('../lib/lifecycle/validate.js')
    const {renderValidation} = await import('../lib/terminal/render-validation.js')
    const {data, delimiter, model, models, compare, gates: gatesFile, 'on-bad-row': onBadRow} = this.flags
    const result = await this.progress('Validating', (report) =>
      validate({
        ...{models, model, data, delimiter, onBadRow, gatesFile, compare, report},
        gates: gateBoundsOf(this.flags),
        now: () => new Date(),
        random: Math.random,
        signal: this.signal,
      }),
    )
    const given = {delimiter, 'on-bad-row': onBadRow === 'skip' ? onBadRow : undefined}
    this.print(renderValidation(result, {reading: given, gates: {gates: gatesFile, ...givenGateFlags(this.flags)}}))
    if (result.notStored !== null) this.note(`The result was not stored with the version: ${result.notStored}`)
    if (!result.passed) this.exitCode = ExitCode.gateFailed
    return result
  }
}
