import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import {setImmediate as nextTurn} from 'node:timers/promises'
import {errorCode} from '../durable-files.js'
import {throwIfInterrupted} from '../errors.js'
import {hashId, type IdHash} from './ground-truth-hash.js'
import {IndexedFile, type IndexedLine, type FoundId} from './ground-truth-indexed-file.js'
import {
  INDEX_ENDING,
  LOG_ENDING,
  listLogFiles,
  newestOfWriters,
  type LogKind,
  type LogName,
} from './prediction-log-names.js'
import {LabelTally, type TallyRecord} from './ground-truth-tally.js'

export interface IdIndexOptions {
  readonly folder: string
  readonly kind: LogKind
  /** What a line says; undefined when it says nothing. */
  readonly parse: (line: string) => IndexedLine | undefined
  /** `read`: nothing is written to the folder. */
  readonly mode: 'read' | 'write'
  /** Tables that are kept in memory once they were read. */
  readonly cacheBytes?: number | undefined
  /** Called after each file: its table is garbage once it is saved. */
  readonly onFileDone?: () => void
  readonly signal?: AbortSignal | undefined
}

interface UpdateOptions {
  /** Whether its writer may write to it still. */
  readonly mayGrow: boolean
  readonly signal?: AbortSignal | undefined
}

/** Rows that are not in an index on disk: a process that starts has to read their lines again. */
const unsavedRows = 16_384
/** A file that was not written to for so long is saved as it is: its process may be gone. */
const restMs = 600_000
/** Ids that are hashed before requests have their turn: a millisecond. */
const idsATurn = 500
const defaultCacheBytes = 64 * 2 ** 20

/**
 * Finds ids in the files of a log. Beside each file there is an index, which is made when somebody asks for the first
 * time and outlives the file. Lines that were written since are read once and remembered; whole files are never read
 * again. What other processes write to the folder is found as well.
 */
export class IdIndex {
  private readonly files = new Map<string, IndexedFile>()
  /** One at a time: the same lines must not be read twice. */
  private last: Promise<unknown> = Promise.resolve()
  private cachedBytes = 0
  /** Files whose tables stay in memory. */
  private readonly cached = new Set<IndexedFile>()

  constructor(private readonly options: IdIndexOptions) {}

  /** What the labels that were read add up to. */
  get tally(): TallyRecord {
    const sum = new LabelTally()
    for (const {tally} of this.files.values()) sum.addAll(tally.record)
    return sum.record
  }

  /** Reads what was written since the last time. Interrupted, it goes on from there the next time. */
  refresh(signal?: AbortSignal): Promise<void> {
    return this.exclusively(async () => {
      const {folder, kind} = this.options
      const logs = await listLogFiles(folder, kind)
      const logStems = new Set(logs.map(({stem}) => stem))
      // Listed before they are read: of a writer that has a newer file, the older are complete by now.
      const newest = newestOfWriters(logs)
      const kept = (await listLogFiles(folder, kind, INDEX_ENDING)).filter(({stem}) => !logStems.has(stem))
      for (const name of kept) await this.fileOf(name)
      for (const name of logs) {
        throwIfInterrupted(signal)
        await this.update(await this.fileOf(name), {mayGrow: newest.has(name.stem), signal})
        this.options.onFileDone?.()
      }
    })
  }

  /** Of the first prediction of each id, or its first label. */
  async find(ids: readonly string[]): Promise<readonly (FoundId | undefined)[]> {
    const found: (FoundId | undefined)[] = ids.map(() => undefined)
    let left: {readonly index: number; readonly hash: IdHash}[] = []
    for (const [index, id] of ids.entries()) {
      left.push({index, hash: hashId(id)})
      if (index % idsATurn === idsATurn - 1) await nextTurn()
    }
    const files = [...this.files.values()].sort((a, b) => a.name.start - b.name.start)
    for (const file of files) {
      if (left.length === 0) break
      const entries = await this.findIn(
        file,
        left.map(({hash}) => hash),
      )
      entries.forEach((entry, place) => (found[left[place]!.index] = entry))
      left = left.filter((_, place) => entries[place] === undefined)
      if (entries.length > idsATurn) await nextTurn()
    }
    return found
  }

  /** Makes sure that the ids of a file are found when it is deleted. */
  keep(stem: string): Promise<void> {
    return this.exclusively(async () => {
      const names = await listLogFiles(this.options.folder, this.options.kind)
      const name = names.find((each) => each.stem === stem)
      if (name === undefined) return
      const file = await this.fileOf(name)
      await this.update(file, {mayGrow: true})
      await file.save()
      // It is searched on disk from now on: the tables of years would fill the memory.
      if (!this.cached.has(file)) file.forget()
    })
  }

  /** Writes the indexes of files that still grow as far as they are. */
  save(): Promise<void> {
    return this.exclusively(async () => {
      if (this.options.mode === 'read') return
      for (const file of this.files.values()) if (file.unsaved > 0) await file.save()
    })
  }

  private async fileOf(name: LogName): Promise<IndexedFile> {
    let file = this.files.get(name.stem)
    if (file === undefined) {
      file = await IndexedFile.open(this.options.folder, name)
      this.files.set(name.stem, file)
    }
    return file
  }

  private async update(file: IndexedFile, {mayGrow, signal}: UpdateOptions): Promise<void> {
    if (file.isComplete) return
    const state = await stat(join(this.options.folder, file.name.stem + LOG_ENDING)).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error
    })
    if (state === undefined) return
    if (state.size > file.covered) await file.readOn(this.options.parse, state.size, signal ?? this.options.signal)
    file.isComplete = !mayGrow
    const isResting = !mayGrow || Date.now() - state.mtimeMs > restMs
    if (this.options.mode === 'read' || file.unsaved === 0 || !(isResting || file.unsaved >= unsavedRows)) return
    // A folder that takes no index is searched from memory.
    const saved = await file.save().then(
      () => true,
      () => false,
    )
    if (saved && isResting) file.forget()
  }

  private async findIn(file: IndexedFile, ids: readonly IdHash[]): Promise<readonly (FoundId | undefined)[]> {
    const {cacheBytes = defaultCacheBytes} = this.options
    if (!file.isInMemory && (this.cached.has(file) || this.cachedBytes + file.bytes <= cacheBytes)) {
      if (!this.cached.has(file)) this.cachedBytes += file.bytes
      this.cached.add(file)
      await file.load()
    }
    return file.find(ids)
  }

  private exclusively<R>(work: () => Promise<R>): Promise<R> {
    const done = this.last.then(work)
    this.last = done.catch(() => undefined)
    return done
  }
}
