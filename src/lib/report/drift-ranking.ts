import type {DriftReport, PeriodDrift, Timeline, TimelineCell, TimelineColumn} from '../drift/drift-report.js'
import type {Aspect, ColumnDrift} from '../drift/table-drift.js'

/** Whether a column is a feature's distribution, the quality of its values, or what the model makes of the rows. */
export type AspectGroup = 'feature' | 'quality' | 'output'

const aspectGroups: Readonly<Record<Aspect, AspectGroup>> = {
  values: 'feature',
  missing: 'quality',
  'out-of-range': 'quality',
  unseen: 'quality',
  prediction: 'output',
  confidence: 'output',
  fallback: 'output',
  label: 'output',
  concept: 'output',
  multivariate: 'output',
}

export function groupOf({aspect}: {readonly aspect: Aspect}): AspectGroup {
  return aspectGroups[aspect]
}

/** Shade of a cell of the heat map: 0 not tested, 1 stable, 2 warning, 3 to 5 drift of up to 2, 4 and more limits. */
export type Shade = 0 | 1 | 2 | 3 | 4 | 5

export function shadeOf({status, severity}: Pick<TimelineCell, 'status' | 'severity'>): Shade {
  if (status === 'not-tested') return 0
  if (status === 'stable') return 1
  if (status === 'warning') return 2
  return severity === null || severity < 2 ? 3 : severity < 4 ? 4 : 5
}

/** Rows of the heat map, those first that began to drift first; then those that drift now and then, then the calm. */
export function rankTimeline({columns, periods}: Timeline): readonly TimelineColumn[] {
  const start = ({since}: TimelineColumn): number => since?.index ?? periods.length
  const shades = ({cells}: TimelineColumn): number =>
    cells.reduce((sum, cell) => sum + Math.max(0, shadeOf(cell) - 1), 0)
  return [...columns].sort((a, b) => start(a) - start(b) || shades(b) - shades(a))
}

/** Whether a column never did anything worth a look. */
export function isCalm({cells, since}: TimelineColumn): boolean {
  return since === null && cells.every((cell) => shadeOf(cell) <= 1)
}

export function lastPeriod({periods}: DriftReport): PeriodDrift | undefined {
  return periods[periods.length - 1]
}

export function timelineOf({timeline}: DriftReport, {key}: ColumnDrift): TimelineColumn | undefined {
  return timeline?.columns.find((column) => column.key === key)
}

/** Feature that began to drift first, and lasts. */
export function firstLasting({timeline}: DriftReport): TimelineColumn | undefined {
  const [first] = timeline === null ? [] : rankTimeline(timeline)
  return first?.since == null ? undefined : first
}

/** What the labels of the periods start with alike, up to where their numbers begin: 'month-'. */
export function commonStart(names: readonly string[]): string {
  const [first = '', ...rest] = names
  let length = first.length
  for (const name of rest) {
    while (!name.startsWith(first.slice(0, length))) length--
  }
  const start = first.slice(0, length).replace(/\d+$/, '')
  return rest.length === 0 || names.some((name) => name.length === start.length) ? '' : start
}
