import type {TableProfile} from '../dataset/profile-types.js'
import {GROUP_COLOURS} from './palette.js'

/** Groups as they are drawn: the most frequent classes one by one in their order, all the others together. */
export interface ShownGroup {
  readonly label: string
  readonly rows: number
  /** Which groups of the profile it stands for. */
  readonly members: readonly number[]
}

export function shownGroups({groups}: Pick<TableProfile, 'groups'>, most = GROUP_COLOURS): readonly ShownGroup[] {
  const all = groups.map(({label, rows}, index) => ({label, rows, members: [index]}))
  if (groups.length <= most) return all
  const kept = new Set([...all].sort((a, b) => b.rows - a.rows).slice(0, most - 1))
  const others = all.filter((group) => !kept.has(group))
  return [
    ...all.filter((group) => kept.has(group)),
    {
      label: `${others.length} other classes`,
      rows: others.reduce((sum, {rows}) => sum + rows, 0),
      members: others.flatMap(({members}) => members),
    },
  ]
}

/** Counts of a shown group: those of its members added up. */
export function countsOfGroup({members}: ShownGroup, counts: readonly (readonly number[])[]): readonly number[] {
  const first = counts[members[0] ?? 0] ?? []
  return first.map((_, index) => members.reduce((sum, member) => sum + (counts[member]?.[index] ?? 0), 0))
}

/** Shares of counts in their sum; zeros when there is nothing to share. */
export function sharesOf(counts: readonly number[], total: number): readonly number[] {
  return counts.map((count) => (total > 0 ? count / total : 0))
}

/** A figure of a shown group: that of its members added up. */
export function sumOfGroup({members}: ShownGroup, byGroup: readonly number[]): number {
  return members.reduce((sum, member) => sum + (byGroup[member] ?? 0), 0)
}
