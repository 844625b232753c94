import {formatCount, formatCountOf} from '../numbers.js'
import type {LoggedPrediction, SkippedLines} from '../serve/prediction-log-read.js'

/** Rows of a model that were left out of a log. */
export interface ForeignRows {
  readonly model: string
  readonly version: number
  readonly rows: number
}

/** Collects what of a log could not be used, for a person to read. */
export class LogNotes {
  /** Lines that are no predictions. */
  damagedLines = 0
  private readonly damaged: SkippedLines[] = []
  private readonly foreign = new Map<string, {model: string; version: number; rows: number}>()

  readonly onSkipped = (skipped: SkippedLines): void => {
    this.damagedLines += skipped.count
    this.damaged.push(skipped)
  }

  readonly onForeign = ({model, version}: LoggedPrediction): void => {
    const key = `${version} ${model}`
    const known = this.foreign.get(key)
    if (known === undefined) this.foreign.set(key, {model, version, rows: 1})
    else known.rows++
  }

  /** In the order in which they were met. */
  get foreignRows(): readonly ForeignRows[] {
    return [...this.foreign.values()]
  }

  /** A sentence a file with damaged lines and a model that does not fit. */
  get sentences(): readonly string[] {
    return [
      ...this.damaged.map(
        ({path, count, lines}) =>
          `${path}:${lines[0]!} holds no prediction${others(count, lines)}; what stands there was left out.`,
      ),
      ...this.foreignRows.map(
        ({model, version, rows}) =>
          `${formatCountOf(rows, 'prediction')} of ${model}, version ${version}, left out: it reads other features or answers another question.`,
      ),
    ]
  }
}

/** ', nor do lines 7, 9 and 4 more'. */
function others(count: number, [, ...lines]: readonly number[]): string {
  if (count === 1) return ''
  const unnamed = count - 1 - lines.length
  const named = unnamed > 0 ? `${lines.join(', ')} and ${formatCount(unnamed)} more` : lines.join(', ')
  return lines.length === 1 && unnamed <= 0 ? `, nor does line ${named}` : `, nor do lines ${named}`
}
