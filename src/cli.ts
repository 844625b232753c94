import {commands, story, topics} from './commands/index.js'
import {readLicences} from './lib/assets.js'
import {ExitCode, MlopsError} from './lib/errors.js'
import {program, version} from './lib/program.js'
import {suggestedCommand} from './lib/suggested-command.js'
import {resolveCommand, subcommands, typedId} from './lib/terminal/command-table.js'
import {closest} from './lib/terminal/did-you-mean.js'
import {renderCommandHelp, renderRootHelp, renderTopicHelp} from './lib/terminal/help.js'
import {loadConfig} from './lib/terminal/oclif-config.js'
import {isJsonAsked, reportError} from './lib/terminal/report-error.js'

/** Runs one command line, without the program's name, and answers the exit code. */
export async function runCli(argv: readonly string[]): Promise<ExitCode> {
  try {
    return await dispatch(argv)
  } catch (error) {
    return reportError(error, {json: isJsonAsked(argv)})
  }
}

async function dispatch(argv: readonly string[]): Promise<ExitCode> {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
  const {id = '', rest} = resolveCommand(words, [...Object.keys(commands), ...Object.keys(topics)])
  const command = commands[id]
  if (command !== undefined) {
    if (isHelpAsked(rest)) return show(renderCommandHelp(id, command))
    command.id = id
    return new command([...rest], await loadConfig(commands, topics)).execute()
  }
  if (id === '' && (rest[0] === '--version' || rest[0] === '-v')) {
    return show(`${program}/${version} ${process.platform}-${process.arch} node-${process.version}`)
  }
  if (id === '' && rest[0] === '--licenses') return show(readLicences().trimEnd())
  const surplus = rest.find((word) => !helpFlags.includes(word))
  if (surplus !== undefined) throw unknownWord(rest, id)
  return show(id === '' ? renderRootHelp(commands, topics, story) : renderTopicHelp(id, commands, topics))
}

const helpFlags = ['--help', '-h']

function isHelpAsked(words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return words.slice(0, end === -1 ? undefined : end).some((word) => helpFlags.includes(word))
}

function show(text: string): ExitCode {
  process.stdout.write(`${text}\n`)
  return ExitCode.done
}

/** The error for words that begin with no command: of the program, or of a topic such as "models". */
function unknownWord(words: readonly string[], topic: string): MlopsError {
  const word = words.find((each) => !helpFlags.includes(each)) ?? ''
  const typed = topic === '' ? program : `${program} ${typedId(topic)}`
  const seeHelp = `Run ${typed} --help to see what there is.`
  if (word.startsWith('-')) {
    const meant = topic === '' ? undefined : subcommandWith(word, topic)
    if (meant !== undefined) {
      return new MlopsError('USAGE', {
        message: `${typed} alone has no flag ${word}: a command has to follow.`,
        suggestion: `Did you mean ${suggestedCommand([...typedId(meant).split(' '), ...words])}? ${seeHelp}`,
      })
    }
    return new MlopsError('USAGE', {
      message: `${typed} alone has no flag ${word}.`,
      suggestion: `Flags stand behind a command: ${typed} COMMAND ${word}. ${seeHelp}`,
    })
  }
  const meant = closest(word, subcommands(commands, topic))
  return new MlopsError('USAGE', {
    message: `There is no command ${typed} ${word}.`,
    suggestion: meant === undefined ? seeHelp : `Did you mean ${typed} ${meant}? ${seeHelp}`,
  })
}

/** The first command of a topic that has the flag and needs no more than it. */
function subcommandWith(flag: string, topic: string): string | undefined {
  const name = flag.replace(/^-+/, '').replace(/=.*/s, '')
  const found = Object.entries(commands).find(([id, {flags, baseFlags, args}]) => {
    const known = {...flags, ...baseFlags}
    const isReady = [...Object.values(args), ...Object.values(known)].every(({required}) => required !== true)
    return id.startsWith(`${topic}:`) && isReady && Object.hasOwn(known, name)
  })
  return found?.[0]
}
