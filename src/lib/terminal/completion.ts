import type {Command, Interfaces} from '@oclif/core'
import {bashScript} from './completion-bash.js'
import {fishScript} from './completion-fish.js'
import {completionModel} from './completion-model.js'
import {zshScript} from './completion-zsh.js'

/** A shell's completion script for these commands and the topics above them. */
export function completionScript(
  shell: 'bash' | 'zsh' | 'fish',
  {commands, topics}: {readonly commands: readonly Command.Cached[]; readonly topics: readonly Interfaces.Topic[]},
): string {
  const model = completionModel(commands, topics)
  if (shell === 'bash') return bashScript(model)
  return shell === 'zsh' ? zshScript(model) : fishScript(model)
}
