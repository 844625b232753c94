/** Exit codes of every command. A failed gate is a result, not an error, and is set by the command itself. */
export const ExitCode = {
  done: 0,
  bug: 1,
  usage: 2,
  gateFailed: 3,
  badData: 4,
  environment: 5,
  interrupted: 130,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

interface ErrorEntry {
  readonly exitCode: ExitCode
  /** What the code stands for: one sentence, printed in docs/errors.md. */
  readonly meaning: string
  /** What to do when the thrower knows nothing better. */
  readonly suggestion: string
}

/** The one catalogue of errors; docs/errors.md is held equal to it by a test. */
export const errorCatalogue = {
  USAGE: {
    exitCode: ExitCode.usage,
    meaning: 'A flag or an argument is missing, unknown or has a wrong value.',
    suggestion: 'Run the command with --help to see its flags.',
  },
  FILE_NOT_FOUND: {
    exitCode: ExitCode.badData,
    meaning: 'A file that was named does not exist.',
    suggestion: 'Check the path; relative paths start at the current folder.',
  },
  FILE_UNREADABLE: {
    exitCode: ExitCode.badData,
    meaning: 'A file exists but cannot be read: no permission, or it is a folder.',
    suggestion: 'Name a regular file that you may read.',
  },
  FILE_UNWRITABLE: {
    exitCode: ExitCode.environment,
    meaning: 'A file could not be written: no permission, no space, or a read-only disk.',
    suggestion: 'Free some space or choose another folder; nothing was left half-written.',
  },
  FILE_EXISTS: {
    exitCode: ExitCode.environment,
    meaning: 'A file that would be written exists already, with other content.',
    suggestion: 'Choose another place, or replace what is there with --force. Nothing was written.',
  },
  DATA_EMPTY: {
    exitCode: ExitCode.badData,
    meaning: 'There are no rows, or too few of them, to work with.',
    suggestion: 'Give a file with a header line and rows.',
  },
  DATA_FORMAT: {
    exitCode: ExitCode.badData,
    meaning: 'The file is not a delimited text file that can be read as a table.',
    suggestion: 'Give a CSV file in UTF-8, plain or gzipped.',
  },
  DATA_INVALID: {
    exitCode: ExitCode.badData,
    meaning: 'A row holds a value that its column does not allow.',
    suggestion: 'Fix the rows, or run again with --on-bad-row skip.',
  },
  COLUMN_MISSING: {
    exitCode: ExitCode.badData,
    meaning: 'A column that the schema or the model needs is not in the file.',
    suggestion: 'Add the column, or name its present spelling under "aliases" in the schema.',
  },
  COLUMN_UNUSABLE: {
    exitCode: ExitCode.badData,
    meaning: 'A column cannot be learned from: it is constant, or all its values are missing.',
    suggestion: 'Leave the column out with --ignore, or give a file in which it varies.',
  },
  TARGET_UNUSABLE: {
    exitCode: ExitCode.badData,
    meaning: 'The target column cannot be learned: it is unknown, has one class only, or a class has too few rows.',
    suggestion: 'Name the column that holds the label with --target.',
  },
  SCHEMA_INVALID: {
    exitCode: ExitCode.badData,
    meaning: 'The data package is not valid.',
    suggestion: 'Fix the named entry, or make a new one with mlops explore --write-schema.',
  },
  PROFILE_INVALID: {
    exitCode: ExitCode.badData,
    meaning: 'A profile is broken, of another format, or does not fit what it is merged or compared with.',
    suggestion: 'Make it again from its data with mlops profile.',
  },
  GATES_INVALID: {
    exitCode: ExitCode.badData,
    meaning: 'The gates are not valid: unknown name, or a bound that is not a number.',
    suggestion: 'Fix the named entry; docs/gates.md lists all gates.',
  },
  MODEL_NOT_FOUND: {
    exitCode: ExitCode.badData,
    meaning: 'There is no such version or alias in the model registry.',
    suggestion: 'List what there is with mlops models list, or train one with mlops train.',
  },
  MODEL_INVALID: {
    exitCode: ExitCode.badData,
    meaning: 'A model folder is incomplete, corrupted, or written by another program.',
    suggestion: 'Restore the folder from a backup, or train again; other versions are not affected.',
  },
  REGISTRY_BUSY: {
    exitCode: ExitCode.environment,
    meaning: 'Another process holds the lock of the model registry.',
    suggestion: 'Wait for it to end and try again.',
  },
  BACKEND_UNAVAILABLE: {
    exitCode: ExitCode.environment,
    meaning: 'The chosen computing backend does not work on this machine.',
    suggestion: 'Use --backend auto, or install the native backend as the README describes.',
  },
  PORT_UNAVAILABLE: {
    exitCode: ExitCode.environment,
    meaning: 'A server cannot listen: its port is taken, or may not be opened.',
    suggestion: 'Choose another port; 0 takes a free one.',
  },
  SERVER_UNREACHABLE: {
    exitCode: ExitCode.environment,
    meaning: 'There is no server at an address, or it has stopped to answer.',
    suggestion: 'Start one from another terminal with mlops serve, or name its address with --url.',
  },
  INTERRUPTED: {
    exitCode: ExitCode.interrupted,
    meaning: 'The command was interrupted, by Ctrl-C or a signal, before it was done.',
    suggestion: 'Nothing was left half-written; run the command again when it suits.',
  },
  BUG: {
    exitCode: ExitCode.bug,
    meaning: 'Something happened that the program did not foresee.',
    suggestion: 'Please report it with the command line and the trace (shown with MLOPS_DEBUG=1).',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

interface ErrorDetails {
  /** What is wrong: the value, and where. One or more lines. */
  readonly message: string
  /** What to do about it, when better than the catalogue's own sentence. */
  readonly suggestion?: string
  readonly cause?: unknown
  /** Machine-readable particulars for --json. */
  readonly details?: unknown
}

/** An error that a user can act on: a code of the catalogue, a message with the value in it, and what to do. */
export class MlopsError extends Error {
  readonly suggestion: string
  readonly exitCode: ExitCode
  readonly details: unknown

  constructor(
    readonly code: ErrorCode,
    {message, suggestion, cause, details}: ErrorDetails,
  ) {
    super(message, cause === undefined ? undefined : {cause})
    this.name = 'MlopsError'
    this.suggestion = suggestion ?? errorCatalogue[code].suggestion
    this.exitCode = errorCatalogue[code].exitCode
    this.details = details
  }
}

/** Throws `INTERRUPTED` when the signal has fired: called between steps of long work. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new MlopsError('INTERRUPTED', {message: 'Interrupted.'})
}
