import {access} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'
import {dataPackageFile} from '../dataset/data-package-file.js'
import type {Dataset, DatasetOptions} from '../dataset/load-dataset.js'
import type {ColumnFlags, Manifest} from '../model/manifest.js'

/** The flags to record at training. What was inferred may be inferred otherwise from other rows, so all of it is named. */
export function columnFlagsOf(
  {source, description}: Dataset,
  {target, ignore, delimiter}: Pick<DatasetOptions, 'target' | 'ignore' | 'delimiter'>,
): ColumnFlags {
  const inferred = source.path === undefined
  return {
    schema: source.path ?? null,
    target: inferred ? description.target.name : (target ?? null),
    ignore: inferred ? description.ignored : (ignore ?? []),
    delimiter: delimiter ?? null,
  }
}

/**
 * The flags with which `train` and `explore` read the columns of a file as a model does. A data package beside the
 * file needs no flag; in place of one that is not there any more, target and ignored columns are named.
 *
 * @param path - of the file; '-' for standard input, which has nothing beside it
 */
export async function columnFlagsFor({description, data}: Manifest, path: string): Promise<ColumnFlags> {
  const {schema, delimiter} = data.columnFlags
  if (schema === null) return data.columnFlags
  if (!(await exists(schema))) {
    return {schema: null, target: description.target.name, ignore: description.ignored, delimiter}
  }
  const isBeside = path !== '-' && resolve(schema) === resolve(join(dirname(path), dataPackageFile))
  return isBeside ? {...data.columnFlags, schema: null} : data.columnFlags
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
