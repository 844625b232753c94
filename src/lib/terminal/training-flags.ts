import {Flags} from '@oclif/core'
import {MlopsError} from '../errors.js'
import type {TrainingConfig} from '../model/manifest.js'
import {isModelName, toModelName} from '../model/model-name.js'
import {defaultTrainingConfig as defaults} from '../model/training-config.js'
import type {SuggestedFlags} from '../suggested-command.js'
import {integerFlag, layersFlag, numberFlag} from './flags.js'

/** The settings of a training. */
export const trainingFlags = {
  seed: integerFlag()({
    default: defaults.seed,
    summary: 'Start of the random numbers: split, weights, order, dropout.',
  }),
  epochs: integerFlag({minimum: 1, maximum: 100_000})({
    default: defaults.epochs,
    summary: 'Times that every row is visited.',
  }),
  'batch-size': integerFlag({minimum: 1, maximum: 65_536})({
    default: defaults.batchSize,
    summary: 'Rows of one optimiser step.',
  }),
  hidden: layersFlag({
    default: defaults.hidden,
    defaultHelp: () => Promise.resolve(defaults.hidden.join()),
    summary: 'Units of each hidden layer; 0 for none.',
  }),
  dropout: numberFlag({minimum: 0, maximum: 0.99})({
    default: defaults.dropout,
    summary: 'Share of units left out in a step.',
  }),
  'learning-rate': numberFlag({minimum: 1e-9, maximum: 10})({
    default: defaults.learningRate,
    summary: 'Step size of Adam.',
  }),
  'test-share': numberFlag({minimum: 0.01, maximum: 0.9})({
    default: defaults.testShare,
    summary: 'Share of the rows kept for testing, the same in each class.',
  }),
}

/** Not among the settings of a training: it changes nothing about the model. */
export const foldsFlag = integerFlag({minimum: 2, maximum: 100})({
  summary:
    'Train N more models, each without one of N parts of the rows, to predict that part. Drift of what the model answers ' +
    'is then measured against all rows, not against the test split alone. The model stays the same.',
})

interface TrainingFlagValues {
  readonly seed: number
  readonly epochs: number
  readonly 'batch-size': number
  readonly hidden: readonly number[]
  readonly dropout: number
  readonly 'learning-rate': number
  readonly 'test-share': number
}

export function trainingConfigOf(flags: TrainingFlagValues): TrainingConfig {
  const {seed, epochs, hidden, dropout} = flags
  const rest = {batchSize: flags['batch-size'], learningRate: flags['learning-rate'], testShare: flags['test-share']}
  return {seed, epochs, hidden, dropout, ...rest}
}

/** The flags that give a training these settings, those that are the default left out. */
export function flagsOfConfig(config: TrainingConfig): SuggestedFlags {
  const written = (settings: TrainingConfig): readonly (readonly [string, string])[] => [
    ['seed', String(settings.seed)],
    ['epochs', String(settings.epochs)],
    ['batch-size', String(settings.batchSize)],
    ['hidden', settings.hidden.length === 0 ? '0' : settings.hidden.join()],
    ['dropout', String(settings.dropout)],
    ['learning-rate', String(settings.learningRate)],
    ['test-share', String(settings.testShare)],
  ]
  const usual = new Map(written(defaults))
  return Object.fromEntries(written(config).filter(([flag, value]) => usual.get(flag) !== value))
}

export const nameFlag = Flags.custom({
  helpValue: 'NAME',
  summary: 'Name of the model. Default: the name of the data package, or of the file.',
  parse: (name) => Promise.resolve(parseName(name)),
})()

function parseName(name: string): string {
  if (isModelName(name)) return name
  throw new MlopsError('USAGE', {
    message: `--name is ${JSON.stringify(name)}, expected letters, digits, dots, hyphens and underscores, a letter or digit first.`,
    suggestion: `Such as --name ${toModelName(name)}.`,
  })
}
