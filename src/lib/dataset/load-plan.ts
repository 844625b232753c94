import {MlopsError} from '../errors.js'
import type {ColumnPlan, ColumnRole} from './csv-column.js'
import type {ResolvedDraft} from './load-draft.js'
import {nearestName} from './nearest-name.js'

export interface PlanContext {
  /** Names of the columns of the file, aliases resolved. */
  readonly header: readonly string[]
  /** What to call the file in messages. */
  readonly file: string
  /** Whether the target has to be there, in every row. */
  readonly requireTarget: boolean
  /** Whether the types were guessed. */
  readonly inferred: boolean
}

/**
 * Which column of a file is read how, in the order of the fields.
 *
 * @throws MlopsError `COLUMN_MISSING` when a feature (or the target, when it is required) is not in the file
 */
export function planColumns(
  {fields, features, target, missingValues}: ResolvedDraft,
  {header, file, requireTarget, inferred}: PlanContext,
): readonly ColumnPlan[] {
  const wanted = [...features, ...(requireTarget ? [target] : [])]
  const absent = wanted.filter((name) => !header.includes(name))
  if (absent.length > 0) throw missingColumns(absent, {header, file, described: fields.map(({name}) => name)})
  return fields.flatMap((field) => {
    const index = header.indexOf(field.name)
    if (index < 0) return []
    const isFeature = features.includes(field.name)
    const role: ColumnRole = field.name === target ? 'target' : isFeature ? 'feature' : 'ignored'
    const missing = new Set(['', ...(field.missingValues ?? missingValues)])
    return [{field, role, index, required: role === 'target' && requireTarget, inferred, missing}]
  })
}

/** A sentence on columns that are in the file and not described; none when there are none. */
export function noteExtraColumns({fields}: ResolvedDraft, header: readonly string[]): readonly string[] {
  const described = new Set(fields.map(({name}) => name))
  const extra = header.flatMap((name, index) =>
    described.has(name) ? [] : [name === '' ? `column ${index + 1}, which has no name` : `"${name}"`],
  )
  return extra.length === 0 ? [] : [`Not described, so not read: ${extra.join(', ')}.`]
}

function missingColumns(
  absent: readonly string[],
  {
    header,
    file,
    described,
  }: {readonly header: readonly string[]; readonly file: string; readonly described: readonly string[]},
): MlopsError {
  const spare = header.filter((name) => !described.includes(name) && name !== '')
  const guesses = absent.flatMap((name) => {
    const nearest = nearestName(name, spare)
    return nearest === undefined ? [] : [{alias: nearest, name}]
  })
  const hint = guesses.map(({alias, name}) => ` Is "${alias}" meant to be "${name}"?`).join('')
  const aliases = JSON.stringify(Object.fromEntries(guesses.map(({alias, name}) => [alias, name])))
  return new MlopsError('COLUMN_MISSING', {
    message:
      `${file} has no column ${absent.map((name) => `"${name}"`).join(', ')}.${hint} ` +
      `Its columns are ${header.map((name) => (name === '' ? '(no name)' : name)).join(', ')}.`,
    suggestion:
      guesses.length === 0
        ? 'Add the column, or name its present spelling under "aliases" in the data package.'
        : `Rename it, or write "aliases": ${aliases} under "mlops" in the data package.`,
    details: {missing: absent, columns: header},
  })
}
