import {constants} from 'node:fs'
import {access, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {readAsset} from '../assets.js'
import {generateMonthChunks, type DriftKind} from '../dataset/generator.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import {makeFolder, writing} from '../durable-files.js'
import {compareFile, writeWhole} from './write-whole.js'

export interface GenerateOptions {
  /** Months after the reference. */
  readonly months: number
  readonly rows: number
  readonly seed: number
  readonly drift: DriftKind
  /** Folder to write to; made when it is missing. */
  readonly out: string
  /** What to do with a file that exists and holds something else. */
  readonly existing: 'keep' | 'replace'
  readonly signal?: AbortSignal
  readonly report?: (file: string) => void
}

export interface GenerateResult {
  readonly folder: string
  readonly months: number
  readonly rows: number
  readonly seed: number
  readonly drift: DriftKind
  readonly files: readonly GeneratedFile[]
}

export interface GeneratedFile {
  readonly file: string
  readonly bytes: number
  /** False when the file was there already, with the same bytes. */
  readonly written: boolean
}

/**
 * Writes the example: its data package, a reference and the months after it. Every file is whole or not there. Where
 * one cannot be written, those that were added before it are taken away again; an interruption leaves them.
 */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const {months, rows, seed, drift, out, existing, signal, report} = options
  const plan = planFiles(options)
  const undoFolder = await prepareFolder(out)
  const files: GeneratedFile[] = []
  const added: string[] = []
  try {
    const found = await compareAll(plan, {out, signal})
    const different = plan.map(({file}) => file).filter((file) => found.get(file) === 'different')
    if (existing === 'keep' && different.length > 0) throw refusal(out, different)

    for (const {file, chunks} of plan) {
      report?.(file)
      const present = found.get(file)
      if (typeof present === 'number') {
        files.push({file, bytes: present, written: false})
        continue
      }
      const bytes = await writeWhole(join(out, file), untilInterrupted(chunks(), signal))
      files.push({file, bytes, written: true})
      if (present === undefined) added.push(file)
    }
  } catch (error) {
    const written = files.filter((file) => file.written).length
    if (error instanceof MlopsError && error.code === 'INTERRUPTED') throw written > 0 ? leaving(written, out) : error
    for (const file of added) await rm(join(out, file), {force: true})
    await undoFolder()
    throw written > added.length ? replacing(written - added.length, out, error) : error
  }
  return {folder: out, months, rows, seed, drift, files}
}

/** The size of each file that holds what it should, 'different' for others; those that are missing have no entry. */
async function compareAll(
  plan: readonly PlannedFile[],
  {out, signal}: {readonly out: string; readonly signal: AbortSignal | undefined},
): Promise<ReadonlyMap<string, number | 'different'>> {
  const found = new Map<string, number | 'different'>()
  for (const {file, chunks} of plan) {
    const compared = await compareFile(join(out, file), untilInterrupted(chunks(), signal))
    if (compared.state !== 'missing') found.set(file, compared.state === 'same' ? compared.bytes : 'different')
  }
  return found
}

/** Signals arrive while a chunk is written or read; the next one then is not made. */
function* untilInterrupted(chunks: Iterable<string>, signal: AbortSignal | undefined): Generator<string> {
  throwIfInterrupted(signal)
  for (const chunk of chunks) {
    yield chunk
    throwIfInterrupted(signal)
  }
}

interface PlannedFile {
  readonly file: string
  readonly chunks: () => Iterable<string>
}

function planFiles({months, rows, seed, drift}: GenerateOptions): PlannedFile[] {
  const monthFile = (month: number): PlannedFile => ({
    file: month === 0 ? 'reference.csv' : `month-${month}.csv`,
    chunks: () => generateMonthChunks({month, rows, seed, drift}),
  })
  return [
    {file: 'datapackage.json', chunks: () => [readAsset('data/datapackage.json')]},
    ...Array.from({length: months + 1}, (_, month) => monthFile(month)),
  ]
}

/** Finds out whether the folder can be written to before anything is computed; answers how to take it away again. */
async function prepareFolder(folder: string): Promise<() => Promise<void>> {
  return writing(folder, async () => {
    const undo = await makeFolder(folder)
    await access(folder, constants.W_OK | constants.X_OK)
    return undo
  })
}

function leaving(written: number, folder: string): MlopsError {
  return new MlopsError('INTERRUPTED', {
    message: 'Interrupted.',
    suggestion: `${describeFiles(written)} written whole to ${folder}; the same command adds the rest.`,
  })
}

function replacing(replaced: number, folder: string, error: unknown): unknown {
  if (!(error instanceof MlopsError) || error.code !== 'FILE_UNWRITABLE') return error
  return new MlopsError('FILE_UNWRITABLE', {
    message: error.message,
    suggestion: `Free some space or choose another folder; ${describeFiles(replaced)} replaced whole in ${folder} before.`,
    cause: error,
  })
}

function describeFiles(count: number): string {
  return count === 1 ? '1 file was' : `${count} files were`
}

function refusal(folder: string, different: readonly string[]): MlopsError {
  const [first] = different
  const others = different.length === 1 ? '' : ` and ${different.length - 1} more`
  return new MlopsError('FILE_EXISTS', {
    message: `${join(folder, first!)}${others} would be overwritten with other content.`,
    details: {files: different},
  })
}
