import {expect} from 'chai'
import fc from 'fast-check'
import {selectRows, type Table} from '../../src/lib/dataset/table.js'
import type {DataProfile, NumberProfile} from '../../src/lib/drift/data-profile.js'
import {categoryLimit} from '../../src/lib/drift/data-profile.js'
import {errorStratum} from '../../src/lib/drift/error-strata.js'
import {formatProfile, type SavedProfile} from '../../src/lib/drift/profile-format.js'
import {mergeProfiles} from '../../src/lib/drift/profile-merge.js'
import {modelOutputs, type ModelOutputs} from '../../src/lib/drift/profile-outputs.js'
import {ProfileBuilder, profileOf, type ComparedColumns} from '../../src/lib/drift/profile-table.js'
import {buildTable, categoryField, numberField, target} from '../dataset/build-table.js'
import {thrownBy} from '../dataset/load-text.js'

const columns: ComparedColumns = {
  fields: [
    numberField('age', {minimum: 16, maximum: 150}),
    categoryField('brand', ['fiat', 'audi']),
    numberField('miles'),
    categoryField('place', []),
  ],
  target: target('group', ['high', 'low']),
}

/** Text by which two profiles are the same, bit for bit. */
function textOf(profile: DataProfile): string {
  const saved: SavedProfile = {
    columns: {...columns, targetField: null, ignored: [], delimiter: ',', missingValues: [''], aliases: {}},
    model: null,
    sources: [],
    profile,
  }
  return formatProfile(saved)
}

interface Row {
  readonly age: number
  readonly brand: string | null
  readonly miles: number
  readonly place: string | null
  readonly group: string | null
  readonly predicted: number
  readonly confidence: number
  readonly source: number
}

const rowArbitrary: fc.Arbitrary<Row> = fc.record({
  age: fc.oneof(fc.integer({min: 0, max: 200}), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0)),
  brand: fc.constantFrom('audi', 'fiat', 'zastava', 'bmw', null),
  miles: fc.oneof(fc.double({noNaN: false}), fc.double({min: 0, max: 1})),
  place: fc.oneof(fc.string({maxLength: 3}), fc.constant(null)),
  group: fc.constantFrom('high', 'low', null),
  predicted: fc.constantFrom(0, 1, -1),
  confidence: fc.double({min: 0.5, max: 1, noNaN: true}),
  source: fc.constantFrom(0, 1, 2),
})

function tableOf(rows: readonly Row[]): Table {
  const numbers = (name: 'age' | 'miles') =>
    ({kind: 'number', name, values: Float64Array.from(rows, (row) => row[name])}) as const
  const texts = (name: 'brand' | 'place' | 'group', first: readonly string[] = []) => {
    const categories = [...new Set([...first, ...rows.flatMap((row) => row[name] ?? [])])]
    const codes = Int32Array.from(rows, (row) => (row[name] === null ? -1 : categories.indexOf(row[name])))
    return {kind: 'category', name, codes, categories} as const
  }
  return {
    rows: rows.length,
    columns: [numbers('age'), texts('brand'), numbers('miles'), texts('place'), texts('group', ['high', 'low'])],
  }
}

function outputsOf(rows: readonly Row[]): ModelOutputs {
  return {
    predicted: Int32Array.from(rows, ({predicted}) => predicted),
    confidence: Float64Array.from(rows, ({confidence}) => confidence),
    sources: Uint8Array.from(rows, ({source}) => source),
  }
}

const withModel = (rows: readonly Row[], distinctLimit = 64): DataProfile =>
  profileOf(tableOf(rows), columns, {outputs: outputsOf(rows), distinctLimit})

describe('profileOf', () => {
  const table = buildTable({
    age: [20, null, 15, 151, 20, 16],
    brand: ['audi', 'bmw', null, 'alfa', 'audi', 'bmw'],
    miles: [1.5, 0, 0, 0, 0, null],
    place: ['b', 'a', 'c', 'a', 'a', 'a'],
    group: ['high', null, 'low', 'high', 'high', null],
    note: ['x', 'x', 'x', 'x', 'x', 'x'],
  })

  it('counts values, missing ones and those out of the described range', () => {
    const [age] = profileOf(table, columns).columns as [NumberProfile]
    expect(Array.from(age.values.values)).to.deep.equal([15, 16, 20, 151])
    expect(Array.from(age.values.counts)).to.deep.equal([1, 1, 2, 1])
    expect(age).to.deep.include({missing: 1, infinite: 0, range: {minimum: 16, maximum: 150, below: 1, above: 1}})
  })

  it('counts infinite values apart, and as out of any range', () => {
    const infinite = {
      kind: 'number',
      name: 'age',
      values: Float64Array.of(Infinity, -Infinity, 20, Number.NaN),
    } as const
    const one = (field: Parameters<typeof numberField>[1]): NumberProfile =>
      profileOf({rows: 4, columns: [infinite]}, {fields: [numberField('age', field)], target: null})
        .columns[0] as NumberProfile
    expect(one({minimum: 0})).to.deep.include({infinite: 2, missing: 1})
    expect(one({minimum: 0}).range).to.deep.equal({minimum: 0, maximum: null, below: 1, above: 1})
    expect(one({}).range).to.equal(null)
  })

  it('lists the described categories first, occurring or not, then the others by their text', () => {
    const {columns: profiles} = profileOf(table, columns)
    expect(profiles[1]).to.deep.include({categories: ['fiat', 'audi', 'alfa', 'bmw'], missing: 1, overflow: 0})
    expect(profiles[1]).to.have.deep.property('counts', Float64Array.of(0, 2, 1, 2))
    expect(profiles[3]).to.have.deep.property('categories', ['a', 'b', 'c'])
  })

  it('keeps the kind of a column that is missing in all rows', () => {
    const empty = buildTable({age: [null, null], brand: ['audi', null], miles: [1, 2], place: ['a', 'a']})
    expect(profileOf(empty, columns).columns[0]).to.deep.include({kind: 'number', missing: 2})
  })

  it('counts labels where there are some, and says null where there is none', () => {
    expect(profileOf(table, columns).label).to.deep.include({missing: 2, categories: ['high', 'low']})
    const unlabelled = {...table, columns: table.columns.filter(({name}) => name !== 'group')}
    expect(profileOf(unlabelled, columns).label).to.equal(null)
    const emptyLabel = selectRows(table, [1, 5])
    expect(profileOf(emptyLabel, columns).label).to.equal(null)
  })

  it('says null for the outputs without a model', () => {
    expect(profileOf(table, columns).outputs).to.equal(null)
  })

  it('counts what a model answered, its sources, and where it erred, by how sure it was', () => {
    const outputs: ModelOutputs = {
      predicted: Int32Array.of(0, 0, 0, 1, -1, 1),
      confidence: Float64Array.of(0.9, 0.9, 0.9, 0.6, 1, 1),
      sources: Uint8Array.of(0, 0, 2, 1, 0, 0),
    }
    const {outputs: counted} = profileOf(table, columns, {outputs})
    expect(counted!.rows).to.equal(5)
    expect(Array.from(counted!.predicted.counts)).to.deep.equal([3, 2])
    expect(Array.from(counted!.confidence.values.values)).to.deep.equal([0.6, 0.9, 1])
    expect(Array.from(counted!.sources!.counts)).to.deep.equal([3, 1, 1])
    const {rows, errors} = counted!.errors!
    const [sure, unsure] = [errorStratum(0, 0.9, 2), errorStratum(1, 0.6, 2)]
    expect([rows[sure], errors[sure], rows[unsure], errors[unsure]]).to.deep.equal([2, 1, 1, 1])
    expect(rows.reduce((sum, count) => sum + count, 0)).to.equal(3)
  })

  it('takes the highest probability of each row as its confidence', () => {
    const predictions = {
      rows: 2,
      classes: 2,
      probabilities: Float32Array.of(0.25, 0.75, 0.5, 0.5),
      predicted: Int32Array.of(1, 0),
    }
    expect(Array.from(modelOutputs(table, predictions, undefined).confidence)).to.deep.equal([0.75, 0.5])
  })

  it('counts too many categories together', () => {
    const names = Array.from({length: categoryLimit + 1}, (_, row) => `id-${row}`)
    const ids = buildTable({id: [...names, null]})
    const [profile] = profileOf(ids, {fields: [categoryField('id', [])], target: null}).columns
    expect(profile).to.deep.include({missing: 1, overflow: categoryLimit + 1, categories: []})
  })

  for (const [name, values, message] of [
    ['age', ['a'], 'The column "age" holds categories, but the reference has numbers there.'],
    ['brand', [1], 'The column "brand" holds numbers, but the reference has categories there.'],
  ] as const) {
    it(`refuses ${name} of another kind`, () => {
      const table = buildTable({age: [1], brand: ['a'], miles: [1], place: ['a'], [name]: values})
      expect(thrownBy(() => profileOf(table, columns)).message).to.equal(message)
    })
  }
})

describe('mergeProfiles', () => {
  it('gives, bit for bit, the profile of the whole, however the rows were split and in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(rowArbitrary, {minLength: 1, maxLength: 150}),
        fc.array(fc.nat(4), {minLength: 150, maxLength: 150}),
        fc.infiniteStream(fc.nat(1000)),
        (rows, parts, picks) => {
          const whole = textOf(withModel(rows))
          const profiles = [0, 1, 2, 3, 4].map((part) => withModel(rows.filter((_, row) => parts[row] === part)))
          while (profiles.length > 1) {
            const take = (): DataProfile => profiles.splice(picks.next().value! % profiles.length, 1)[0]!
            profiles.push(mergeProfiles(take(), take(), columns, {distinctLimit: 64}))
          }
          expect(textOf(profiles[0]!)).to.equal(whole)
        },
      ),
      {numRuns: 200},
    )
  })

  it('gives what a builder gives to which the rows come some at a time', () => {
    fc.assert(
      fc.property(fc.array(fc.array(rowArbitrary, {maxLength: 60}), {minLength: 1, maxLength: 5}), (chunks) => {
        const builder = new ProfileBuilder(columns, {distinctLimit: 64, model: {hasFallback: true}})
        for (const rows of chunks) builder.add(tableOf(rows), outputsOf(rows))
        expect(textOf(builder.finish())).to.equal(textOf(withModel(chunks.flat())))
      }),
    )
  })

  it('counts too many categories together, whether the parts had too many or not', () => {
    const fields = [categoryField('id', [])]
    const part = (from: number, to: number): DataProfile =>
      profileOf(buildTable({id: Array.from({length: to - from}, (_, row) => `id-${from + row}`)}), {
        fields,
        target: null,
      })
    const limit = categoryLimit
    const merged = [
      mergeProfiles(part(0, limit), part(limit, limit + 5), {fields, target: null}),
      mergeProfiles(part(0, limit + 4), part(limit + 4, limit + 5), {fields, target: null}),
    ]
    for (const profile of merged) expect(profile).to.deep.equal(part(0, limit + 5))
  })
})
