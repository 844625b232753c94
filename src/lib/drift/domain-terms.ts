import type {DomainColumn} from './domain-columns.js'

/** A column, or the product of two; `other` -1 for a column alone. */
export interface Term {
  readonly one: number
  readonly other: number
}

/** Columns whose products are looked at: 5,000 products. With more, those that vary least are left out. */
const MOST_MULTIPLIED = 100

/** Terms of one classifier: what 10,000 rows and five folds can be fitted with in well under a second. */
const MOST_TERMS = 64
const LEAST_TERMS = 4

/** Rows for each term: fewer, and what the terms tell is chance. Rows of both sides by their harmonic mean. */
const ROWS_PER_TERM = 16

/** All terms that a classifier may choose from: each column, its square, and its products with other features'. */
export function candidateTerms(columns: readonly DomainColumn[]): readonly Term[] {
  const terms: Term[] = columns.map((_column, one) => ({one, other: -1}))
  const multiplied = mostVarying(columns)
  multiplied.forEach((one, place) => {
    if (columns[one]!.isGraded) terms.push({one, other: one})
    for (const other of multiplied.slice(place + 1)) {
      if (columns[one]!.feature !== columns[other]!.feature) terms.push({one, other})
    }
  })
  return terms
}

function mostVarying(columns: readonly DomainColumn[]): readonly number[] {
  const places = [...columns.keys()]
  if (columns.length <= MOST_MULTIPLIED) return places
  const variance = columns.map(({values}) => values.reduce((sum, value) => sum + value * value, 0) / values.length)
  return places
    .sort((a, b) => variance[b]! - variance[a]! || a - b)
    .slice(0, MOST_MULTIPLIED)
    .sort((a, b) => a - b)
}

/** How each term differs between the sides, in the rows that a classifier learns from. */
export interface TermDifferences {
  /** Of both sides by their harmonic mean, halved. */
  readonly effectiveRows: number
  /** Shape [terms]: current mean less reference mean. */
  readonly differences: Float64Array
  /** Shape [terms]: within the sides; 0 for what does not vary. */
  readonly deviations: Float64Array
}

/**
 * The terms to learn from: all columns first where half of the places hold them, then what differs most.
 *
 * @param columns - how many of the terms are a column alone: the first ones
 * @source Fan and Lv (2008), Sure independence screening
 */
export function chooseTerms(
  {effectiveRows, differences, deviations}: TermDifferences,
  columns: number,
): readonly number[] {
  const budget = Math.min(MOST_TERMS, Math.max(LEAST_TERMS, Math.floor(effectiveRows / ROWS_PER_TERM)))
  const strength = new Float64Array(differences.length)
  for (let term = 0; term < strength.length; term++) {
    if (deviations[term]! > 0) strength[term] = Math.abs(differences[term]!) / deviations[term]!
  }
  const byStrength = (from: number, to: number): number[] => {
    const varying: number[] = []
    for (let term = from; term < to; term++) if (deviations[term]! > 0) varying.push(term)
    return varying.sort((a, b) => strength[b]! - strength[a]! || a - b)
  }
  const alone = byStrength(0, columns)
  const products = byStrength(columns, differences.length)
  const half = Math.max(Math.ceil(budget / 2), budget - products.length)
  const first = alone.slice(0, half)
  return [...first, ...products.slice(0, budget - first.length)]
}
