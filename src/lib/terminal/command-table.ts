import type {Command, Config} from '@oclif/core'
import type {ExitCode} from '../errors.js'

export interface CommandFlag {
  readonly type: 'boolean' | 'option'
  readonly char?: string
  readonly summary?: string
  readonly helpValue?: string | string[]
  readonly helpGroup?: string
  readonly options?: readonly string[]
  readonly default?: unknown
  readonly required?: boolean
  readonly multiple?: boolean
  readonly hidden?: boolean
  readonly env?: string
  readonly allowNo?: boolean
}

export interface CommandArgument {
  readonly multiple?: boolean
  readonly description?: string
  readonly options?: readonly string[]
  readonly required?: boolean
  readonly hidden?: boolean
}

/** What help, completion and the program itself need of a command's class. */
export interface CommandClass {
  new (argv: string[], config: Config): {execute(): Promise<ExitCode>}
  id: string
  readonly summary?: string | undefined
  readonly description?: string | undefined
  readonly examples?: Command.Example[] | undefined
  readonly hidden?: boolean
  /** Undefined for a command without flags of its own. */
  readonly flags?: Readonly<Record<string, CommandFlag>>
  readonly baseFlags: Readonly<Record<string, CommandFlag>>
  readonly args: Readonly<Record<string, CommandArgument>>
}

/** Command id -> class. Words of an id are joined by ":"; "models:list" is typed `mlops models list`. */
export type CommandTable = Readonly<Record<string, CommandClass>>

/** First words that have commands below them, with what these have in common. */
export type Topics = Readonly<Record<string, string>>

export interface ResolvedCommand {
  /** Undefined when the first word begins none of the ids. */
  readonly id: string | undefined
  readonly rest: readonly string[]
}

/** Takes the longest known id from the front of a command line. */
export function resolveCommand(words: readonly string[], ids: readonly string[]): ResolvedCommand {
  const firstFlag = words.findIndex((word) => word.startsWith('-'))
  const leading = words.slice(0, firstFlag === -1 ? undefined : firstFlag)
  for (let count = leading.length; count > 0; count--) {
    const id = leading.slice(0, count).join(':')
    if (ids.includes(id)) return {id, rest: words.slice(count)}
  }
  return {id: undefined, rest: words}
}

/** The id as it is typed: "models list". */
export function typedId(id: string): string {
  return id.replaceAll(':', ' ')
}

/** The words that may follow a topic, or, for '', the first words, in the table's order; hidden commands left out. */
export function subcommands(commands: CommandTable, topic: string): string[] {
  const prefix = topic === '' ? '' : `${topic}:`
  const words = Object.entries(commands)
    .filter(([id, command]) => id.startsWith(prefix) && command.hidden !== true)
    .map(([id]) => id.slice(prefix.length).split(':')[0]!)
  return [...new Set(words)]
}
