import {Flags} from '@oclif/core'
import {ExitCode} from '../lib/errors.js'
import type {ValidationReport} from '../lib/lifecycle/validate.js'
import type {GateBoundChoices} from '../lib/model/gate-bounds.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {
  dataFlag,
  delimiterFlag,
  modelFlag,
  modelsFlag,
  numberFlag,
  onBadRowFlag,
  sharesFlag,
} from '../lib/terminal/flags.js'

const share = numberFlag({minimum: 0, maximum: 1})

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
    'min-accuracy': share({helpGroup: 'GATES', summary: 'Accuracy must be above it. Default: 0.85.'}),
    'max-accuracy': share({helpGroup: 'GATES', summary: 'Accuracy must be below it. Default: 0.95.'}),
    'max-spread': share({helpGroup: 'GATES', summary: 'Accuracies must be closer than this. Default: 0.05.'}),
    'class-share-tolerance': numberFlag({minimum: 0})({
      helpGroup: 'GATES',
      summary: 'How far the answers of a class may be from their expected number. Default: 0.15.',
    }),
    'class-shares': sharesFlag({helpGroup: 'GATES', summary: 'Expected share of each class. Default: all equal.'}),
    'min-probability': share({
      helpGroup: 'GATES',
      summary: 'Every highest probability must be above it. Default: 0.4.',
    }),
    'min-mean-probability': share({helpGroup: 'GATES', summary: 'Their mean must be above it. Default: 0.7.'}),
    'min-top-probability': share({helpGroup: 'GATES', summary: 'Some must be above it. Default: 0.99.'}),
  }

  async run(): Promise<ValidationReport> {
    const {validate} = await import('../lib/lifecycle/validate.js')
    const {renderValidation} = await import('../lib/terminal/render-validation.js')
    const {data, delimiter, model, models, compare, gates: gatesFile, 'on-bad-row': onBadRow} = this.flags
    const result = await this.progress('Validating', (report) =>
      validate({
        ...{models, model, data, delimiter, onBadRow, gatesFile, compare, report},
        gates: this.bounds(),
        now: () => new Date(),
        random: Math.random,
        signal: this.signal,
      }),
    )
    this.print(renderValidation(result))
    if (result.notStored !== null) this.note(`The result was not stored with the version: ${result.notStored}`)
    if (!result.passed) this.exitCode = ExitCode.gateFailed
    return result
  }

  private bounds(): GateBoundChoices {
    const {flags} = this
    return {
      minimumAccuracy: flags['min-accuracy'],
      maximumAccuracy: flags['max-accuracy'],
      maximumSpread: flags['max-spread'],
      classShareTolerance: flags['class-share-tolerance'],
      classShares: flags['class-shares'],
      minimumProbability: flags['min-probability'],
      minimumMeanProbability: flags['min-mean-probability'],
      minimumTopProbability: flags['min-top-probability'],
    }
  }
}
