import type {ModelsListResult} from '../../lib/lifecycle/models.js'
import {BaseCommand} from '../../lib/terminal/base-command.js'
import {modelsFlag} from '../../lib/terminal/flags.js'

export default class ModelsList extends BaseCommand<typeof ModelsList> {
  static override summary = 'List the versions of a model, with their gates and aliases.'
  static override description =
    'Every file of every version is held to its hash. A version that is broken is listed with the reason; the others ' +
    'are not affected.'
  static override examples = [
    '<%= config.bin %> models list',
    {
      description: 'The newest version that passed all its gates',
      command:
        '<%= config.bin %> models list --json | jq \'.models | map(select(.status == "valid" and .gates.passed == .gates.total)) | last.version\'',
    },
  ]
  static override flags = {models: modelsFlag}

  async run(): Promise<ModelsListResult> {
    const {listModels} = await import('../../lib/lifecycle/models.js')
    const {renderModelsList} = await import('../../lib/terminal/render-models.js')
    const result = await listModels({folder: this.flags.models, now: () => new Date(), random: Math.random})
    this.print(renderModelsList(result))
    return result
  }
}
