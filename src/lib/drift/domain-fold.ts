import type {DomainColumn} from './domain-columns.js'
import type {Term} from './domain-terms.js'

/** The rows of a fold, a column at a time, and what they add to the moments of each side. */
export interface DomainFold {
  /** Ascending: those of the reference first. */
  readonly rows: Int32Array
  /** Rows of each side: 0 is the reference, 1 the current rows. */
  readonly sides: readonly [number, number]
  /** Shape [columns], each of shape [rows]. */
  readonly columns: readonly Float64Array[]
  /** Shape [terms], by side: folds are learned from together by adding these up. */
  readonly sums: readonly [Float64Array, Float64Array]
  readonly squares: readonly [Float64Array, Float64Array]
}

/**
 * @param rows - ascending
 * @param referenceRows - how many rows of both tables are the reference's, which are the first
 */
export function gatherFold(
  columns: readonly DomainColumn[],
  terms: readonly Term[],
  {rows, referenceRows}: {readonly rows: Int32Array; readonly referenceRows: number},
): DomainFold {
  let before = 0
  while (before < rows.length && rows[before]! < referenceRows) before++
  const gathered = columns.map(({values}) => gather(values, rows))
  const empty = () => [new Float64Array(terms.length), new Float64Array(terms.length)] as const
  const fold = {
    rows,
    sides: [before, rows.length - before] as const,
    columns: gathered,
    sums: empty(),
    squares: empty(),
  }
  const values = new Float64Array(rows.length)
  for (let term = 0; term < terms.length; term++) {
    writeTerm(values, 0, gathered, terms[term]!)
    addMoments(values, 0, before, {
      sums: fold.sums[0],
      squares: fold.squares[0],
      term,
    })
    addMoments(values, before, rows.length, {
      sums: fold.sums[1],
      squares: fold.squares[1],
      term,
    })
  }
  return fold
}

function gather(values: Float64Array, rows: Int32Array): Float64Array {
  const gathered = new Float64Array(rows.length)
  for (let row = 0; row < rows.length; row++) gathered[row] = values[rows[row]!]!
  return gathered
}

function addMoments(
  values: Float64Array,
  from: number,
  to: number,
  {
    sums,
    squares,
    term,
  }: {
    readonly sums: Float64Array
    readonly squares: Float64Array
    readonly term: number
  },
): void {
  let sum = 0
  let square = 0
  for (let row = from; row < to; row++) {
    const value = values[row]!
    sum += value
    square += value * value
  }
  sums[term] = sum
  squares[term] = square
}

/** Writes the values of a term in the rows of a fold to a place of an array. */
function writeTerm(
  target: Float64Array,
  start: number,
  columns: readonly Float64Array[],
  {one: first, other: second}: Term,
): void {
  const one = columns[first]!
  if (second === -1) {
    target.set(one, start)
    return
  }
  const other = columns[second]!
  for (let row = 0; row < one.length; row++) target[start + row] = one[row]! * other[row]!
}

/** Terms that any of the classifiers chose, and the pairs of them that one classifier needs. */
export interface SharedTerms {
  readonly terms: readonly Term[]
  /** Shape [all terms]: place of a term among the shared ones, or -1. */
  readonly places: Int32Array
  /** Shape [blocks of BLOCK pairs of each term]: 1 where one of them is needed. */
  readonly blocks: Uint8Array
}

/** Terms of which the products with one term are summed together: that many additions do not wait for each other. */
const BLOCK = 4

/** @param choices - the terms of each classifier */
export function shareTerms(terms: readonly Term[], choices: readonly (readonly number[])[]): SharedTerms {
  const places = new Int32Array(terms.length).fill(-1)
  const shared: Term[] = []
  for (const choice of choices) {
    for (const term of choice) if (places[term] === -1) places[term] = shared.push(terms[term]!) - 1
  }
  const blocksOfTerm = Math.ceil(shared.length / BLOCK)
  const blocks = new Uint8Array(shared.length * blocksOfTerm)
  for (const choice of choices) {
    for (const one of choice) {
      for (const other of choice) {
        if (places[other]! <= places[one]!) blocks[places[one]! * blocksOfTerm + Math.floor(places[other]! / BLOCK)] = 1
      }
    }
  }
  return {terms: shared, places, blocks}
}

/** The shared terms in the rows of a fold. */
export interface FoldTerms {
  /** Shape [shared terms, rows] and more, row-major. */
  readonly values: Float64Array
  /** Shape [shared terms, shared terms], the lower triangle: sums of products over the rows; only needed ones count. */
  readonly products: Float64Array
}

/** What the rows of a fold add to the covariances. All classifiers that learn from the fold take them from here. */
export function multiplyTerms({rows, columns}: DomainFold, {terms, blocks}: SharedTerms): FoldTerms {
  const size = terms.length
  const blocksOfTerm = Math.ceil(size / BLOCK)
  // Up to a whole block: what is written beyond the last term is 0.
  const values = new Float64Array(BLOCK * blocksOfTerm * rows.length)
  for (let place = 0; place < size; place++) writeTerm(values, place * rows.length, columns, terms[place]!)
  const products = new Float64Array(size * size)
  const sums = new Float64Array(BLOCK)
  for (let one = 0; one < size; one++) {
    for (let block = 0; BLOCK * block <= one; block++) {
      if (blocks[one * blocksOfTerm + block] === 0) continue
      sumProducts(values, rows.length, {one, other: BLOCK * block, sums})
      for (let place = 0; place < BLOCK && BLOCK * block + place <= one; place++) {
        products[one * size + BLOCK * block + place] = sums[place]!
      }
    }
  }
  return {values, products}
}

/** Sums over the rows of the products of one term with four that follow each other. */
function sumProducts(
  values: Float64Array,
  rows: number,
  {
    one,
    other,
    sums,
  }: {
    readonly one: number
    readonly other: number
    readonly sums: Float64Array
  },
): void {
  const start = one * rows
  const first = other * rows
  const second = first + rows
  const third = second + rows
  const fourth = third + rows
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let row = 0; row < rows; row++) {
    const value = values[start + row]!
    a += value * values[first + row]!
    b += value * values[second + row]!
    c += value * values[third + row]!
    d += value * values[fourth + row]!
  }
  sums[0] = a
  sums[1] = b
  sums[2] = c
  sums[3] = d
}
