import {constants} from 'node:fs'
import {access, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {readAsset} from '../assets.js'
import {generateMonth, type DriftKind} from '../dataset/generator.js'
import {MlopsError, throwIfInterrupted} from '../errors.js'
import {makeFolder, writing} from '../model/registry-durable.js'
import {readIfPresent, writeWhole} from './write-whole.js'

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

/** Writes the example: its data package, a reference and the months after it. Every file is whole or not there. */
export async function generate(options: GenerateOptions): Promise<GenerateResult> {
  const {months, rows, seed, drift, out, existing, signal, report} = options
  const plan = planFiles(options)
  await prepareFolder(out)

  const unchanged = new Set<string>()
  const different: string[] = []
  for (const {file, content} of plan) {
    throwIfInterrupted(signal)
    const present = await readIfPresent(join(out, file))
    if (present === undefined) continue
    if (present === content()) unchanged.add(file)
    else different.push(file)
    await setImmediate()
  }
  if (existing === 'keep' && different.length > 0) throw refusal(out, different)

  const files: GeneratedFile[] = []
  for (const {file, content} of plan) {
    // A pause in which a signal can arrive: making a month is one long computation.
    await setImmediate()
    throwIfInterrupted(signal)
    report?.(file)
    if (unchanged.has(file)) {
      files.push({file, bytes: (await stat(join(out, file))).size, written: false})
    } else {
      const text = content()
      await writeWhole(join(out, file), text)
      files.push({file, bytes: Buffer.byteLength(text), written: true})
    }
  }
  return {folder: out, months, rows, seed, drift, files}
}

interface PlannedFile {
  readonly file: string
  readonly content: () => string
}

function planFiles({months, rows, seed, drift}: GenerateOptions): PlannedFile[] {
  const monthFile = (month: number): PlannedFile => ({
    file: month === 0 ? 'reference.csv' : `month-${month}.csv`,
    content: () => generateMonth({month, rows, seed, drift}),
  })
  return [
    {file: 'datapackage.json', content: () => readAsset('data/datapackage.json')},
    ...Array.from({length: months + 1}, (_, month) => monthFile(month)),
  ]
}

/** Finds out whether the folder can be written to before anything is computed. */
async function prepareFolder(folder: string): Promise<void> {
  await writing(folder, async () => {
    await makeFolder(folder)
    await access(folder, constants.W_OK | constants.X_OK)
  })
}

function refusal(folder: string, different: readonly string[]): MlopsError {
  const [first] = different
  const others = different.length === 1 ? '' : ` and ${different.length - 1} more`
  return new MlopsError('FILE_EXISTS', {
    message: `${join(folder, first!)}${others} would be overwritten with other content.`,
    details: {files: different},
  })
}
