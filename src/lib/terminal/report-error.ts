import {inspect} from 'node:util'
import type {ExitCode, MlopsError} from '../errors.js'
import {toMlopsError} from './error-mapping.js'
import {stringifyJson} from './json.js'
import {styleError} from './style.js'
import {visibleText} from './visible-text.js'

export interface ReportOptions {
  readonly json: boolean
  /** The command that failed, e.g. "models:list": named in suggestions. */
  readonly commandId?: string | undefined
}

/** Tells a failure to whoever runs the program, and answers the exit code. The one place where errors become text. */
export function reportError(error: unknown, {json, commandId}: ReportOptions): ExitCode {
  const known = toMlopsError(error, commandId)
  if (json) process.stdout.write(`${stringifyJson(errorDocument(known))}\n`)
  else process.stderr.write(`${visibleText(errorText(known))}\n`)
  if (process.env.MLOPS_DEBUG === '1') process.stderr.write(`\n${inspect(error, {colors: false})}\n`)
  return known.exitCode
}

/** Whether --json stands before any "--". */
export function isJsonAsked(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? undefined : end).includes('--json')
}

function errorDocument({code, message, suggestion, exitCode, details}: MlopsError): object {
  return {error: {code, message, suggestion, exitCode, ...(details === undefined ? {} : {details})}}
}

/** The message, then what to do about it. */
function errorText({message, suggestion}: MlopsError): string {
  const [first, ...rest] = message.split('\n')
  return [styleError.bad(first), ...rest, styleError.dim(suggestion)].join('\n')
}
