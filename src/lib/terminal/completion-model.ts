import type {Command, Interfaces} from '@oclif/core'
import {program} from '../program.js'

/** What a shell can offer behind a flag or in place of an argument. */
export type Offer =
  {readonly kind: 'values'; readonly values: readonly string[]} | {readonly kind: 'file' | 'folder' | 'nothing'}

export interface CompletedFlag {
  readonly name: string
  readonly char: string | undefined
  readonly summary: string
  /** Undefined for a flag without a value. */
  readonly offer: Offer | undefined
}

export interface CompletedCommand {
  /** As it is typed: ["models", "list"]. */
  readonly words: readonly string[]
  readonly summary: string
  readonly flags: readonly CompletedFlag[]
  readonly args: readonly {readonly name: string; readonly offer: Offer}[]
}

/** What may follow the words typed so far: "" -> generate, train, …; "models" -> list, show, …. */
export interface CompletedTopic {
  readonly typed: string
  readonly next: readonly {readonly word: string; readonly summary: string}[]
}

export interface CompletionModel {
  readonly program: string
  readonly commands: readonly CompletedCommand[]
  readonly topics: readonly CompletedTopic[]
}

/** The visible commands, as completion sees them. */
export function completionModel(
  cached: readonly Command.Cached[],
  topics: readonly Interfaces.Topic[],
): CompletionModel {
  const commands = cached
    .filter((command) => !command.hidden)
    .map((command): CompletedCommand => ({
      words: command.id.split(':'),
      summary: firstSentence(command.summary ?? ''),
      flags: Object.values(command.flags)
        .filter((flag) => flag.hidden !== true)
        .map(completedFlag),
      args: Object.values(command.args).map(({name, options}) => ({name, offer: offerOf(name, options)})),
    }))
  const summaries = new Map(topics.map(({name, description = ''}) => [name, firstSentence(description)]))
  return {program, commands, topics: topicsOf(commands, summaries)}
}

function completedFlag(flag: Command.Flag.Cached): CompletedFlag {
  const summary = firstSentence(flag.summary ?? '')
  const offer = flag.type === 'boolean' ? undefined : offerOf(String(flag.helpValue), flag.options)
  return {name: flag.name, char: flag.char, summary, offer}
}

/** Flags say by their placeholder in help what they take. */
function offerOf(placeholder: string, values: readonly string[] | undefined): Offer {
  if (values !== undefined) return {kind: 'values', values}
  if (/^file$/i.test(placeholder)) return {kind: 'file'}
  return {kind: /^(dir|folder)$/i.test(placeholder) ? 'folder' : 'nothing'}
}

function topicsOf(commands: readonly CompletedCommand[], summaries: ReadonlyMap<string, string>): CompletedTopic[] {
  const topics = new Map<string, Map<string, string>>()
  for (const {words, summary} of commands) {
    words.forEach((word, depth) => {
      const typed = words.slice(0, depth).join(' ')
      const next = topics.get(typed) ?? new Map<string, string>()
      topics.set(typed, next)
      if (depth === words.length - 1) next.set(word, summary)
      else if (!next.has(word)) next.set(word, summaries.get(words.slice(0, depth + 1).join(':')) ?? '')
    })
  }
  return [...topics].map(([typed, next]) => ({typed, next: [...next].map(([word, summary]) => ({word, summary}))}))
}

function firstSentence(text: string): string {
  return text.replace(/\.( .*)?$/s, '')
}
