import {DriftHistory} from './drift-history.js'
import type {IteratedDataset, IteratedRows, IterateOutcome} from './iterated-dataset.js'
import {WatchedVersion} from './watched-version.js'
import {fillOf} from './window-fill.js'

/** Data sets at once: each has a window and some hundred series of metrics. */
export const mostDatasets = 20

/** The last hour: that of the model itself goes back further. */
const MOST_MOMENTS = 60

export interface DatasetWindowsOptions {
  /** Rows of each window. */
  readonly capacity: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Whether a model that is watched bears that name. */
  readonly isNameOfModel: (name: string) => boolean
}

/** The windows of rows that models served elsewhere answered: one for each data set. */
export class DatasetWindows {
  private readonly windows = new Map<string, WatchedVersion>()

  constructor(private readonly options: DatasetWindowsOptions) {}

  names(): readonly string[] {
    return [...this.windows.keys()]
  }

  get(name: string): WatchedVersion | undefined {
    return this.windows.get(name)
  }

  all(): Iterable<WatchedVersion> {
    return this.windows.values()
  }

  /**
   * Counts rows and puts them into the window of their data set, which is opened with the first ones.
   *
   * @param current - the version whose reference they are held against
   */
  take(name: string, {rows, predictions}: IteratedRows, current: WatchedVersion): IterateOutcome {
    const {capacity, now, isNameOfModel} = this.options
    const known = this.windows.get(name)
    if (known === undefined) {
      if (isNameOfModel(name)) return {kind: 'refused', reason: 'name-of-model'}
      if (this.windows.size >= mostDatasets) return {kind: 'refused', reason: 'too-many-datasets'}
      if (rows.length === 0) return {kind: 'taken', window: fillOf({rows: 0, capacity})}
    } else if (rows.length > 0 && known.dataset!.predictions !== predictions) {
      return {kind: 'refused', reason: 'other-predictions'}
    }
    const watched = known ?? this.open({name, predictions, since: now()}, current, new DriftHistory(MOST_MOMENTS))
    for (const row of rows) watched.accept(row)
    return {kind: 'taken', window: fillOf(watched)}
  }

  /** Lets every data set begin anew, against the reference of another version. */
  follow(current: WatchedVersion): void {
    for (const {dataset, history} of [...this.windows.values()]) {
      if (this.options.isNameOfModel(dataset!.name)) this.windows.delete(dataset!.name)
      else this.open(dataset!, current, history)
    }
  }

  private open(dataset: IteratedDataset, {model, shape}: WatchedVersion, history: DriftHistory): WatchedVersion {
    const watched = new WatchedVersion(model, shape, {capacity: this.options.capacity, history, dataset})
    this.windows.set(dataset.name, watched)
    return watched
  }
}
