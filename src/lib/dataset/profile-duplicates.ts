import {firstEqualRows} from './profile-equal-rows.js'
import type {DuplicateProfile} from './profile-types.js'
import type {Column, Table} from './table.js'

/** Duplicates named one by one. */
const EXAMPLES = 5

/** Rows that repeat an earlier row, and rows that contradict another one with the same features. */
export function profileDuplicates(
  table: Table,
  {features, classes}: {readonly features: readonly Column[]; readonly classes: Int32Array | null},
): DuplicateProfile {
  const first = firstEqualRows(table.columns, table.rows)
  const examples: {row: number; equals: number}[] = []
  let rows = 0
  for (let row = 0; row < table.rows; row++) {
    if (first[row] === row) continue
    rows++
    if (examples.length < EXAMPLES) examples.push({row: row + 1, equals: first[row]! + 1})
  }
  const conflicting = classes === null || features.length === 0 ? 0 : countConflicts(features, classes)
  return {rows, examples, conflicting}
}

function countConflicts(features: readonly Column[], classes: Int32Array): number {
  const first = firstEqualRows(features, classes.length)
  const size = new Int32Array(classes.length)
  const mixed = new Uint8Array(classes.length)
  const classOfFirst = new Int32Array(classes.length).fill(-1)
  for (let row = 0; row < classes.length; row++) {
    if (classes[row]! < 0) continue
    const group = first[row]!
    size[group]! += 1
    if (classOfFirst[group] === -1) classOfFirst[group] = classes[row]!
    else if (classOfFirst[group] !== classes[row]) mixed[group] = 1
  }
  return size.reduce((sum, count, group) => sum + (mixed[group] === 1 ? count : 0), 0)
}
