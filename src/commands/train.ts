import {Flags} from '@oclif/core'
import {packageRoot} from '../lib/assets.js'
import type {TrainReport} from '../lib/lifecycle/train.js'
import type {EpochRecord} from '../lib/model/manifest.js'
import {program, version} from '../lib/program.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {modelsFlag} from '../lib/terminal/flags.js'
import {rowsFlags, rowsOf} from '../lib/terminal/rows-flags.js'
import {foldsFlag, nameFlag, trainingConfigOf, trainingFlags} from '../lib/terminal/training-flags.js'

export default class Train extends BaseCommand<typeof Train> {
  static override summary = 'Learn a model from labelled rows, and hold it to its quality gates.'
  static override description =
    'Adds a new version to the registry, whether the gates pass or not: what it is good for, a person decides. The ' +
    'same seed, data and backend give the same weights, bit for bit. Ctrl-C writes nothing.'
  static override examples = [
    {description: 'The example', command: '<%= config.bin %> train -d data/reference.csv'},
    {description: 'Any CSV with a label', command: '<%= config.bin %> train -d churn.csv --target churned --ignore id'},
    {
      description: 'A larger network, trained for longer',
      command: '<%= config.bin %> train -d data/reference.csv --hidden 256,128 --dropout 0.5 --epochs 200',
    },
    {
      description: 'With predictions of all rows, so that drift is seen sooner',
      command: '<%= config.bin %> train -d data/reference.csv --folds 5',
    },
    {
      description: 'From what was predicted in the last year, and what turned out to be true',
      command: '<%= config.bin %> train --from-log predictions --since 52w',
    },
    {
      description: 'From another program, for another one',
      command: 'zcat rows.csv.gz | <%= config.bin %> train -d - --target y --json',
    },
  ]
  static override flags = {
    ...rowsFlags,
    models: modelsFlag,
    name: nameFlag,
    ...trainingFlags,
    folds: foldsFlag,
    backend: Flags.option({options: ['auto', 'wasm', 'native'] as const})({
      default: 'auto',
      summary: 'WebAssembly, native TensorFlow, or the faster one for this network and batch.',
    }),
  }

  async run(): Promise<TrainReport> {
    const [{train}, {Registry}, {loadNativeBackend}, {renderTraining}] = await Promise.all([
      import('../lib/lifecycle/train.js'),
      import('../lib/model/registry.js'),
      import('../lib/model/native-backend.js'),
      import('../lib/terminal/render-training.js'),
    ])
    const {flags} = this
    const config = trainingConfigOf(flags)
    const report = await this.progress('Training', (show) =>
      train({
        ...{config, signal: this.signal, name: flags.name, backend: flags.backend, folds: flags.folds},
        data: rowsOf(flags),
        registry: new Registry(flags.models, {now: () => new Date(), random: Math.random}),
        loadNative: () => loadNativeBackend({folder: process.env['MLOPS_TFJS_NODE'], root: packageRoot()}),
        clock: () => new Date(),
        now: () => performance.now(),
        createdBy: `${program} ${version}`,
        onEpoch: (record, fold) => {
          const epoch = describeEpoch(record, config.epochs)
          show(fold === undefined ? epoch : `fold ${fold}/${flags.folds}  ${epoch}`)
        },
        onImportance: (feature) => show(`importance of ${feature}`),
      }),
    )
    this.print(renderTraining(report))
    return report
  }
}

/** What stands behind the spinner: "epoch 12/100  loss 0.61  accuracy 0.74  test 0.83". */
function describeEpoch({epoch, loss, accuracy, testAccuracy}: EpochRecord, epochs: number): string {
  const figures = [`loss ${loss.toFixed(3)}`, `accuracy ${accuracy.toFixed(3)}`, `test ${testAccuracy.toFixed(3)}`]
  return [`epoch ${epoch}/${epochs}`, ...figures].join('  ')
}
