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
  return withShellAndHome(() => Config.load({root: '/', plugins: new Map([[program, plugin]])}))
}

/**
 * oclif looks for the user's shell and home, which nothing here uses, and fails for a user whom the system does not
 * know, as they are in containers; on Windows it starts PowerShell to find out.
 */
async function withShellAndHome<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const {env} = process
  const missing = ['SHELL', 'HOME'].filter((name) => env[name] === undefined)
  for (const name of missing) env[name] = '/'
  try {
    return await load()
  } finally {
    for (const name of missing) Reflect.deleteProperty(env, name)
  }
}
