import {expect} from 'chai'
import {evidentlyColumn} from '../../src/lib/drift/evidently-column.js'
import type {ColumnProfile} from '../../src/lib/drift/data-profile.js'
import {isDriftScore, namedTest} from '../../src/lib/drift/named-tests.js'
import made from '../golden/drift-evidently.json' with {type: 'json'}
import older from '../golden/two-sample-tests.json' with {type: 'json'}
import {makeColumn, profileOf, readColumns, type Kind, type Recipe} from './evidently-cases.js'

interface Default {
  readonly raises?: string
  readonly test?: string
  readonly score?: number | string
  readonly threshold?: number
  readonly drifted?: boolean
}

type Named = Readonly<Record<string, readonly [number | string, boolean] | {readonly raises: string}>>

interface Case {
  readonly name: string
  readonly kind: Kind
  readonly reference: Recipe
  readonly current: Recipe
  readonly default: Default
  readonly named?: Named
}

const cases = made.cases as unknown as readonly Case[]

/** Evidently takes this p-value from 1, and sums up as many rounding errors before. */
const takenFromOne = 'cramer_von_mises'

function expectScore(test: string, score: number, expected: number): void {
  expect(score, test).to.be.closeTo(expected, 1e-9 * Math.abs(expected) + (test === takenFromOne ? 1e-14 : 0))
}

function expectDefault(reference: ColumnProfile, current: ColumnProfile, expected: Default): void {
  const result = evidentlyColumn(reference, current)
  if (expected.raises !== undefined) {
    expect(result, expected.raises).to.have.property('notTested')
    return
  }
  if ('notTested' in result) throw new Error(result.notTested)
  const {test, threshold, drifted} = result
  expect({test, threshold, drifted}).to.deep.equal({
    test: expected.test,
    threshold: expected.threshold,
    drifted: expected.drifted,
  })
  expectScore(result.test, result.score, Number(expected.score))
}

/** Where the numbers are meant to differ: docs/evidently.md says why. */
const exceptions: readonly {readonly test: string; readonly of: (name: string) => boolean}[] = [
  {test: 'wasserstein', of: (name) => name === 'huge numbers'},
  {test: 'cramer_von_mises', of: (name) => ['a constant', 'a constant, many rows'].includes(name)},
  {test: 'cramer_von_mises', of: (name) => ['three rows each', 'six rows each, apart'].includes(name)},
  {test: 'es', of: (name) => name.startsWith('far from zero')},
  {test: 't_test', of: (name) => name.startsWith('far from zero')},
]

const isException = (test: string, name: string): boolean =>
  exceptions.some((exception) => exception.test === test && exception.of(name))

describe('policy evidently, against Evidently 0.7', () => {
  for (const golden of cases) {
    if (isException(golden.default.test ?? '', golden.name)) continue
    it(`says the same by default of ${golden.kind === 'number' ? 'numbers' : 'categories'}: ${golden.name}`, () => {
      const [reference, current] = [makeColumn(golden.kind, golden.reference), makeColumn(golden.kind, golden.current)]
      expectDefault(reference, current, golden.default)
    })
  }

  for (const {reference, current, separator, rows, columns, inferred} of made.files as readonly GoldenFile[]) {
    const [before, now] = halves(readColumns(reference, separator), readColumns(current, separator), rows)
    for (const {column, kind, default: expected} of columns) {
      it(`says the same of ${column} as ${kind} in ${current}${rows === undefined ? '' : `, ${rows}`}`, () => {
        expectDefault(profileOf(kind, before.get(column)!), profileOf(kind, now.get(column)!), expected)
      })
    }
    it(`scores ${current}${rows === undefined ? '' : `, ${rows},`} as without a data definition, for the same types`, () => {
      const results = Object.entries(inferred.kinds).map(([column, kind]) => {
        const result = evidentlyColumn(profileOf(kind, before.get(column)!), profileOf(kind, now.get(column)!))
        if ('notTested' in result) throw new Error(result.notTested)
        expectScore(result.test, result.score, inferred.scores[column]!)
        return result
      })
      expect(results.filter(({drifted}) => drifted)).to.have.length(inferred.drifted)
      expect(inferred.drifted / results.length).to.be.closeTo(inferred.share, 1e-12)
    })
  }
})

describe('tests by name, against Evidently 0.7', () => {
  for (const golden of cases) {
    if (golden.named === undefined) continue
    it(`give the same scores and verdicts of ${golden.kind === 'number' ? 'numbers' : 'categories'}: ${golden.name}`, () => {
      const [reference, current] = [makeColumn(golden.kind, golden.reference), makeColumn(golden.kind, golden.current)]
      for (const [name, expected] of Object.entries(golden.named!)) {
        if (!('raises' in expected) && !isException(name, golden.name)) {
          expectNamed(name, reference, current, expected)
        }
      }
    })
  }

  for (const golden of older.cases) {
    it(`give the same scores and verdicts as Evidently 0.4.25: ${golden.name}`, () => {
      const kind = golden.type === 'num' ? 'number' : 'category'
      const [reference, current] = [profileOf(kind, golden.reference), profileOf(kind, golden.current)]
      const result = evidentlyColumn(reference, current)
      expect(result).to.have.property('test', golden.default_test)
      for (const [name, expected] of Object.entries(golden.expected as unknown as Record<string, Older>)) {
        // One-sided there; by chance; refused for unequal sizes; NaN of one category.
        if (name === 'mannw' || expected.monte_carlo === true || expected.raises !== undefined) continue
        if (expected.score === 'NaN') continue
        expectNamed(name, reference, current, [expected.score!, expected.drifted!])
        expect(namedTest(name)!.defaultThreshold, name).to.equal(expected.threshold)
      }
    })
  }

  it('give a number, and no error, where Evidently wants samples of equal size', () => {
    const golden = cases.find(({name}) => name === 'two categories that shift')!
    const [reference, current] = [makeColumn(golden.kind, golden.reference), makeColumn(golden.kind, golden.current)]
    expect(golden.named!.g_test).to.have.property('raises')
    expect(golden.named!.fisher_exact).to.have.property('raises')
    expect(namedTest('g_test')!.run(reference, current)).to.be.closeTo(4.932880209968e-21, 1e-32)
    expect(namedTest('fisher_exact')!.run(reference, current)).to.be.closeTo(2.4851425647117e-12, 1e-24)
  })

  it('agree up to chance where the score is made by chance', () => {
    const compared = cases.flatMap(({name, kind, reference, current, named}) => {
      const test = kind === 'number' ? 'empirical_mmd' : 'TVD'
      const expected = named?.[test]
      const isTooMuch = kind === 'number' && (reference.rows + current.rows > 1000 || name.startsWith('far from zero'))
      if (expected === undefined || 'raises' in expected || isTooMuch) return []
      const score = namedTest(test)!.run(makeColumn(kind, reference), makeColumn(kind, current))
      return [{name, difference: Math.abs(score - Number(expected[0]))}]
    })
    expect(compared).to.have.length.above(30)
    // 100 splits on both sides: twice 0.05 of standard deviation, at most.
    expect(compared.filter(({difference}) => difference > 0.2)).to.deep.equal([])
  })
})

function expectNamed(
  name: string,
  reference: ColumnProfile,
  current: ColumnProfile,
  [score, drifted]: readonly [number | string, boolean],
): void {
  // NaN: what Evidently says of two equal constants, and of samples that are too small for a test.
  if (score === 'nan' || name === 'TVD' || name === 'empirical_mmd') return
  const test = namedTest(name)!
  const found = test.run(reference, current)
  expectScore(name, found, Number(score))
  expect(isDriftScore(test, found, test.defaultThreshold), `verdict of ${name}`).to.equal(drifted)
}

interface Older {
  readonly score?: number | string
  readonly drifted?: boolean
  readonly threshold?: number
  readonly raises?: string
  readonly monte_carlo?: boolean
}

interface GoldenFile {
  readonly reference: string
  readonly current: string
  readonly separator: string
  readonly rows?: string
  readonly columns: readonly {readonly column: string; readonly kind: Kind; readonly default: Default}[]
  readonly inferred: {
    readonly kinds: Readonly<Record<string, Kind>>
    readonly scores: Readonly<Record<string, number>>
    readonly drifted: number
    readonly share: number
  }
}

type Columns = ReadonlyMap<string, readonly string[]>

function halves(before: Columns, now: Columns, rows: string | undefined): readonly [Columns, Columns] {
  if (rows === undefined) return [before, now]
  const isFirst = (row: number): boolean => (rows.startsWith('first') ? row < 172 : row % 2 === 0)
  const pick = (columns: Columns, wanted: boolean): Columns =>
    new Map([...columns].map(([name, cells]) => [name, cells.filter((_, row) => isFirst(row) === wanted)]))
  return [pick(before, true), pick(now, false)]
}
