import {readFile, rename, rm} from 'node:fs/promises'
import {join} from 'node:path'
import type {DatasetDescription, TargetDescription} from '../dataset/description.js'
import {errorCode, makeFolder, writeDurably} from '../durable-files.js'
import type {ModelIdentity} from '../monitor/answered-rows.js'

/** `model-<name>-<version>.json`: what the values in the lines of a model mean, when its folder is long gone. */
export interface LoggedModel {
  readonly model: string
  readonly version: number
  readonly features: readonly string[]
  readonly target: TargetDescription
}

function pathOf(folder: string, {name, version}: ModelIdentity): string {
  return join(folder, `model-${encodeURIComponent(name)}-${version}.json`)
}

/** Writes what is to know of a model beside its predictions, unless it stands there already. */
export async function recordModel(
  folder: string,
  model: ModelIdentity,
  {features, target}: DatasetDescription,
): Promise<void> {
  const path = pathOf(folder, model)
  const content = `${JSON.stringify({model: model.name, version: model.version, features, target} satisfies LoggedModel)}\n`
  if ((await readFile(path, 'utf8').catch(() => '')) === content) return
  await makeFolder(folder)
  const temporary = `${path}.${process.pid}`
  try {
    await writeDurably(temporary, content)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, {force: true}).catch(() => undefined)
    throw error
  }
}

/** What a log says of a model; undefined when it says nothing. */
export async function readLoggedModel(folder: string, model: ModelIdentity): Promise<LoggedModel | undefined> {
  try {
    return JSON.parse(await readFile(pathOf(folder, model), 'utf8')) as LoggedModel
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}
