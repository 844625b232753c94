import type {Category, CategoryField, DatasetDescription, FieldDescription} from './description.js'

/**
 * A description as a Data Package v2 document with one resource: what `parseDataPackage` reads back is the same.
 *
 * @param paths - CSV files that it describes, relative to where the document will lie
 */
export function formatDataPackage(
  description: DatasetDescription,
  paths: readonly string[] = [`${description.name}.csv`],
): Readonly<Record<string, unknown>> {
  const {name, delimiter, fields, missingValues} = description
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name,
    resources: [
      {
        name,
        type: 'table',
        path: paths.length === 1 ? paths[0] : paths,
        format: 'csv',
        mediatype: 'text/csv',
        encoding: 'utf-8',
        dialect: {delimiter},
        schema: {fields: fields.map(formatField), missingValues},
      },
    ],
    mlops: formatOwnKeys(description),
  }
}

function formatOwnKeys({
  target,
  features,
  ignored,
  fields,
  aliases,
  fallback,
  gates,
}: DatasetDescription): Readonly<Record<string, unknown>> {
  const rest = fields.map(({name}) => name).filter((name) => name !== target.name && !ignored.includes(name))
  const isDefault = rest.length === features.length && rest.every((name, index) => name === features[index])
  return {
    task: 'classification',
    target: target.name,
    ...(isDefault ? {ignored} : {features}),
    aliases,
    ...(fallback === undefined ? {} : {fallback}),
    ...(gates === undefined ? {} : {gates}),
  }
}

/** A field as an entry of a Table Schema. */
export function formatField(field: FieldDescription): Readonly<Record<string, unknown>> {
  const {name, title, description, missingValues} = field
  return {
    name,
    type: typeOf(field),
    ...(title === undefined ? {} : {title}),
    ...(description === undefined ? {} : {description}),
    ...(field.kind === 'number' ? formatRange(field) : formatValues(field)),
    ...(missingValues === undefined ? {} : {missingValues}),
  }
}

function typeOf(field: FieldDescription): string {
  if (field.kind === 'number') return field.integer ? 'integer' : 'number'
  return field.valueType ?? 'string'
}

function formatRange({
  minimum,
  maximum,
}: {
  readonly minimum?: number
  readonly maximum?: number
}): Readonly<Record<string, unknown>> {
  if (minimum === undefined && maximum === undefined) return {}
  return {constraints: {...(minimum === undefined ? {} : {minimum}), ...(maximum === undefined ? {} : {maximum})}}
}

/** The standard has `categories` for texts and whole numbers; other numbers without labels are values allowed. */
function formatValues({valueType, categories, spellings}: CategoryField): Readonly<Record<string, unknown>> {
  if (valueType === 'boolean') {
    const texts = Object.entries(spellings ?? {})
    return {
      trueValues: texts.filter(([, value]) => value === 'true').map(([text]) => text),
      falseValues: texts.filter(([, value]) => value === 'false').map(([text]) => text),
    }
  }
  if (categories.length === 0) return {}
  const isPlain = categories.every(({value, label}) => value === label)
  if (valueType === 'number' && isPlain) return {constraints: {enum: categories.map(({value}) => Number(value))}}
  return {categories: categories.map((category) => formatCategory(category, valueType))}
}

function formatCategory({value, label}: Category, valueType: 'integer' | 'number' | undefined): unknown {
  const typed = valueType === undefined ? value : Number(value)
  return label === value ? typed : {value: typed, label}
}
