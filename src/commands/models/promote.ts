import {Args, Flags} from '@oclif/core'
import {ExitCode} from '../../lib/errors.js'
import type {ModelsPromoteResult} from '../../lib/lifecycle/models.js'
import {BaseCommand} from '../../lib/terminal/base-command.js'
import {modelsFlag} from '../../lib/terminal/flags.js'

export default class ModelsPromote extends BaseCommand<typeof ModelsPromote> {
  static override summary = 'Put a version into production.'
  static override description =
    'The alias production moves to the version, once every file of it was seen to be whole; what was there before ' +
    'becomes previous. A version that failed a gate when it was trained is refused with exit code 3.'
  static override examples = [
    '<%= config.bin %> models promote 3',
    {
      description: 'Into production in spite of a failed gate: a decision, not an accident',
      command: '<%= config.bin %> models promote 3 --force',
    },
  ]
  static override args = {
    version: Args.string({required: true, description: 'A version, or an alias.'}),
  }
  static override flags = {
    force: Flags.boolean({summary: 'Promote the version although it failed a gate.'}),
    models: modelsFlag,
  }

  async run(): Promise<ModelsPromoteResult> {
    const {promoteModel} = await import('../../lib/lifecycle/models.js')
    const {renderModelsPromote} = await import('../../lib/terminal/render-models.js')
    const result = await promoteModel({
      ...{folder: this.flags.models, now: () => new Date(), random: Math.random},
      model: this.args.version,
      failedGates: this.flags.force ? 'force' : 'refuse',
    })
    this.print(renderModelsPromote(result))
    if (!result.promoted) this.exitCode = ExitCode.gateFailed
    return result
  }
}
