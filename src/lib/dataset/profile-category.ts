import {contingencyTable} from '../statistics/contingency-table.js'
import type {CategoryField} from './description.js'
import type {Grouping} from './profile-label.js'
import type {CategoryProfile} from './profile-types.js'
import type {CategoryColumn} from './table.js'

/** Values shown one by one. */
const TOP_VALUES = 10

/** Values of which nearly each row has its own look like a key; a handful of rows proves nothing. */
const IDENTIFIER = {distinctShare: 0.95, leastRows: 50}

type Own = Pick<CategoryProfile, 'missing' | 'distinct' | 'identifier' | 'values' | 'others' | 'undeclared'>

/** What one column of categories holds. */
export function profileCategory(
  column: CategoryColumn,
  {field, grouping}: {readonly field: CategoryField | undefined; readonly grouping: Grouping},
): Own {
  const counts = new Float64Array(column.categories.length)
  let missing = 0
  for (const code of column.codes) {
    if (code < 0) missing++
    else counts[code]! += 1
  }
  const seen = [...counts.keys()].filter((code) => counts[code]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b)
  const present = column.codes.length - missing
  const groups = grouping.labels.length
  const {counts: byGroup} = contingencyTable(column.codes, grouping.codes, {rows: counts.length, columns: groups})
  const sum = (codes: readonly number[], figure: (code: number) => number): number =>
    codes.reduce((total, code) => total + figure(code), 0)
  const rest = seen.slice(TOP_VALUES)
  const undeclared = field === undefined || field.categories.length === 0 ? [] : undeclaredCodes(seen, {column, field})
  return {
    missing,
    distinct: seen.length,
    identifier: present >= IDENTIFIER.leastRows && seen.length >= IDENTIFIER.distinctShare * present,
    values: seen.slice(0, TOP_VALUES).map((code) => {
      const value = column.categories[code]!
      return {
        value,
        label: field?.categories.find((each) => each.value === value)?.label ?? value,
        rows: counts[code]!,
        byGroup: [...byGroup.subarray(code * groups, (code + 1) * groups)],
      }
    }),
    others:
      rest.length === 0
        ? null
        : {
            values: rest.length,
            rows: sum(rest, (code) => counts[code]!),
            byGroup: grouping.labels.map((_, group) => sum(rest, (code) => byGroup[code * groups + group]!)),
          },
    undeclared: {
      values: undeclared.length,
      rows: sum(undeclared, (code) => counts[code]!),
      examples: undeclared.slice(0, 5).map((code) => column.categories[code]!),
    },
  }
}

function undeclaredCodes(
  seen: readonly number[],
  {column, field}: {readonly column: CategoryColumn; readonly field: CategoryField},
): readonly number[] {
  const declared = new Set(field.categories.map(({value}) => value))
  return seen.filter((code) => !declared.has(column.categories[code]!))
}
