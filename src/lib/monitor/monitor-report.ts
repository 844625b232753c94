import type {Verdict} from '../drift/drift-report.js'
import type {TableDrift} from '../drift/table-drift.js'
import type {AnswerSource} from '../model/fallback.js'
import type {DriftMoment} from './drift-history.js'
import type {IteratedDataset} from './iterated-dataset.js'
import type {WatchedVersion} from './watched-version.js'
import {fillOf, type WindowFill} from './window-fill.js'

/** What a monitor has to say of the model that answers now, or of a data set that is held against it. */
export interface MonitorReport {
  /** Null for the rows that the model itself answered. */
  readonly dataset: IteratedDataset | null
  /** Names of all data sets whose rows came from elsewhere. */
  readonly datasets: readonly string[]
  readonly model: string
  readonly version: number
  /** Milliseconds since the epoch. */
  readonly loadedAt: number
  readonly window: WindowFill
  /** Rows since the version was loaded first, by class of the answer and by who gave it. */
  readonly answers: {
    readonly rows: number
    readonly classes: readonly {readonly class: string; readonly rows: number}[]
    readonly sources: readonly {readonly source: AnswerSource; readonly rows: number}[]
  }
  /** Null as long as nothing was compared. */
  readonly computed: {
    /** Milliseconds since the epoch, when the rows were taken. */
    readonly at: number
    readonly seconds: number
    readonly rows: number
    /** Rows that the version had answered when they were taken: the comparison has seen all of these. */
    readonly answered: number
  } | null
  /** What holds it up, or makes it worth less than it may seem; empty when all is well. */
  readonly notes: readonly string[]
  readonly verdict: Verdict | null
  readonly drift: TableDrift | null
  /** The last hours, the oldest first. */
  readonly history: readonly DriftMoment[]
}

export interface ReportContext {
  readonly datasets: readonly string[]
  /** Rows that it takes to compare them. */
  readonly leastRows: number
}

export function reportOf(watched: WatchedVersion, {datasets, leastRows}: ReportContext): MonitorReport {
  const {model, classes, sources, predictions, computed, rows, capacity} = watched
  const at = (place: number, source: number): number => predictions[place * sources.length + source]!
  const ofClass = classes.map((name, place) => ({
    class: name,
    rows: sources.reduce((sum, _, source) => sum + at(place, source), 0),
  }))
  return {
    ...{dataset: watched.dataset ?? null, datasets},
    ...{model: model.name, version: model.version, loadedAt: model.loadedAt},
    window: fillOf({rows, capacity}),
    answers: {
      rows: ofClass.reduce((sum, each) => sum + each.rows, 0),
      classes: ofClass,
      sources: sources.map((source, index) => ({
        source,
        rows: classes.reduce((sum, _, place) => sum + at(place, index), 0),
      })),
    },
    computed: computed && {
      at: computed.computedAt,
      seconds: computed.seconds,
      rows: computed.rows,
      answered: computed.answered,
    },
    notes: notesOn(watched, leastRows),
    verdict: computed?.verdict ?? null,
    drift: computed?.drift ?? null,
    history: watched.history.moments(),
  }
}

function notesOn({rows, capacity, computed, failure}: WatchedVersion, leastRows: number): readonly string[] {
  const notes: string[] = []
  if (rows < leastRows) notes.push(`${countOf(rows)} came by so far; from ${leastRows} on they are compared.`)
  else if (rows < capacity) {
    notes.push(
      `The window holds ${countOf(rows)} of ${capacity.toLocaleString('en-US')}: it sees less than a full one.`,
    )
  }
  if (failure !== null) {
    notes.push(
      `The last comparison failed, ${computed === null ? 'so there is none' : 'what is shown is older'}: ${failure}`,
    )
  }
  return notes
}

function countOf(rows: number): string {
  return `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`
}
