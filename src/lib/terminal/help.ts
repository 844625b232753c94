import {description, program, version} from '../program.js'
import {
  subcommands,
  typedId,
  type CommandClass,
  type CommandFlag,
  type CommandTable,
  type Topics,
  type CommandArgument,
} from './command-table.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {textWidth, wrapText} from './text-width.js'

export interface StoryStep {
  readonly id: string
  readonly line: string
  readonly comment: string
}

/** What `mlops` alone prints: a first round by example, then every command. */
export function renderRootHelp(commands: CommandTable, topics: Topics, story: readonly StoryStep[]): string {
  const steps = story.filter(({id}) => commands[id] !== undefined)
  return joinSections([
    `${style.strong(program)} ${style.dim(version)}  ${description}`,
    section('Usage', [`${program} COMMAND [flags]`]),
    steps.length === 0 ? '' : section('A first round', alignedExamples(steps)),
    section('Commands', commandList(commands, topics, '')),
    [
      `Run ${style.accent(`${program} COMMAND --help`)} for the flags and examples of a command,`,
      `${style.accent(`${program} --version`)} and ${style.accent(`${program} --licenses`)} for what this program is made of.`,
    ].join('\n'),
  ])
}

/** What `mlops models` alone prints: the commands below it. */
export function renderTopicHelp(topic: string, commands: CommandTable, topics: Topics): string {
  const typed = `${program} ${typedId(topic)}`
  return joinSections([
    style.strong(topics[topic] ?? typed),
    section('Usage', [`${typed} COMMAND [flags]`]),
    section('Commands', commandList(commands, topics, topic)),
    `Run ${style.accent(`${typed} COMMAND --help`)} for the flags and examples of a command.`,
  ])
}

/** What `mlops COMMAND --help` prints. */
export function renderCommandHelp(id: string, command: CommandClass): string {
  const typed = `${program} ${typedId(id)}`
  const flags = Object.entries({...command.baseFlags, ...command.flags}).filter(([, flag]) => flag.hidden !== true)
  const isGlobal = ([, flag]: [string, CommandFlag]): boolean => flag.helpGroup === 'GLOBAL'
  const args = Object.entries(command.args).filter(([, arg]) => arg.hidden !== true)
  const own = flags.filter((flag) => !isGlobal(flag))
  const mustBeGiven = own.filter(([, flag]) => flag.required === true).map(([name, flag]) => flagLabel(name, flag))
  const usage = [
    typed,
    ...args.map(([name, arg]) => (arg.required === true ? argLabel(name, arg) : `[${argLabel(name, arg)}]`)),
    ...mustBeGiven,
    ...(own.length > mustBeGiven.length ? ['[flags]'] : []),
  ]
  return joinSections([
    style.strong(command.summary ?? ''),
    wrapText(fillIn(command.description ?? '', id), helpWidth()).join('\n'),
    section('Usage', [usage.join(' ')]),
    section(
      'Arguments',
      definitions(args.map(([name, arg]) => [argLabel(name, arg), withValues(arg.description ?? '', arg.options)])),
    ),
    ...flagSections(own),
    section('Flags of every command', definitions(flags.filter(isGlobal).map(flagDefinition))),
    section('Examples', examplesOf(command, id)),
  ])
}

function argLabel(name: string, {multiple}: CommandArgument): string {
  return multiple === true ? `${name.toUpperCase()}…` : name.toUpperCase()
}

function joinSections(sections: readonly string[]): string {
  return sections.filter((text) => text !== '').join('\n\n')
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [style.strong(title), ...lines.map((line) => `  ${line}`.trimEnd())].join('\n')
}

function commandList(commands: CommandTable, topics: Topics, topic: string): string[] {
  return definitions(
    subcommands(commands, topic).map((word) => {
      const id = topic === '' ? word : `${topic}:${word}`
      return [typedId(id), commands[id]?.summary ?? topics[id] ?? '']
    }),
  )
}

function alignedExamples(steps: readonly StoryStep[]): string[] {
  return renderTable({
    columns: [{title: ''}, {title: ''}],
    rows: steps.map(({line, comment}) => [style.accent(line), style.dim(`# ${comment}`)]),
  }).split('\n')
}

/** Terms on the left, their texts wrapped beside them; below them where the terminal is narrow. */
function definitions(entries: readonly (readonly [string, string])[]): string[] {
  const termWidth = Math.min(34, Math.max(0, ...entries.map(([term]) => textWidth(term))))
  const textWidthLeft = Math.max(30, helpWidth() - termWidth - 4)
  return entries.flatMap(([term, text]) => {
    const lines = wrapText(text, textWidthLeft).map((line) => line.replaceAll('\u00A0', ' '))
    const gap = ' '.repeat(termWidth + 2)
    if (textWidth(term) > termWidth) return [style.accent(term), ...lines.map((line) => gap + line)]
    const first = style.accent(term) + ' '.repeat(termWidth + 2 - textWidth(term)) + lines[0]!
    return [first, ...lines.slice(1).map((line) => gap + line)]
  })
}

/** "Flags", then one section for each group: "Flags: gates". */
function flagSections(flags: readonly (readonly [string, CommandFlag])[]): string[] {
  const groups = [...new Set(flags.map(([, flag]) => flag.helpGroup ?? ''))].sort()
  return groups.map((group) =>
    section(
      group === '' ? 'Flags' : `Flags: ${group.toLowerCase()}`,
      definitions(flags.filter(([, flag]) => (flag.helpGroup ?? '') === group).map(flagDefinition)),
    ),
  )
}

function flagDefinition([name, flag]: readonly [string, CommandFlag]): [string, string] {
  const char = flag.char === undefined ? '    ' : `-${flag.char}, `
  const facts = [
    ...(flag.default === undefined || flag.default === false ? [] : [`default: ${defaultText(flag.default)}`]),
    ...(flag.env === undefined ? [] : [`or set ${flag.env}`]),
  ]
  const text = withValues(flag.summary ?? '', valuesOf(flag) === undefined ? flag.options : undefined)
  // Each fact stays on one line: its spaces do not break.
  const bracket = `[${facts.map((fact) => fact.replaceAll(' ', '\u00A0')).join('; ')}]`
  return [char + flagLabel(name, flag), facts.length === 0 ? text : `${text} ${bracket}`]
}

function defaultText(value: unknown): string {
  if (Array.isArray(value)) return value.map(defaultText).join(',')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function flagLabel(name: string, flag: CommandFlag): string {
  if (flag.type === 'boolean') return flag.allowNo === true ? `--[no-]${name}` : `--${name}`
  return `--${name} ${valuesOf(flag) ?? 'VALUE'}`
}

function valuesOf({helpValue, options}: CommandFlag): string | undefined {
  if (helpValue !== undefined) return typeof helpValue === 'string' ? helpValue : helpValue.join(' ')
  return options !== undefined && options.join('|').length <= 28 ? options.join('|') : undefined
}

function withValues(text: string, values: readonly string[] | undefined): string {
  return values === undefined ? text : `${text} One of ${values.join(', ')}.`
}

/** Examples with a description stand apart from each other. */
function examplesOf({examples = []}: CommandClass, id: string): string[] {
  return examples.flatMap((example, index) => [
    ...(index > 0 && typeof example !== 'string' ? [''] : []),
    ...exampleLines(example, id),
  ])
}

function exampleLines(example: string | {description: string; command: string}, id: string): string[] {
  if (typeof example === 'string') return [style.accent(fillIn(example, id))]
  return [style.dim(`# ${fillIn(example.description, id)}`), style.accent(fillIn(example.command, id))]
}

/** The two placeholders of oclif's texts that commands use. */
function fillIn(text: string, id: string): string {
  return text.replaceAll('<%= config.bin %>', program).replaceAll('<%= command.id %>', typedId(id))
}

/** Long lines are hard to read, however wide the window. */
function helpWidth(): number {
  return Math.min(100, process.stdout.isTTY ? process.stdout.columns : 100)
}
