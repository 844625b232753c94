import type {ModelsRollbackResult} from '../../lib/lifecycle/models.js'
import {BaseCommand} from '../../lib/terminal/base-command.js'
import {modelsFlag} from '../../lib/terminal/flags.js'

export default class ModelsRollback extends BaseCommand<typeof ModelsRollback> {
  static override summary = 'Put back into production what was there before.'
  static override description =
    'production and previous change places, so a second rollback undoes the first. The version is held to its hashes ' +
    'first; its gates are not asked, because it was in production already.'
  static override examples = ['<%= config.bin %> models rollback']
  static override flags = {models: modelsFlag}

  async run(): Promise<ModelsRollbackResult> {
    const {rollbackModel} = await import('../../lib/lifecycle/models.js')
    const {renderModelsRollback} = await import('../../lib/terminal/render-models.js')
    const result = await rollbackModel({folder: this.flags.models, now: () => new Date(), random: Math.random})
    this.print(renderModelsRollback(result))
    return result
  }
}
