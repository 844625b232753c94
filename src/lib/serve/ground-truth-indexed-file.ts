import {join} from 'node:path'
import {IndexFile, writeIndex} from './ground-truth-index-file.js'
import {hashId, type IdHash} from './ground-truth-hash.js'
import {IdTable, NO_CLASS, type IdEntry} from './ground-truth-table.js'
import {LabelTally} from './ground-truth-tally.js'
import {readLines} from './prediction-log-lines.js'
import {INDEX_ENDING, LOG_ENDING, type LogName} from './prediction-log-names.js'

/** What a line says of an id. */
export interface IndexedLine extends FoundId {
  readonly id: string
  /** Of a label: how long after the prediction it came. */
  readonly ageSeconds?: number
}

/** What is known of an id. Classes stand as the data spell them; null is none. */
export interface FoundId {
  /** When the prediction was made, seconds since the epoch. */
  readonly seconds: number
  readonly model: string
  readonly version: number
  readonly predicted: string | null
  readonly answered: string | null
  readonly label: string | null
}

/** From so many ids on, a whole table is read rather than a place for each. */
const manyIds = 256
/** Lines may be shorter than the first ones. */
const estimateMargin = 1.02

/** A file of a log and the index beside it. */
export class IndexedFile {
  /** Its writer has begun another: it will not grow. */
  isComplete = false
  /** Rows that are not in the index on disk. */
  unsaved = 0
  tally = new LabelTally()
  private table: IdTable | undefined
  private models: {readonly model: string; readonly version: number}[] = []
  private classes: string[] = []

  private constructor(
    private readonly folder: string,
    readonly name: LogName,
    private saved: IndexFile | undefined,
    /** Bytes of the log that are in the table. */
    public covered: number,
  ) {}

  static async open(folder: string, name: LogName): Promise<IndexedFile> {
    const saved = await IndexFile.open(join(folder, name.stem + INDEX_ENDING))
    const file = new IndexedFile(folder, name, saved, saved?.header.covered ?? 0)
    if (saved === undefined) {
      file.table = new IdTable()
    } else {
      file.tally = saved.tally
      file.models = [...saved.header.models]
      file.classes = [...saved.header.classes]
    }
    return file
  }

  get isInMemory(): boolean {
    return this.table !== undefined
  }

  /** Of the table on disk. */
  get bytes(): number {
    return this.saved?.bytes ?? 0
  }

  async load(): Promise<IdTable> {
    this.table ??= await this.saved!.load()
    return this.table
  }

  /** The table on disk serves from now on. */
  forget(): void {
    if (this.saved !== undefined) this.table = undefined
  }

  /** Reads the lines that were written since. @param size - bytes of the file, as far as is known */
  async readOn(parse: (line: string) => IndexedLine | undefined, size: number, signal?: AbortSignal): Promise<void> {
    const table = await this.load()
    for await (const {lines, end} of readLines(this.logPath, {from: this.covered, signal})) {
      // As if all lines were as long as these: the table of a whole file is made once.
      const left = Math.max(size, end) - this.covered
      table.reserve(lines.length, (estimateMargin * lines.length * left) / (end - this.covered))
      for (const line of lines) {
        const indexed = line === '' ? undefined : parse(line)
        if (indexed !== undefined) this.add(table, indexed)
      }
      this.covered = end
    }
  }

  async save(): Promise<void> {
    if (this.unsaved === 0 && this.saved !== undefined) return
    const table = await this.load()
    const {covered, models, classes, tally} = this
    const path = join(this.folder, this.name.stem + INDEX_ENDING)
    await writeIndex(path, {covered, rows: table.rows, models, classes, tally: tally.record}, table)
    this.saved = await IndexFile.open(path)
    this.unsaved = 0
  }

  async find(ids: readonly IdHash[]): Promise<readonly (FoundId | undefined)[]> {
    const entries = await this.entriesOf(ids)
    return entries.map((entry) => entry && this.resolve(entry))
  }

  private get logPath(): string {
    return join(this.folder, this.name.stem + LOG_ENDING)
  }

  private async entriesOf(ids: readonly IdHash[]): Promise<readonly (IdEntry | undefined)[]> {
    const {table, saved} = this
    if (table === undefined && saved !== undefined && ids.length < manyIds) return saved.find(ids)
    const whole = table ?? (await saved!.load())
    return ids.map((id) => whole.find(id))
  }

  private add(table: IdTable, line: IndexedLine): void {
    const {seconds, model, version, predicted, answered, label, ageSeconds} = line
    const isNew = table.add(hashId(line.id), {
      seconds: Math.max(0, Math.floor(seconds)),
      model: this.numberOfModel(model, version),
      predicted: this.numberOfClass(predicted),
      answered: this.numberOfClass(answered),
      label: this.numberOfClass(label),
    })
    if (!isNew) return
    this.unsaved++
    if (label === null || ageSeconds === undefined) return
    const judged = {seconds, model, version, predicted: predicted ?? '', answered: answered ?? '', label, ageSeconds}
    this.tally.add(judged)
  }

  private resolve({seconds, model, predicted, answered, label}: IdEntry): FoundId {
    return {
      seconds,
      ...this.models[model]!,
      predicted: this.classes[predicted] ?? null,
      answered: this.classes[answered] ?? null,
      label: this.classes[label] ?? null,
    }
  }

  private numberOfModel(model: string, version: number): number {
    const known = this.models.findIndex((each) => each.version === version && each.model === model)
    return known >= 0 ? known : this.models.push({model, version}) - 1
  }

  private numberOfClass(value: string | null): number {
    if (value === null) return NO_CLASS
    const known = this.classes.indexOf(value)
    return known >= 0 ? known : this.classes.push(value) - 1
  }
}
