import {readFileSync} from 'node:fs'
import Papa from 'papaparse'
import type {CategoryProfile, ColumnProfile, NumberProfile} from '../../src/lib/drift/data-profile.js'
import {countValues} from '../../src/lib/statistics/value-counts/count-values.js'

/** A made column: test/golden/make_drift_evidently.py says how. */
export interface Recipe {
  readonly rows: number
  readonly seed: number
  readonly shape?: string
  readonly scale?: number
  readonly shift?: number
  readonly grain?: number
  readonly names?: string
  readonly count?: number
  readonly offset?: number
  readonly power?: number
  readonly missing_every?: number
  readonly infinite_every?: number
}

export type Kind = ColumnProfile['kind']

/** The column of a recipe: '' is missing. */
export function makeColumn(kind: Kind, recipe: Recipe): ColumnProfile {
  const make = kind === 'number' ? numbers : categories
  const {missing_every: missing = 0, infinite_every: infinite = 0} = recipe
  const values = make(recipe).map((value, place) => {
    if (missing > 0 && place % missing === 0) return ''
    return infinite > 0 && place % infinite === 1 ? 'Infinity' : value
  })
  return profileOf(kind, values)
}

function uniforms(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

function numbers({shape, rows, seed, scale = 1, shift = 0, grain = 0}: Recipe): (number | string)[] {
  const uniform = uniforms(seed)
  const draw = (): number => {
    if (shape === 'constant') return 1
    if (shape === 'sum') return uniform() + uniform() + uniform() + uniform() - 2
    const u = uniform()
    return shape === 'ratio' ? u / (1 - u) : u
  }
  return Array.from({length: rows}, () => {
    const value = draw() * scale + shift
    return grain === 0 ? value : Math.floor(value / grain) * grain
  })
}

const spellings: Readonly<Record<string, (index: number) => string>> = {
  letters: (index) => `c${index}`,
  codes: (index) => `${index}`,
  long: (index) => 'a long text that is the same for all, '.repeat(8) + `${index}`,
  unicode: (index) => `größe 🚗 ${index}`,
  boolean: (index) => `${index > 0}`,
}

function categories({names, rows, seed, count, offset = 0, power = 1}: Recipe): (number | string)[] {
  const uniform = uniforms(seed)
  return Array.from({length: rows}, () => {
    const u = uniform()
    return spellings[names!]!(offset + Math.floor((power === 2 ? u * u : u) * count!))
  })
}

/** Counts of a column as text or numbers; '' is missing. */
export function profileOf(kind: Kind, values: readonly (number | string)[]): ColumnProfile {
  const present = values.filter((value) => value !== '')
  const missing = values.length - present.length
  return kind === 'number' ? numberProfile(present.map(Number), missing) : categoryProfile(present.map(String), missing)
}

function numberProfile(values: readonly number[], missing: number): NumberProfile {
  const finite = Float64Array.from(values.filter(Number.isFinite))
  const infinite = values.length - finite.length
  return {kind: 'number', name: 'x', missing, infinite, values: countValues(finite, Infinity), range: null}
}

function categoryProfile(values: readonly string[], missing: number): CategoryProfile {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return {
    kind: 'category',
    name: 'x',
    missing,
    categories: [...counts.keys()],
    counts: Float64Array.from(counts.values()),
    overflow: 0,
  }
}

/** The cells of a CSV file by column, 'NA' as ''. */
export function readColumns(path: string, delimiter: string): ReadonlyMap<string, readonly string[]> {
  const {data} = Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), {
    header: true,
    delimiter,
    skipEmptyLines: true,
  })
  const names = Object.keys(data[0]!)
  return new Map(names.map((name) => [name, data.map((row) => (row[name] === 'NA' ? '' : row[name]!))]))
}
