import {Args} from '@oclif/core'
import type {ModelsShowResult} from '../../lib/lifecycle/models.js'
import {BaseCommand} from '../../lib/terminal/base-command.js'
import {modelsFlag} from '../../lib/terminal/flags.js'

export default class ModelsShow extends BaseCommand<typeof ModelsShow> {
  static override summary = 'Show one model: how it was made, how good it is, what became of it.'
  static override description =
    'Quality per class, gates, learning curves, importance of the features, validations so far. With --json ' +
    'everything that the manifest holds.'
  static override examples = [
    {description: 'What is in production, else the newest version', command: '<%= config.bin %> models show'},
    {description: 'A version, or an alias', command: '<%= config.bin %> models show 3'},
    {
      description: 'The settings it was trained with',
      command: '<%= config.bin %> models show previous --json | jq .manifest.training.config',
    },
  ]
  static override args = {
    model: Args.string({
      description: 'A version, or an alias such as production. Default: production, else the newest.',
    }),
  }
  static override flags = {models: modelsFlag}

  async run(): Promise<ModelsShowResult> {
    const {showModel} = await import('../../lib/lifecycle/models.js')
    const {renderModelsShow} = await import('../../lib/terminal/render-models-show.js')
    const {model} = this.args
    const result = await showModel({
      ...{folder: this.flags.models, now: () => new Date(), random: Math.random},
      ...(model === undefined ? {} : {model}),
    })
    this.print(renderModelsShow(result))
    return result
  }
}
