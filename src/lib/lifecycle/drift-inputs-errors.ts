import type {Table} from '../dataset/table.js'
import {errorsOf, type ModelOutputs} from '../drift/profile-outputs.js'
import {classesOf, type ComparedColumns} from '../drift/profile-table.js'

/** Which rows of a table a model got wrong; undefined without a label. */
export function errorsIn(table: Table, outputs: ModelOutputs, columns: ComparedColumns): Int8Array | undefined {
  const label = table.columns.find(({name}) => name === columns.target?.name)
  return label?.kind === 'category' ? errorsOf(outputs, label, classesOf(columns)) : undefined
}
