import {errorCatalogue, MlopsError} from '../errors.js'
import {describeSystemError, errorCode} from '../durable-files.js'
import {helpSuggestion, plainReason, toUsageError} from './usage-errors.js'

/** Any thrown thing as an error of the catalogue; what nobody foresaw becomes `BUG`. */
export function toMlopsError(error: unknown, commandId?: string): MlopsError {
  if (error instanceof MlopsError) return error.code === 'USAGE' ? ownUsageError(error, commandId) : error
  if (!(error instanceof Error)) return bug(String(error), error)
  if (error.name === 'AbortError') return new MlopsError('INTERRUPTED', {message: 'Interrupted.', cause: error})
  return toUsageError(error, commandId) ?? toFileError(error) ?? bug(`${error.name}: ${error.message}`, error)
}

/** A usage error thrown by a flag's parser: oclif has put a frame around its message by now. */
function ownUsageError(error: MlopsError, commandId: string | undefined): MlopsError {
  const {message, details, cause} = error
  const isGeneral = error.suggestion === errorCatalogue.USAGE.suggestion
  const suggestion = isGeneral ? helpSuggestion(commandId) : error.suggestion
  return new MlopsError('USAGE', {message: plainReason(message), suggestion, details, cause})
}

function bug(message: string, cause: unknown): MlopsError {
  return new MlopsError('BUG', {message: `Something unforeseen happened. ${message}`, cause})
}

/** Readers name their own failures, so a bare error of the operating system comes from writing, unless it cannot. */
function toFileError(error: NodeJS.ErrnoException): MlopsError | undefined {
  const code = errorCode(error)
  if (code === undefined || error.syscall === undefined) return undefined
  const file = error.path ?? 'a file'
  const reason = describeSystemError(error)
  if (code === 'ENOENT') return new MlopsError('FILE_NOT_FOUND', {message: `There is no ${file}.`, cause: error})
  if (error.syscall === 'read' || error.syscall === 'scandir') {
    return new MlopsError('FILE_UNREADABLE', {message: `${file} could not be read: ${reason}.`, cause: error})
  }
  return new MlopsError('FILE_UNWRITABLE', {message: `${file} could not be written: ${reason}.`, cause: error})
}
