import {Args} from '@oclif/core'
import {BaseCommand} from '../lib/terminal/base-command.js'

export interface CompletionResult {
  readonly shell: 'bash' | 'zsh' | 'fish'
  readonly script: string
}

export default class Completion extends BaseCommand<typeof Completion> {
  static override summary = 'Print a script that completes commands and flags at the Tab key.'
  static override description =
    'Load it once to try it, or at the start of every shell to keep it. The script is made for this version of the ' +
    'program: print it again after an update, or load it the first way, which always does.'
  static override examples = [
    {description: 'bash, in ~/.bashrc', command: 'source <(<%= config.bin %> completion bash)'},
    {description: 'zsh, in ~/.zshrc after compinit', command: 'source <(<%= config.bin %> completion zsh)'},
    {
      description: 'fish',
      command: '<%= config.bin %> completion fish > ~/.config/fish/completions/<%= config.bin %>.fish',
    },
  ]
  static override args = {
    shell: Args.string({required: true, options: ['bash', 'zsh', 'fish'] as const, description: 'The shell.'}),
  }

  async run(): Promise<CompletionResult> {
    const {completionScript} = await import('../lib/terminal/completion.js')
    const shell = this.args.shell as CompletionResult['shell']
    const script = completionScript(shell, this.config)
    this.print(script)
    return {shell, script}
  }
}
