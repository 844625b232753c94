import type {TargetDescription} from './description.js'
import type {LabelProfile} from './profile-types.js'
import type {Table} from './table.js'

/** Which group each row belongs to: its class, or the one group of all rows where there is no label. */
export interface Grouping {
  /** shape [rows]; -1 for a row without a known label. */
  readonly codes: Int32Array
  readonly labels: readonly string[]
  /** Rows of each group. */
  readonly rows: readonly number[]
}

/** The label of a table by class; null when the table has no such column of categories. */
export function profileLabel(
  table: Table,
  target: TargetDescription | undefined,
): {readonly label: LabelProfile; readonly grouping: Grouping} | null {
  const column = table.columns.find(({name}) => name === target?.name)
  if (target === undefined || column?.kind !== 'category') return null
  const classOfCode = Int32Array.from(column.categories, (value) =>
    target.classes.findIndex((candidate) => candidate.value === value),
  )
  const codes = column.codes.map((code) => (code < 0 ? -1 : classOfCode[code]!))
  const counts = new Int32Array(target.classes.length)
  let known = 0
  for (const code of codes) {
    if (code < 0) continue
    counts[code]! += 1
    known++
  }
  const label: LabelProfile = {
    name: target.name,
    classes: target.classes.map((each, index) => ({
      ...each,
      rows: counts[index]!,
      share: known === 0 ? 0 : counts[index]! / known,
    })),
    missing: table.rows - known,
  }
  return {label, grouping: {codes, labels: target.classes.map((each) => each.label), rows: [...counts]}}
}

export function groupOfAllRows(rows: number): Grouping {
  return {codes: new Int32Array(rows), labels: ['all rows'], rows: [rows]}
}
