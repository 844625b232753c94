import type {Command, Interfaces} from '@oclif/core'
import {stripVTControlCharacters} from 'node:util'
import {MlopsError} from '../errors.js'
import {program} from '../program.js'
import {suggestedCommand} from '../suggested-command.js'
import {typedId} from './command-table.js'
import {closest} from './did-you-mean.js'

/** What oclif's parser leaves on its errors: what it was given, and how far it came. */
interface ParseErrorParts {
  readonly oclif?: unknown
  readonly flags?: readonly string[]
  /** Surplus arguments are texts; missing ones are their definitions. */
  readonly args?: readonly (string | Interfaces.Arg<unknown>)[]
  readonly parse?: {
    readonly input?: {readonly flags?: FlagMap}
    readonly output?: {readonly flags?: Readonly<Record<string, unknown>>}
  }
}

type FlagMap = Readonly<
  Record<string, Command.Flag.Cached | Interfaces.OptionFlag<unknown> | Interfaces.BooleanFlag<unknown>>
>

/**
 * oclif's parse errors in the project's own words; undefined for any other error.
 * They are known by name, because oclif does not export their classes.
 */
export function toUsageError(error: Error & ParseErrorParts, commandId?: string): MlopsError | undefined {
  if (error.oclif === undefined) return undefined
  const typed = typedCommand(commandId)
  const seeHelp = helpSuggestion(commandId)
  const usage = (message: string, suggestion = seeHelp): MlopsError =>
    new MlopsError('USAGE', {message, suggestion, cause: error})
  const flags = error.parse?.input?.flags ?? {}

  switch (error.constructor.name) {
    case 'NonExistentFlagsError': {
      const unknown = error.flags?.[0] ?? ''
      const meant = closest(unknown.replace(/^-+/, ''), Object.keys(flags))
      return usage(
        `${typed} has no flag ${unknown}.`,
        meant === undefined ? seeHelp : `Did you mean --${meant}? ${seeHelp}`,
      )
    }
    case 'UnexpectedArgsError': {
      const surplus = argName(error.args?.[0])
      const isFile = flags['data'] !== undefined && error.parse?.output?.flags?.['data'] === undefined
      const meant = suggestedCommand(typedId(commandId ?? '').split(' '), {data: surplus})
      return usage(
        `${typed} does not take the argument "${surplus}".`,
        isFile ? `A file is named with --data, -d for short: ${meant}` : seeHelp,
      )
    }
    case 'RequiredArgsError': {
      const names = error.args?.map((arg) => argName(arg).toUpperCase()) ?? []
      return usage(`${typed} needs the argument ${names.join(' ')}.`)
    }
    case 'FailedFlagValidationError': {
      const given = error.parse?.output?.flags ?? {}
      const missing = Object.entries(flags).find(([name, flag]) => flag.required === true && given[name] === undefined)
      if (missing !== undefined) {
        const [name, flag] = missing
        return usage(
          `${typed} needs --${name}${flag.char === undefined ? '' : ` (-${flag.char})`}: ${flag.summary ?? ''}`,
        )
      }
      return usage(plainReason(error.message))
    }
    case 'FlagInvalidOptionError':
    case 'ArgInvalidOptionError': {
      const match = /^Expected (?:--([^=]+)=)?(.*) to be one of: (.*)$/m.exec(error.message)
      if (match === null) return usage(plainReason(error.message))
      const [, flag, value = '', values = ''] = match
      const meant = closest(value, values.split(', '))
      const place = flag === undefined ? 'The argument' : `--${flag}`
      return usage(
        `${place} is "${value}", expected one of ${values}.`,
        meant === undefined ? seeHelp : `Did you mean ${meant}? ${seeHelp}`,
      )
    }
    default:
      return usage(plainReason(error.message))
  }
}

/** Where to read on after a usage error. */
export function helpSuggestion(commandId: string | undefined): string {
  return `Run ${typedCommand(commandId)} --help to see its flags.`
}

function typedCommand(commandId: string | undefined): string {
  return commandId === undefined ? program : `${program} ${typedId(commandId)}`
}

function argName(arg: string | Interfaces.Arg<unknown> | undefined): string {
  return typeof arg === 'string' ? arg : (arg?.name ?? '')
}

/** oclif's own sentence without the frames it puts around: "The following error occurred:", "Parsing --rows". */
export function plainReason(message: string): string {
  const text = stripVTControlCharacters(message)
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing --\S+ \n\t/, '')
    .replace(/\s*See more help with --help\s*$/, '')
    .trim()
  return /[.!?]$/.test(text) ? text : `${text}.`
}
