import {Config, Plugin} from '@oclif/core'
import {description, program, version} from '../program.js'
import type {CommandTable, Topics} from './command-table.js'

/**
 * An oclif configuration whose commands are the given table, in memory: nothing is searched for on disk, so the npm
 * package and the single file run the same code.
 */
export async function loadConfig(commands: CommandTable, topics: Topics = {}): Promise<Config> {
  const plugin = new Plugin({
    name: program,
    // No plugin, manifest or setting is read from here; oclif wants a folder nevertheless.
    root: '/',
    isRoot: true,
    ignoreManifest: true,
    pjson: {
      name: program,
      version,
      description,
      oclif: {
        bin: program,
        topicSeparator: ' ',
        topics: Object.fromEntries(Object.entries(topics).map(([name, description]) => [name, {description}])),
        commands: {strategy: 'explicit', target: 'in-memory', identifier: 'commands'},
      },
    },
  })
  // The cache that oclif fills after it imported the target of the explicit strategy; a private field of 4.14.
  ;(plugin as unknown as {commandCache: CommandTable}).commandCache = commands
  await plugin.load()
  return Config.load({root: '/', plugins: new Map([[program, plugin]])})
}
