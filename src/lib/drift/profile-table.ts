import type {FieldDescription, TargetDescription} from '../dataset/description.js'
import {columnOf, type CategoryColumn, type Table} from '../dataset/table.js'
import {answerSources} from '../model/fallback.js'
import {distinctValueLimit} from '../statistics/value-counts/value-counts.js'
import type {ColumnProfile, DataProfile} from './data-profile.js'
import {CategoryTally} from './profile-categories.js'
import {NumberTally} from './profile-numbers.js'
import {OutputTally, type ModelOutputs} from './profile-outputs.js'
import {rowsOfCategories} from './profile-rows.js'

/** What is compared. Types come from here, never from the rows: a number that is missing in all of them is a number. */
export interface ComparedColumns {
  /** The features, in the order of the table of results. A category field without categories takes those it finds. */
  readonly fields: readonly FieldDescription[]
  /** The label, where the reference has one; without classes where they were not declared. */
  readonly target: TargetDescription | null
}

export interface ProfileOptions {
  /** Distinct numbers that are kept apart in a column; Infinity for all. */
  readonly distinctLimit?: number
  /** Whether rows come with a model's answers, and whether some of those came from a fallback. */
  readonly model?: {readonly hasFallback: boolean} | null
}

/** The profile of a table that holds the compared columns; the label may be missing. */
export function profileOf(
  table: Table,
  columns: ComparedColumns,
  {outputs, ...options}: ProfileOptions & {readonly outputs?: ModelOutputs | undefined} = {},
): DataProfile {
  const model = options.model ?? (outputs === undefined ? null : {hasFallback: outputs.sources !== null})
  const builder = new ProfileBuilder(columns, {...options, model})
  builder.add(table, outputs)
  return builder.finish()
}

/** Counts rows as they come. Memory depends on the number of columns alone. */
export class ProfileBuilder {
  private rows = 0
  private readonly features: readonly (NumberTally | CategoryTally)[]
  private readonly label: CategoryTally | null
  private readonly outputs: OutputTally | null

  constructor(
    private readonly columns: ComparedColumns,
    {distinctLimit = distinctValueLimit, model = null}: ProfileOptions = {},
  ) {
    const {fields, target} = columns
    this.features = fields.map((field) =>
      field.kind === 'number'
        ? new NumberTally(field, distinctLimit)
        : new CategoryTally(field.name, describedIn(field)),
    )
    this.label = target === null ? null : new CategoryTally(target.name, classesOf(columns))
    this.outputs =
      model === null
        ? null
        : new OutputTally({
            classes: classesOf(columns),
            sources: model.hasFallback ? answerSources : null,
            distinctLimit,
          })
  }

  /**
   * @param outputs - what the model answered to these rows, where the builder was made for a model
   * @throws MlopsError `COLUMN_MISSING` when the table lacks a compared column
   */
  add(table: Table, outputs?: ModelOutputs): void {
    this.rows += table.rows
    for (const tally of this.features) tally.add(columnOf(table, tally.name))
    const label = this.labelIn(table)
    if (label !== undefined) this.label!.add(label)
    if (outputs !== undefined) this.outputs?.add(outputs, label)
  }

  finish(): DataProfile {
    const label = this.label?.finish() ?? null
    const labelled = label === null ? 0 : rowsOfCategories(label)
    return {
      rows: this.rows,
      columns: this.features.map((tally): ColumnProfile => tally.finish()),
      label: label === null || labelled === 0 ? null : {...label, missing: this.rows - labelled},
      outputs: this.outputs?.finish() ?? null,
    }
  }

  private labelIn({columns}: Table): CategoryColumn | undefined {
    if (this.label === null) return undefined
    const column = columns.find(({name}) => name === this.columns.target!.name)
    return column?.kind === 'category' ? column : undefined
  }
}

/** Categories that a field declares, in order: they come first in a profile. */
export function describedIn(field: FieldDescription): readonly string[] {
  return field.kind === 'category' ? field.categories.map(({value}) => value) : []
}

/** Values of the classes, in order; none without a label, or with one whose classes were not declared. */
export function classesOf({target}: ComparedColumns): readonly string[] {
  return target?.classes.map(({value}) => value) ?? []
}
