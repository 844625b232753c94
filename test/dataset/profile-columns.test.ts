import {expect} from 'chai'
import {profileTable} from '../../src/lib/dataset/profile.js'
import type {ColumnProfile, NumberProfile, CategoryProfile} from '../../src/lib/dataset/profile-types.js'
import type {FieldDescription, TargetDescription} from '../../src/lib/dataset/description.js'
import {createNormal, createRandom} from '../../src/lib/statistics/random.js'
import golden from '../golden/exploration.json' with {type: 'json'}
import {buildTable, categoryField, numberField, target} from './build-table.js'

type Columns = Parameters<typeof buildTable>[0]

async function profileOf(
  columns: Columns,
  rest: {fields?: readonly FieldDescription[]; target?: TargetDescription} = {},
): Promise<ColumnProfile> {
  const profile = await profileTable(buildTable(columns), {fields: [], ignored: [], ...rest})
  return profile.columns[0]!
}

async function numberProfile(...given: Parameters<typeof profileOf>): Promise<NumberProfile> {
  const profile = await profileOf(...given)
  if (profile.kind !== 'number') throw new Error('expected a column of numbers')
  return profile
}

async function categoryProfile(...given: Parameters<typeof profileOf>): Promise<CategoryProfile> {
  const profile = await profileOf(...given)
  if (profile.kind !== 'category') throw new Error('expected a column of categories')
  return profile
}

const countsOf = ({histogram}: NumberProfile): number =>
  [...histogram!.counts.flat(), ...histogram!.under, ...histogram!.over].reduce((sum, count) => sum + count, 0)

const random = createRandom('columns')
const normal = createNormal(random)
const classes = Array.from({length: 600}, () => ['a', 'b', 'c'][Math.floor(random() * 3)]!)
const y = target('y', ['a', 'b', 'c'])
const levels = {a: 0, b: 2, c: 4} as const
const levelOf = (label: string): number => levels[label as keyof typeof levels]

describe('the profile of a column of numbers', () => {
  for (const {name, values, mean, quantiles} of golden.samples) {
    it(`summarises as numpy and pandas do: ${name}`, async () => {
      const {summary} = await numberProfile({x: values})
      expect(summary?.mean).to.be.closeTo(mean, 1e-9 * Math.abs(mean))
      expect(summary?.median).to.be.closeTo(quantiles[golden.probabilities.indexOf(0.5)]!, 1e-9 * Math.abs(mean))
      expect([summary?.minimum, summary?.maximum]).to.deep.equal([Math.min(...values), Math.max(...values)])
    })
  }

  it('counts missing and different values', async () => {
    const profile = await numberProfile({x: [1, null, 1, 2, null]})
    expect(profile).to.deep.include({present: 3, missing: 2, missingShare: 0.4, distinct: 2, constant: false})
  })

  it('has nothing to say when every value is missing', async () => {
    const profile = await numberProfile({x: [null, null]})
    expect(profile).to.deep.include({summary: null, histogram: null, constant: true, association: null, missing: 2})
  })

  it('is constant with one value, missing ones apart', async () => {
    expect(await numberProfile({x: [4, null, 4]})).to.deep.include({constant: true, distinct: 1})
  })

  it('counts values outside the valid range, both ends valid', async () => {
    const fields = [numberField('x', {minimum: 0, maximum: 10})]
    const {outOfRange} = await numberProfile({x: [-1, 0, 5, 10, 10.5, 11, null]}, {fields})
    expect(outOfRange).to.deep.equal({minimum: 0, maximum: 10, below: 1, above: 2})
    expect((await numberProfile({x: [-1]}, {fields: [numberField('x')]})).outOfRange).to.equal(null)
  })

  it('shows the shape of the others when one value lies far out', async () => {
    const profile = await numberProfile({x: [...classes.map(() => normal()), 1e6]})
    expect(profile.histogram!.over).to.deep.equal([1])
    expect(profile.histogram!.edges[profile.histogram!.edges.length - 1]).to.be.below(10)
    expect(profile.farOut).to.equal(1)
    expect(countsOf(profile)).to.equal(601)
  })

  it('shares its bins between the classes and counts each row once', async () => {
    const values = classes.map((label) => normal() + levelOf(label))
    const profile = await numberProfile({x: values, y: classes}, {target: y})
    expect(profile.histogram!.counts).to.have.length(3)
    expect(countsOf(profile)).to.equal(600)
    const inFirst = classes.filter((label) => label === 'a').length
    expect(profile.histogram!.counts[0]!.reduce((sum, count) => sum + count, 0)).to.equal(inFirst)
  })

  it('takes whole numbers of which each row has its own for an identifier, and fractions not', async () => {
    const rows = Array.from({length: 100}, (_, row) => row)
    expect((await numberProfile({x: rows.map((row) => 1000 + row)})).identifier).to.equal(true)
    expect((await numberProfile({x: rows.map((row) => row / 7)})).identifier).to.equal(false)
    expect((await numberProfile({x: rows.slice(0, 20)})).identifier).to.equal(false)
  })

  it('names the direction in which the level goes through the classes', async () => {
    const rising = await numberProfile({x: classes.map((label) => normal() + levelOf(label)), y: classes}, {target: y})
    expect(rising.association?.direction).to.deep.include({kind: 'rises', level: 'median'})
    const other = classes.map((label) => normal() + levelOf(label) * (label === 'b' ? 4 : 1))
    const {association} = await numberProfile({x: other, y: classes}, {target: y})
    expect(association?.direction).to.deep.include({kind: 'level'})
  })

  it('compares means where medians coincide', async () => {
    const counts = classes.map((label) => (random() < 0.6 ? 0 : random() < levelOf(label) / 8 ? 2 : 1))
    const {association} = await numberProfile({x: counts, y: classes}, {target: y})
    expect(association?.direction).to.deep.include({kind: 'rises', level: 'mean'})
  })

  it('finds a column of the same level in each class but another spread', async () => {
    const spread = classes.map((label) => normal() * (1 + levelOf(label)))
    const {association} = await numberProfile({x: spread, y: classes}, {target: y})
    expect(association?.strength).to.be.above(0.2)
    expect(association?.direction).to.deep.equal({kind: 'shape'})
  })

  it('speaks of shares where a number has two values', async () => {
    const flags = classes.map((label) => Number(random() < levelOf(label) / 8))
    const {association} = await numberProfile({x: flags, y: classes}, {target: y})
    expect(association?.direction).to.deep.include({kind: 'value', value: '1'})
  })

  it('sees nothing in noise', async () => {
    const {association} = await numberProfile({x: classes.map(() => normal()), y: classes}, {target: y})
    expect(association?.strength).to.be.below(0.1)
    expect(association?.pValue).to.be.above(0.01)
    expect(association?.direction).to.deep.equal({kind: 'none'})
  })
})

describe('the profile of a column of categories', () => {
  it('lists the ten most frequent values by class and sums up the others', async () => {
    const values = classes.map((_, row) => `v${Math.min(row % 20, (row * 7) % 20)}`)
    const profile = await categoryProfile({x: values, y: classes}, {target: y})
    expect(profile.values).to.have.length(10)
    const rows = profile.values.map((value) => value.rows)
    expect(rows).to.deep.equal([...rows].sort((a, b) => b - a))
    const listed = rows.reduce((sum, count) => sum + count, 0)
    expect(profile.others).to.deep.include({values: profile.distinct - 10, rows: 600 - listed})
    for (const value of [...profile.values, profile.others!]) {
      expect(value.byGroup.reduce((sum, count) => sum + count, 0)).to.equal(value.rows)
    }
  })

  it('shows a value by its label', async () => {
    const fields = [{...categoryField('x', []), categories: [{value: '1', label: 'one'}]}]
    expect((await categoryProfile({x: ['1']}, {fields})).values[0]).to.deep.include({value: '1', label: 'one'})
  })

  it('counts values that the schema does not name, where it names any', async () => {
    const columns = {x: ['a', 'b', 'z', 'z', null]}
    const {undeclared} = await categoryProfile(columns, {fields: [categoryField('x', ['a', 'b'])]})
    expect(undeclared).to.deep.equal({values: 1, rows: 2, examples: ['z']})
    expect((await categoryProfile(columns, {fields: [categoryField('x', [])]})).undeclared.rows).to.equal(0)
  })

  it('takes text of which each row has its own for an identifier', async () => {
    const keys = Array.from({length: 60}, (_, row) => `key-${row}`)
    expect((await categoryProfile({x: keys})).identifier).to.equal(true)
  })

  it('names the value whose share differs most between the classes', async () => {
    const fuels = classes.map((label) => (random() < levelOf(label) / 5 ? 'diesel' : random() < 0.5 ? 'petrol' : 'gas'))
    const {association} = await categoryProfile({x: fuels, y: classes}, {target: y})
    expect(association?.direction).to.deep.include({kind: 'value', value: 'diesel'})
    const {highest, lowest} = association?.direction as unknown as Record<string, {class: string; figure: number}>
    expect([highest!.class, lowest!.class]).to.deep.equal(['c', 'a'])
    expect(highest!.figure).to.be.closeTo(0.8, 0.08)
  })
})

describe('the correlations of a table', () => {
  it('equal scipy for numbers', async () => {
    for (const {x, y: other, spearman} of golden.pairs) {
      const profile = await profileTable(buildTable({x, other}), {fields: [], ignored: []})
      expect(profile.correlations.pairs[0]?.value).to.be.closeTo(spearman, 1e-12)
    }
  })

  it('equal the Kruskal-Wallis effect for a number and a category, and Cramér for two categories', async () => {
    const codes = classes.map((label) => `${levelOf(label)}`)
    const table = buildTable({number: classes.map((label) => normal() + levelOf(label)), classes, codes})
    const {pairs} = (await profileTable(table, {fields: [], ignored: []})).correlations
    expect(pairs[0]).to.deep.include({first: 'classes', second: 'codes', measure: 'cramers-v'})
    expect(pairs[0]?.value).to.be.closeTo(1, 1e-12)
    expect(pairs[1]).to.deep.include({first: 'number', measure: 'correlation-ratio'})
    expect(pairs[1]?.value).to.be.within(0.75, 0.95)
  })

  it('leave out rows where one of two is missing', async () => {
    const table = buildTable({a: [1, 2, 3, null, 4, 5], b: [2, 4, 6, 1, 8, null]})
    const {matrix} = (await profileTable(table, {fields: [], ignored: []})).correlations
    expect(matrix[0]![1]).to.be.closeTo(1, 1e-12)
    expect(matrix[1]![0]).to.equal(matrix[0]![1])
  })

  it('compare a number and a category where both are present', async () => {
    const numbers = classes.map((label, row) => (row % 3 === 0 ? null : levelOf(label) + normal()))
    const groups = classes.map((label, row) => (row % 5 === 0 ? null : label))
    const kept = classes.map((_, row) => row).filter((row) => row % 3 !== 0 && row % 5 !== 0)
    const ratioOf = async (rows: readonly number[]): Promise<number> => {
      const table = buildTable({n: rows.map((row) => numbers[row]!), g: rows.map((row) => groups[row]!)})
      return (await profileTable(table, {fields: [], ignored: []})).correlations.pairs[0]!.value
    }
    // Ranks are those within the whole column, so that the two agree closely and not exactly.
    expect(await ratioOf(classes.map((_, row) => row))).to.be.closeTo(await ratioOf(kept), 0.01)
  })

  it('leave out constants, identifiers in text and ignored columns', async () => {
    const rows = Array.from({length: 60}, (_, row) => row)
    const table = buildTable({
      same: rows.map(() => 1),
      key: rows.map((row) => `key-${row}`),
      left: rows,
      a: rows.map((row) => row % 7),
    })
    const {correlations} = await profileTable(table, {fields: [], ignored: ['left']})
    expect(correlations.columns).to.deep.equal(['a'])
  })
})
