import {MANIFEST_FORMAT, type Manifest} from './manifest.js'

/** 'number', …, [shape of every element], or the shapes of the keys that must be there. */
type Shape = 'string' | 'number' | 'boolean' | 'object' | 'array' | readonly [Shape] | {readonly [key: string]: Shape}

const metrics: Shape = {
  rows: 'number',
  accuracy: 'number',
  logLoss: 'number',
  macroF1: 'number',
  confusion: [['number']],
  perClass: [{precision: 'number', recall: 'number', f1: 'number', support: 'number', predicted: 'number'}],
  reliability: 'array',
  topProbability: {minimum: 'number', mean: 'number', maximum: 'number'},
}

/** What the program relies on when it reads a manifest; keys beyond these may be there. */
const manifestShape: Shape = {
  formatVersion: 'number',
  name: 'string',
  version: 'number',
  createdAt: 'string',
  createdBy: 'string',
  description: {
    name: 'string',
    delimiter: 'string',
    missingValues: ['string'],
    fields: [{name: 'string', kind: 'string'}],
    target: {name: 'string', valueType: 'string', classes: [{value: 'string', label: 'string'}]},
    features: ['string'],
    ignored: ['string'],
    aliases: 'object',
  },
  preprocessing: {inputs: 'number', features: [{kind: 'string', name: 'string'}]},
  training: {
    config: {seed: 'number', epochs: 'number', batchSize: 'number', hidden: ['number']},
    backend: 'string',
    backendReason: 'string',
    durationSeconds: 'number',
    history: 'array',
  },
  data: {
    ...{file: 'string', hash: 'string', rows: 'number', skippedRows: 'number', testRows: ['number']},
    columnFlags: {ignore: ['string']},
  },
  metrics: {train: metrics, test: metrics},
  gates: [
    {gate: 'string', requirement: 'string', value: 'number', bound: 'number', passed: 'boolean', advice: 'string'},
  ],
  permutationImportance: [{feature: 'string', mean: 'number', standardDeviation: 'number'}],
  files: 'object',
}

/** What is wrong with a manifest, as the end of a sentence that begins with its file name. */
export class ManifestProblem extends Error {}

/** Parses `manifest.json` so far that its format version is known to be this program's. */
export function parseManifestFormat(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ManifestProblem(`is not JSON, so it was truncated, altered or written by another program (${reason})`)
  }
  const format = (value as {formatVersion?: unknown} | null)?.formatVersion
  if (format === MANIFEST_FORMAT) return value
  throw new ManifestProblem(
    format === undefined
      ? 'has no "formatVersion": it was not written by this program'
      : `has format version ${JSON.stringify(format)}, this program reads ${MANIFEST_FORMAT}`,
  )
}

/** The manifest in a parsed `manifest.json`, its keys checked. */
export function checkManifest(value: unknown): Manifest {
  const restored = restoreNumbers(value as Record<string, unknown>)
  const problem = mismatch(restored, manifestShape, '')
  if (problem !== undefined) throw new ManifestProblem(problem)
  return restored as unknown as Manifest
}

/** JSON writes NaN as null: numbers become numbers again, where null is not a value of its own. */
function restoreNumbers(manifest: Record<string, unknown>): Record<string, unknown> {
  const restore = (value: unknown, key: string): unknown => {
    if (value === null) return key === 'rocAuc' ? null : Number.NaN
    if (typeof value !== 'object' || key === 'reliability') return value
    if (Array.isArray(value)) return value.map((each) => restore(each, ''))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, restore(each, name)]))
  }
  const measured = ['training', 'metrics', 'gates', 'permutationImportance']
  return Object.fromEntries(
    Object.entries(manifest).map(([key, value]) => [key, measured.includes(key) ? restore(value, key) : value]),
  )
}

/** The first way in which a value is not of a shape. */
function mismatch(value: unknown, shape: Shape, path: string): string | undefined {
  const wanted = typeof shape === 'string' ? shape : isList(shape) ? 'array' : 'object'
  if (value === undefined) return `has no "${path}"`
  if (typeOf(value) !== wanted) {
    return `says "${path}" is ${JSON.stringify(value).slice(0, 40)}, expected ${article(wanted)}`
  }
  if (typeof shape === 'string') return undefined
  for (const [name, part, expected] of partsOf(value, shape, path)) {
    const problem = mismatch(part, expected, name)
    if (problem !== undefined) return problem
  }
  return undefined
}

type Part = readonly [path: string, value: unknown, shape: Shape]

function partsOf(value: unknown, shape: Exclude<Shape, string>, path: string): readonly Part[] {
  if (isList(shape)) return (value as readonly unknown[]).map((each, index) => [`${path}[${index}]`, each, shape[0]])
  return Object.entries(shape).map(([key, each]) => [
    path === '' ? key : `${path}.${key}`,
    (value as Record<string, unknown>)[key],
    each,
  ])
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}
