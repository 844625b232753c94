import type {DatasetDescription, FieldDescription} from '../dataset/description.js'
import type {Table} from '../dataset/table.js'
import {driftColumns, type DriftColumnName} from './drift-columns.js'
import {featureBins, type FeatureBins} from './feature-bins.js'

/** What the rows of a window are counted into and compared by: of one reference, for as many windows as there are. */
export interface ReferenceShape {
  /** Reference rows. */
  readonly rows: number
  /** Features, in the order of the description. */
  readonly fields: readonly FieldDescription[]
  /** Of each feature. */
  readonly bins: readonly FeatureBins[]
  /** Every column that a drift table of answered rows may have. */
  readonly driftColumns: readonly DriftColumnName[]
}

export function referenceShape(description: DatasetDescription, reference: Table): ReferenceShape {
  const fields = description.features.map((name) => description.fields.find((field) => field.name === name)!)
  return {
    rows: reference.rows,
    fields,
    bins: featureBins(fields, reference),
    driftColumns: driftColumns(description, reference),
  }
}
