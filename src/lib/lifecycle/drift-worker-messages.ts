import type {ResolvedDraft} from '../dataset/load-draft.js'
import type {DataColumns} from '../drift/profile-columns.js'
import {MlopsError, type ErrorCode} from '../errors.js'
import type {Artifact} from '../model/artifact.js'
import type {FileDrift, FileDriftSettings, ReferenceSide} from './drift-file.js'

/** What a worker is started with: how files are read, and how they are judged. */
export interface WorkerStart {
  readonly columns: DataColumns
  readonly draft: ResolvedDraft
  /** The model that answers the rows; null without one. */
  readonly model: Omit<Artifact, 'reference'> | null
  readonly settings: FileDriftSettings
}

/** Files are read as they are named, one after the other; they are compared as soon as the reference is there. */
export type ToWorker =
  {readonly kind: 'reference'; readonly reference: ReferenceSide} | {readonly kind: 'file'; readonly path: string}

export type FromWorker =
  | {readonly kind: 'report'; readonly text: string}
  | {readonly kind: 'done'; readonly drift: FileDrift}
  | {readonly kind: 'failed'; readonly error: SentError}

/** An error on its way between threads, which keep no classes and no fields of their own. */
export type SentError =
  | {
      readonly code: ErrorCode
      readonly message: string
      readonly suggestion: string
      readonly details: unknown
      readonly stack: string | undefined
    }
  | {readonly unforeseen: unknown}

export function sentError(error: unknown): SentError {
  if (!(error instanceof MlopsError)) return {unforeseen: error}
  const {code, message, suggestion, details, stack} = error
  return {code, message, suggestion, details, stack}
}

export function receivedError(sent: SentError): unknown {
  if ('unforeseen' in sent) return sent.unforeseen
  const {code, message, suggestion, details, stack} = sent
  const error = new MlopsError(code, {message, suggestion, ...(details === undefined ? {} : {details})})
  if (stack !== undefined) error.stack = stack
  return error
}
