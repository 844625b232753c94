import {expect} from 'chai'
import {draftOf} from '../../src/lib/dataset/load-draft.js'
import {dataColumnsOf, readingDraft} from '../../src/lib/drift/profile-columns.js'
import {formatProfile, type SavedProfile} from '../../src/lib/drift/profile-format.js'
import {countedTwice, mergeSavedProfiles} from '../../src/lib/drift/profile-merge-saved.js'
import {parseProfile} from '../../src/lib/drift/profile-parse.js'
import {profileOf} from '../../src/lib/drift/profile-table.js'
import {distinctValueLimit} from '../../src/lib/statistics/value-counts/value-counts.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {buildTable, numberField} from '../dataset/build-table.js'
import {people, thrownBy} from '../dataset/load-text.js'
import {schemaErrors} from '../schema.js'

const columns = dataColumnsOf(people)
const table = buildTable({
  age: [20, 0.1 + 0.2, 1e-300, null, 151],
  trained: [0, 1, 1, 0, 0],
  brand: ['audi', 'fiat', 'öäü "x"', null, 'audi'],
  group: ['0', '1', null, '2', '0'],
})

const saved: SavedProfile = {
  columns,
  model: {version: 3, name: 'people', hash: 'sha256-ab'},
  sources: [{file: 'people.csv', hash: 'sha256-cd', rows: 5, skippedRows: 1}],
  profile: profileOf(table, columns, {
    outputs: {
      predicted: Int32Array.of(0, 1, 2, -1, 0),
      confidence: Float64Array.of(0.4, 0.5, 0.6, 0, 1),
      sources: Uint8Array.of(0, 1, 2, 0, 0),
    },
  }),
}

type Json = Record<string, unknown>

/** The profile with something else in it. */
function changed(change: (document: Json & {columns: Json[]; description: Json & {schema: Json}}) => void): string {
  const document = JSON.parse(formatProfile(saved)) as Json & {columns: Json[]; description: Json & {schema: Json}}
  change(document)
  return JSON.stringify(document)
}

describe('formatProfile', () => {
  it('writes what parseProfile reads back, every number exactly', () => {
    const text = formatProfile(saved)
    const read = parseProfile(text, 'p.json')
    expect(read.profile).to.deep.equal(saved.profile)
    expect(read.columns).to.deep.equal(saved.columns)
    expect(formatProfile(read)).to.equal(text)
  })

  it('writes what schemas/profile-file.json describes', () => {
    expect(schemaErrors('profile-file', JSON.parse(formatProfile(saved)))).to.deep.equal([])
  })

  it('keeps a description that files can be read with', () => {
    const {columns: read} = parseProfile(formatProfile(saved), 'p.json')
    const {fields, features, target} = readingDraft(read)
    expect(features).to.deep.equal(people.features)
    expect(target).to.equal('group')
    const described = fields.filter(({name}) => name !== 'note')
    expect(described).to.deep.equal(draftOf(people).fields.filter(({name}) => name !== 'note'))
  })

  it('writes a profile without a label, a model or a value', () => {
    const bare: SavedProfile = {
      columns: {...columns, target: null, targetField: null},
      model: null,
      sources: [],
      profile: profileOf(buildTable({age: [null], trained: [1], brand: ['audi']}), {...columns, target: null}),
    }
    const read = parseProfile(formatProfile(bare), 'p.json')
    expect(read).to.deep.equal(bare)
  })

  it('takes less than 8 MB for six columns of as many distinct numbers as are kept', () => {
    const random = createRandom(1)
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const wide = {
      rows: distinctValueLimit,
      columns: names.map(
        (name) =>
          ({kind: 'number', name, values: Float64Array.from({length: distinctValueLimit}, () => random())}) as const,
      ),
    }
    const fields = names.map((name) => numberField(name))
    const plain = {...columns, fields, target: null, targetField: null, ignored: [], aliases: {}}
    const text = formatProfile({columns: plain, model: null, sources: [], profile: profileOf(wide, plain)})
    expect(text.length).to.be.within(3e6, 8e6)
  })
})

describe('parseProfile', () => {
  const problem = (text: string): string => thrownBy(() => parseProfile(text, 'p.json')).message

  it('gives every problem the code PROFILE_INVALID', () => {
    for (const text of ['', '[]', '{}', changed(({columns: [age]}) => (age!['missing'] = -1))]) {
      expect(thrownBy(() => parseProfile(text, 'p.json')).code).to.equal('PROFILE_INVALID')
    }
  })

  for (const [what, text, expected] of [
    ['text', 'age;miles', /^p\.json is no profile, because it is not JSON: /],
    ['another document', '{"format": "other"}', /^p\.json is no profile: it does not say "format": "mlops-profile"\.$/],
    ['a list', '[1]', /^p\.json is no profile/],
    ['a later version', changed((d) => (d['version'] = 2)), /^p\.json is a profile of version 2, expected 1\.$/],
    ['no version', changed((d) => delete d['version']), /of version \(none\), expected 1/],
    ['a column less', changed((d) => d.columns.pop()), /there are 2 columns, but 3 in the description/],
    [
      'columns exchanged',
      changed((d) => d.columns.reverse()),
      /columns\[0\]\.name is "brand", expected "age", as in the desc/,
    ],
    [
      'another kind',
      changed(({columns: [age]}) => (age!['kind'] = 'category')),
      /columns\[0\]\.kind is "category", expected "number"/,
    ],
    [
      'rows that do not add up',
      changed((d) => (d['rows'] = 6)),
      /columns\[0\]\.counts is .*expected counts of 6 rows; .* they are 5\./,
    ],
    ['a count less', changed(({columns: [age]}) => (age!['counts'] = [1, 1, 1])), /expected 4 counts, there are 3/],
    [
      'half a row',
      changed(({columns: [age]}) => (age!['counts'] = [1, 0.5, 1.5, 1])),
      /columns\[0\]\.counts\[1\] is 0\.5, expected a whole number/,
    ],
    [
      'values in disorder',
      changed(({columns: [age]}) => (age!['values'] = [1, 3, 2, 4])),
      /columns\[0\]\.values\[2\] is 2, expected more than/,
    ],
    [
      'a value that is none',
      changed(({columns: [age]}) => (age!['values'] = [1, null, 2, 4])),
      /columns\[0\]\.values\[1\] is null, expected a number/,
    ],
    [
      'too many dropped bits',
      changed(({columns: [age]}) => (age!['droppedBits'] = 64)),
      /droppedBits is 64, expected at most 63/,
    ],
    [
      'no range',
      changed(({columns: [age]}) => (age!['range'] = null)),
      /range is null, expected counts, since the field has a range/,
    ],
    [
      'another range',
      changed(({columns: [age]}) => ((age!['range'] as Json)['minimum'] = 3)),
      /range\.minimum is 3, expected 16, as in the description/,
    ],
    [
      'a category twice',
      changed(({columns: [, , brand]}) => (brand!['categories'] = ['audi', 'fiat', 'audi'])),
      /expected each category once/,
    ],
    [
      'other categories',
      changed(({columns: [, , brand]}) => (brand!['categories'] = ['x', 'y', 'z'])),
      /expected the described ones first: audi, fiat/,
    ],
    [
      'a label of no target',
      changed((d) => (d.description['mlops'] = {aliases: {}})),
      /columns, but 4 in the description/,
    ],
    ['answers of no model', changed((d) => (d['model'] = null)), /outputs: there, though no model is named/],
    ['a model without answers', changed((d) => (d['outputs'] = null)), /outputs: missing, though a model is named/],
    [
      'more answers than rows',
      changed((d) => ((d['outputs'] as Json)['rows'] = 9)),
      /outputs\.rows is 9, expected at most the rows of the profile, 5/,
    ],
    [
      'more errors than rows',
      changed((d) => ((d['outputs'] as {errors: {errors: number[]}}).errors.errors[0] = 9)),
      /expected at most 0, the rows there/,
    ],
    [
      'a field of no type',
      changed((d) => ((d.description.schema['fields'] as Json[])[0]!['type'] = 'nombre')),
      /schema\.fields\[0\]\.type is "nombre"/,
    ],
    ['no sources', changed((d) => delete d['sources']), /sources is missing, expected a list/],
  ] as const) {
    it(`says what is wrong with ${what}`, () => {
      expect(problem(text)).to.match(expected)
    })
  }
})

describe('mergeSavedProfiles', () => {
  const part = (change: Partial<SavedProfile>): SavedProfile => ({...saved, ...change})
  const merge = (other: SavedProfile): SavedProfile =>
    mergeSavedProfiles([
      {name: 'a.json', saved},
      {name: 'b.json', saved: other},
    ])

  it('adds up rows and lists the files by name', () => {
    const merged = merge(part({sources: [{file: 'alpha.csv', hash: 'sha256-ef', rows: 5, skippedRows: 0}]}))
    expect(merged.profile.rows).to.equal(10)
    expect(merged.sources.map(({file}) => file)).to.deep.equal(['alpha.csv', 'people.csv'])
    expect(countedTwice(merged.sources)).to.deep.equal([])
    expect(countedTwice(merge(saved).sources)).to.deep.equal(['people.csv'])
  })

  const withFields = (fields: SavedProfile['columns']['fields']): SavedProfile => part({columns: {...columns, fields}})
  const [age, trained, brand] = columns.fields
  for (const [what, other, expected] of [
    ['a column less', withFields([age!, trained!]), '"brand" is in a.json and not in b.json'],
    ['a column more', withFields([age!, trained!, brand!, numberField('x')]), '"x" is in b.json and not in a.json'],
    ['another order', withFields([trained!, age!, brand!]), 'the columns stand in another order'],
    [
      'another range',
      withFields([{...age!, minimum: 0} as typeof age & object, trained!, brand!]),
      '"age" has the range 16 to 150 in one and 0 to 150 in the other',
    ],
    [
      'another kind',
      withFields([age!, {kind: 'category', name: 'trained', categories: []}, brand!]),
      '"trained" has numbers in one and categories in the other',
    ],
    [
      'other categories',
      withFields([age!, trained!, {...brand!, categories: []} as typeof brand & object]),
      '"brand" has other described categories',
    ],
    [
      'another model',
      part({model: {version: 3, name: 'people', hash: 'sha256-ee'}}),
      'a.json was made with version 3 of people (sha256-ab…) and b.json with version 3 of people (sha256-ee…)',
    ],
    ['no model', part({model: null}), 'and b.json without a model: they cannot be merged'],
  ] as const) {
    it(`refuses ${what}, and names it`, () => {
      const error = thrownBy(() => merge(other))
      expect(error.code).to.equal('PROFILE_INVALID')
      expect(error.message).to.contain(expected)
    })
  }
})
