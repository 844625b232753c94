import {MlopsError} from '../errors.js'
import type {DatasetDescription} from './description.js'
import {dataName} from './data-name.js'
import {parseDialect} from './data-package-dialect.js'
import {Entry} from './data-package-entry.js'
import {parseFields, parseMissingValues} from './data-package-fields.js'
import {mergeOwnKeys, parseOwnKeys, targetOf} from './data-package-mlops.js'
import type {DraftDescription} from './load-draft.js'

/** A table that a data package describes. Checked only when it is asked for: others need not concern us. */
export interface PackageResource {
  readonly name: string | undefined
  /** Files, relative to the data package. */
  readonly paths: readonly string[]
  readonly fieldNames: readonly string[]
  /** @throws MlopsError `SCHEMA_INVALID` */
  draft(): PackageDraft
}

export interface PackageDraft {
  readonly draft: DraftDescription
  /** Sentences on what the document says and this program does not do. */
  readonly notes: readonly string[]
}

/**
 * Reads a Data Package v2 document whose resources have a Table Schema each.
 *
 * Beside the standard's keys it may hold our own under "mlops", for the whole package or for one resource (which
 * then goes first):
 * - `task`: "classification", the only one there is
 * - `target`: field that holds the label; its `categories` (value and label) or `constraints.enum` are the classes
 * - `features`: fields that the model reads; by default all but the target and the ignored ones
 * - `ignored`: fields that must not reach the model
 * - `aliases`: other spellings of column names, {"spelling": "name"}
 * - `fallback`: {"rules": JsonLogic over the features that gives a class, "minimumProbability": number}
 * - `gates`: bounds of the quality gates, by name
 *
 * @param json - the parsed document
 * @param file - its path, for messages
 * @throws MlopsError `SCHEMA_INVALID` naming the entry
 */
export function parseResources(json: unknown, file: string): readonly PackageResource[] {
  const document = new Entry(json, file).object()
  if (!document.get('resources').exists && document.get('fields').exists) {
    throw new MlopsError('SCHEMA_INVALID', {
      message: `${file} is a bare Table Schema, expected a data package.`,
      suggestion: 'Put it into one: {"resources": [{"name": …, "path": "FILE.csv", "schema": {"fields": […]}}]}.',
    })
  }
  document.allowOthersThan(packageKeys)
  const resources = document.get('resources').items()
  const described = resources.filter((resource) => resource.object().get('schema').exists)
  if (described.length === 0) {
    ;(resources[0] ?? document.get('resources')).fail('expected a resource with a "schema"')
  }
  return described.map((resource) => openResource(resource, document))
}

/**
 * The description that the first resource of a data package gives.
 *
 * @throws MlopsError `SCHEMA_INVALID` naming the entry; also when the target or its classes are left open
 */
export function parseDataPackage(json: unknown, file: string): DatasetDescription {
  const {draft} = parseResources(json, file)[0]!.draft()
  const own = new Entry(json, file).get('mlops')
  if (draft.target === undefined) return own.get('target').fail('expected the name of the field that holds the label')
  const target = targetOf(draft, draft.target)
  if (target.classes.length < 2) {
    return own.get('target').fail('expected a field with "categories" or "constraints.enum": the classes, at least two')
  }
  const features =
    draft.features ??
    draft.fields.map(({name}) => name).filter((name) => name !== target.name && !draft.ignored.includes(name))
  return {...draft, target, features}
}

function openResource(resource: Entry, document: Entry): PackageResource {
  const schema = resource.get('schema')
  if (typeof schema.value === 'string') schema.fail('expected the schema itself, not a reference to it')
  const fields = schema.object().get('fields').items()
  return {
    name: resource.get('name').optional((entry) => entry.name()),
    paths: parsePaths(resource.get('path')),
    fieldNames: fields.map((field) => field.get('name').name()),
    draft: () => parseDraft(resource, document),
  }
}

function parseDraft(resource: Entry, document: Entry): PackageDraft {
  resource.allowOthersThan(resourceKeys)
  const encoding = resource.get('encoding')
  if (encoding.exists && !/^utf-?8$/i.test(encoding.text())) encoding.fail('expected utf-8')
  const schema = resource.get('schema')
  schema.allowOthersThan(schemaKeys)
  const missingValues = schema.get('missingValues').optional(parseMissingValues) ?? ['']
  const {fields, unreadable, notes} = parseFields(schema.get('fields'), missingValues)
  const [packageName, resourceName] = [document, resource].map((entry) =>
    entry.get('name').optional((name) => name.name()),
  )
  const own = parseOwnKeys(mergeOwnKeys(document.get('mlops'), resource.get('mlops')), {fields, unreadable})
  return {
    draft: {
      name: packageName ?? resourceName ?? dataName(own.target ?? '') ?? 'data',
      delimiter: parseDialect(resource.get('dialect')),
      missingValues,
      ...own,
    },
    notes,
  }
}

function parsePaths(path: Entry): readonly string[] {
  if (!path.exists) return []
  return Array.isArray(path.value) ? path.items().map((entry) => entry.text()) : [path.text()]
}

const packageKeys = [
  ...['$schema', 'profile', 'name', 'id', 'title', 'description', 'homepage', 'image', 'version', 'created'],
  ...['keywords', 'contributors', 'sources', 'licenses', 'resources', 'mlops'],
]
const resourceKeys = [
  ...['$schema', 'profile', 'name', 'type', 'path', 'data', 'title', 'description', 'format', 'mediatype', 'encoding'],
  ...['bytes', 'hash', 'compression', 'sources', 'licenses', 'dialect', 'schema', 'homepage', 'mlops'],
]
const schemaKeys = ['$schema', 'fields', 'fieldsMatch', 'missingValues', 'primaryKey', 'uniqueKeys', 'foreignKeys']
