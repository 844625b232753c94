/** A feature that a server wants in each row. */
export interface WantedFeature {
  /** Under which it may be sent, its own name first. */
  readonly names: readonly string[]
  readonly numbers: boolean
  readonly booleans: boolean
  /** Texts that it takes; null for any. */
  readonly texts: ReadonlySet<string> | null
}

/**
 * The features that a server wants, out of its OpenAPI document: the one place where it says what it takes under which
 * name. Undefined when the document is none of a predictor of rows.
 */
export function wantedFeatures(document: unknown): readonly WantedFeature[] | undefined {
  const row = valueAt(document, ['components', 'schemas', 'Row'])
  const properties = valueAt(row, ['properties'])
  if (!isObject(properties)) return undefined
  const required = textsOf(valueAt(row, ['required'])).map((name) => [name])
  const eitherName = listOf(valueAt(row, ['allOf'])).map((each) =>
    listOf(valueAt(each, ['oneOf'])).flatMap((choice) => textsOf(valueAt(choice, ['required']))),
  )
  const wanted = [...required, ...eitherName].filter(([name]) => name !== undefined && Object.hasOwn(properties, name))
  // In the order of the document, which is that of the model.
  const order = Object.keys(properties)
  const features = wanted
    .sort(([a], [b]) => order.indexOf(a!) - order.indexOf(b!))
    .map((names) => ({names, ...accepted(properties[names[0]!])}))
  return features.length === 0 ? undefined : features
}

/** Values and labels of the classes that a server answers, out of its OpenAPI document. */
export function answeredClasses(document: unknown): ReadonlySet<string> {
  const properties = valueAt(document, ['components', 'schemas', 'Answer', 'properties'])
  const listed = ['label', 'category'].flatMap((name) => listOf(valueAt(properties, [name, 'enum'])))
  return new Set(listed.map(String))
}

function accepted(schema: unknown): Omit<WantedFeature, 'names'> {
  const choices = [schema, ...listOf(valueAt(schema, ['anyOf']))]
  const types = choices.flatMap((choice) => {
    const type = valueAt(choice, ['type'])
    return typeof type === 'string' ? [type] : textsOf(type)
  })
  const listed = choices.flatMap((choice) => listOf(valueAt(choice, ['enum'])))
  return {
    numbers: types.includes('number') || types.includes('integer') || listed.some((value) => typeof value === 'number'),
    booleans: types.includes('boolean') || listed.some((value) => typeof value === 'boolean'),
    texts: types.includes('string') ? null : new Set(listed.filter((value) => typeof value === 'string')),
  }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((each) => typeof each === 'string')
}
