import type {CategoryField, DatasetDescription, NumberField, TargetDescription} from './description.js'
import {associateCategory, associateNumber} from './profile-association.js'
import {profileCategory} from './profile-category.js'
import {correlate} from './profile-correlations.js'
import {profileDuplicates} from './profile-duplicates.js'
import {findingsOf} from './profile-findings.js'
import {groupOfAllRows, profileLabel} from './profile-label.js'
import type {Grouping} from './profile-label.js'
import {profileNumber} from './profile-number.js'
import {oneColumnRule} from './profile-rule.js'
import {sampleRows} from './profile-sample.js'
import type {ColumnProfile, ColumnRole, TableProfile} from './profile-types.js'
import {selectRows} from './table.js'
import type {CategoryColumn, Column, NumberColumn, Table} from './table.js'

/** Rows on which one-column rules and correlations are computed: enough for two digits of each. */
const SAMPLE_ROWS = 20_000

/** Features that take part in the correlations at most, and values of a category that does. */
const CORRELATED_COLUMNS = 100
const CORRELATED_VALUES = 100

/** The part of a description that a profile needs; a table without labels has no target. */
export type ProfiledDescription = Pick<DatasetDescription, 'fields' | 'ignored'> & {
  readonly target?: TargetDescription | undefined
}

export interface ProfileOptions {
  /** Called before each column, so that a long profile can report progress and be interrupted (by throwing). */
  readonly beforeColumn?: (name: string) => Promise<void> | void
}

/** What a table holds, how its columns go with the label, and what deserves a second look. */
export async function profileTable(
  table: Table,
  description: ProfiledDescription,
  {beforeColumn}: ProfileOptions = {},
): Promise<TableProfile> {
  const found = profileLabel(table, description.target)
  const grouping = found?.grouping ?? groupOfAllRows(table.rows)
  const labelled = found === null ? null : sampleRows(labelledRows(grouping), SAMPLE_ROWS)
  const columns: ColumnProfile[] = []
  for (const column of table.columns) {
    await beforeColumn?.(column.name)
    const role = roleOf(column.name, {description, isLabel: found?.label.name === column.name})
    columns.push(profileColumn(column, {role, description, grouping, sample: role === 'label' ? null : labelled}))
  }
  const features = table.columns.filter((_, index) => columns[index]!.role === 'feature')
  await beforeColumn?.('all columns together')
  const sample = sampleRows(
    Int32Array.from({length: table.rows}, (_, row) => row),
    SAMPLE_ROWS,
  )
  const comparable = columns.filter(isComparable).slice(0, CORRELATED_COLUMNS)
  const compared = table.columns.filter(({name}) => comparable.some((profile) => profile.name === name))
  const profile: Omit<TableProfile, 'findings'> = {
    rows: table.rows,
    label: found?.label ?? null,
    groups: grouping.labels.map((label, index) => ({label, rows: grouping.rows[index]!})),
    columns,
    duplicates: profileDuplicates(table, {features, classes: found === null ? null : grouping.codes}),
    correlations: correlate(selectRows({rows: table.rows, columns: compared}, sample).columns, sample.length),
  }
  return {...profile, findings: findingsOf(profile)}
}

function labelledRows({codes}: Grouping): Int32Array {
  const rows = new Int32Array(codes.length)
  let count = 0
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) rows[count++] = row
  return rows.subarray(0, count)
}

function roleOf(
  name: string,
  {description, isLabel}: {readonly description: ProfiledDescription; readonly isLabel: boolean},
): ColumnRole {
  if (isLabel) return 'label'
  return description.ignored.includes(name) ? 'ignored' : 'feature'
}

interface ColumnContext {
  readonly role: ColumnRole
  readonly description: ProfiledDescription
  readonly grouping: Grouping
  /** Labelled rows to judge the column by; null for the label, and without one. */
  readonly sample: Int32Array | null
}

function profileColumn(column: Column, context: ColumnContext): ColumnProfile {
  const field = context.description.fields.find(({name}) => name === column.name)
  return column.kind === 'number'
    ? numberProfile(column, {...context, field: field?.kind === 'number' ? field : undefined})
    : categoryProfile(column, {...context, field: field?.kind === 'category' ? field : undefined})
}

function numberProfile(
  column: NumberColumn,
  {field, grouping, sample, role}: ColumnContext & {readonly field: NumberField | undefined},
): ColumnProfile {
  const {sorted, ...own} = profileNumber(column, {field, grouping})
  return {
    kind: 'number',
    ...baseOf(column, {role, title: field?.title, ...own}),
    ...own,
    association: sample === null ? null : associateNumber(column, {grouping, sorted, profile: own, sample}),
    rule: ruleOf(column, {grouping, sample}),
  }
}

function categoryProfile(
  column: CategoryColumn,
  {field, grouping, sample, role}: ColumnContext & {readonly field: CategoryField | undefined},
): ColumnProfile {
  const own = profileCategory(column, {field, grouping})
  return {
    kind: 'category',
    ...baseOf(column, {role, title: field?.title, ...own}),
    ...own,
    association: sample === null ? null : associateCategory(column, grouping),
    rule: ruleOf(column, {grouping, sample}),
  }
}

function baseOf(
  column: Column,
  own: {
    readonly role: ColumnRole
    readonly title: string | undefined
    readonly missing: number
    readonly distinct: number
  },
) {
  const rows = column.kind === 'number' ? column.values.length : column.codes.length
  return {
    name: column.name,
    ...(own.title === undefined ? {} : {title: own.title}),
    role: own.role,
    present: rows - own.missing,
    missingShare: rows === 0 ? 0 : own.missing / rows,
    constant: own.distinct <= 1,
  }
}

function ruleOf(
  column: Column,
  {grouping, sample}: {readonly grouping: Grouping; readonly sample: Int32Array | null},
): ColumnProfile['rule'] {
  if (sample === null || sample.length === 0) return null
  const judged = selectRows({rows: grouping.codes.length, columns: [column]}, sample).columns[0]!
  const labels = Int32Array.from(sample, (row) => grouping.codes[row]!)
  return oneColumnRule(judged, labels, grouping.labels.length)
}

/** Whether a column has a place in the correlations: a feature that varies and whose values come back. */
function isComparable(column: ColumnProfile): boolean {
  if (column.role !== 'feature' || column.constant) return false
  return column.kind === 'number' || (!column.identifier && column.distinct <= CORRELATED_VALUES)
}
