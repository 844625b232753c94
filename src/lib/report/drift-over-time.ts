import type {TimelineColumn} from '../drift/drift-report.js'
import type {ColumnDrift, Summary} from '../drift/table-drift.js'
import {levelLine} from './charts/level-line.js'
import type {LevelLine} from './charts/level-line.js'
import {formatTick} from './charts/round-numbers.js'
import {twoValues} from './drift-change.js'
import {formatLevel} from './drift-words.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'

export interface ColumnContext {
  /** Unique on the page. */
  readonly id: string
  readonly timeline: {readonly periods: readonly string[]; readonly column: TimelineColumn} | null
}

/** The level in the column's unit where it has one, else the effect, over the periods. */
export function overTime(drift: ColumnDrift, {id, timeline}: ColumnContext): Html {
  const {key, reference, effect} = drift
  if (timeline === null) return nothing
  const {periods, column} = timeline
  const {cells} = column
  const hasLevel = cells.some(({level}) => level !== null) && twoValues(drift) === null
  const values = cells.map(({level, effect: distance}) => (hasLevel ? level : distance))
  if (values.every((value) => value === null)) return nothing
  const {what, isShare, band} = hasLevel ? levelWords(reference) : effectOnly
  const format = (value: number): string => (isShare ? `${formatLevel(100 * value)} %` : formatTick(value))
  const known = values.filter((value) => value !== null)
  const chart = levelLine(
    {
      levels: values,
      marks: cells.map(({status}) => (status === 'drift' || status === 'warning' ? status : 'none')),
      band,
      limit: hasLevel || effect === null ? null : effect.limit,
      since: column.since?.index ?? null,
      names: periods,
      format,
    },
    {
      id: `${id}-time`,
      title: `${what} of ${key} over the periods`,
      description:
        `From ${format(known[0]!)} to ${format(known[known.length - 1]!)}.` +
        (column.since === null ? '' : ` Lasting drift since ${column.since.name}.`),
    },
  )
  const beside =
    band === null ? '' : isShare ? '; dashed: the reference' : '; the band is the middle half of the reference'
  const caption = hasLevel ? `${what} over the periods${beside}` : 'Effect over the periods, and its limit'
  return html`<figure>
    ${chart}
    <figcaption>${caption}.</figcaption>
  </figure>`
}

interface LevelWords {
  readonly what: string
  readonly isShare: boolean
  readonly band: LevelLine['band']
}

const effectOnly: LevelWords = {what: 'Effect', isShare: false, band: null}

/** What the level of a column is, and where the reference has it. */
function levelWords(reference: Summary | null): LevelWords {
  const shareOf = (what: string, share: number): LevelWords => ({
    ...{what, isShare: true},
    band: {lower: share, middle: share, upper: share},
  })
  switch (reference?.kind) {
    case 'share':
      return shareOf('Share', reference.share)
    case 'category': {
      const [, second] = reference.shares
      return second === undefined
        ? {...effectOnly, what: 'Share'}
        : shareOf(`Share of ${second.category}`, second.share)
    }
    case 'number': {
      const {q25, median, q75} = reference
      return {what: 'Median', isShare: false, band: {lower: q25, middle: median, upper: q75}}
    }
    case undefined:
      return {...effectOnly, what: 'Level'}
  }
}
