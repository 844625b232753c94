import type {ComputedDrift} from './computed-drift.js'
import type {WatchedVersion} from './watched-version.js'
import type {WindowSnapshot} from './row-window.js'
import type {WindowThread} from './window-thread.js'

export interface ComparisonRoundsOptions {
  readonly thread: Pick<WindowThread, 'isFree' | 'compare'>
  /** Those whose rows are compared, in a stable order. */
  readonly watched: () => readonly WatchedVersion[]
  /** Rows that it takes. */
  readonly leastRows: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly onCompared: (watched: WatchedVersion, computed: ComputedDrift) => void
  /** Told of a fault in what came of a comparison: the others have their turn nevertheless. */
  readonly onFault: (error: unknown) => void
}

/** Compares windows one after the other: in a round each of them once at most, and no two rounds at once. */
export class ComparisonRounds {
  /** Whose rows are being compared. */
  comparing: WatchedVersion | null = null
  private running: Promise<void> | null = null
  /** Name of the one that had its turn last. */
  private last = ''

  constructor(private readonly options: ComparisonRoundsOptions) {}

  /** Begins a round; nothing happens while one runs: what arrives meanwhile has its turn in the next. */
  begin(): void {
    this.running ??= this.round().finally(() => (this.running = null))
  }

  /** A round over all that has arrived by now. */
  async now(): Promise<void> {
    await this.running
    this.begin()
    await this.running
  }

  private async round(): Promise<void> {
    const {thread, leastRows} = this.options
    for (const watched of this.inTurn()) {
      // A window that ends the thread, again and again, must not keep the others from their turn.
      if (!thread.isFree) return
      if (watched.arrived === 0 || watched.rows < leastRows) continue
      const window = watched.snapshot()
      if (window === null) continue
      this.last = watched.name
      this.comparing = watched
      try {
        await this.compare(watched, window)
      } catch (error) {
        this.options.onFault(error)
      } finally {
        this.comparing = null
      }
    }
  }

  /** All, beginning with the one after the one that was last. */
  private inTurn(): readonly WatchedVersion[] {
    const all = this.options.watched()
    const next = all.findIndex(({name}) => name === this.last) + 1
    return [...all.slice(next), ...all.slice(0, next)]
  }

  private async compare(watched: WatchedVersion, window: WindowSnapshot): Promise<void> {
    const {thread, now, onCompared} = this.options
    const {rows} = window.table
    const {opened, answered} = watched
    const computedAt = now()
    const compared = await thread.compare(watched.key, window)
    // Closed meanwhile, and perhaps opened anew: what was found is of rows that are gone.
    if (watched.opened !== opened) return
    if (compared === null) {
      // These rows have not been looked at.
      watched.arrived++
      return
    }
    watched.failure = null
    onCompared(watched, {...compared.result, rows, answered, computedAt, seconds: compared.seconds})
  }
}
