import type {FieldDescription} from '../../src/lib/dataset/description.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {compareProfiles} from '../../src/lib/drift/compare-profiles.js'
import type {DataProfile} from '../../src/lib/drift/data-profile.js'
import {profileOf} from '../../src/lib/drift/profile-table.js'
import type {TableDrift} from '../../src/lib/drift/table-drift.js'
import {distinctValueLimit} from '../../src/lib/statistics/value-counts/value-counts.js'

/** `--alpha` and `--min-effect` as `mlops drift` has them by default. */
export const alpha = 0.05
export const minEffect = 0.1

/** What both policies say of the same two tables. */
export interface Judgement {
  readonly calibrated: TableDrift
  readonly evidently: TableDrift
}

/** The way of `mlops drift`: rows -> profiles -> verdict of each column. */
export function judge(reference: Table, current: Table, fields: readonly FieldDescription[]): Judgement {
  const before = profilesOf(reference, fields)
  const now = profilesOf(current, fields)
  return {
    calibrated: compare('calibrated', before.limited, now.limited, fields),
    evidently: compare('evidently', before.full, now.full, fields),
  }
}

export interface Profiles {
  /** As `mlops drift` keeps it: at most 32,768 distinct values a column. */
  readonly limited: DataProfile
  /** All distinct values, so that Evidently's scores are exact. */
  readonly full: DataProfile
}

export function profilesOf(table: Table, fields: readonly FieldDescription[]): Profiles {
  const compared = {fields, target: null}
  const limited = profileOf(table, compared)
  return {
    limited,
    full: table.rows <= distinctValueLimit ? limited : profileOf(table, compared, {distinctLimit: Infinity}),
  }
}

export function compare(
  policy: TableDrift['policy'],
  before: DataProfile,
  now: DataProfile,
  fields: readonly FieldDescription[],
): TableDrift {
  return compareProfiles(before, now, {
    policy,
    compared: {fields, target: null},
    alpha,
    minEffect,
    overrides: [],
    importance: null,
    multivariate: null,
    alikeErrors: null,
  })
}
