import {expect} from 'chai'
import fc from 'fast-check'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {answerSources, createFallback, type Fallback} from '../../src/lib/model/fallback.js'
import type {FeatureValues} from '../../src/lib/model/fallback-rules.js'
import type {Preprocessing} from '../../src/lib/model/preprocessing.js'

/** Two numbers (the second without a range, and with a dot in its name) and a category, for three classes. */
const description: Omit<DatasetDescription, 'fallback'> = {
  name: 'drivers',
  delimiter: ';',
  missingValues: [''],
  fields: [
    {kind: 'number', name: 'age', integer: false, minimum: 16, maximum: 100},
    {kind: 'number', name: 'miles.driven', integer: false},
    {
      kind: 'category',
      name: 'abs',
      categories: [
        {value: '0', label: 'no'},
        {value: '1', label: 'yes'},
      ],
    },
    {kind: 'category', name: 'group', categories: []},
  ],
  target: {
    name: 'group',
    classes: ['0', '1', '2'].map((value) => ({value, label: value})),
    valueType: 'integer',
  },
  features: ['age', 'miles.driven', 'abs'],
  ignored: [],
  aliases: {},
}

const preprocessing: Preprocessing = {
  inputs: 5,
  features: [
    {kind: 'number', name: 'age', mean: 40, standardDeviation: 10, missingInput: false},
    {kind: 'number', name: 'miles.driven', mean: 30, standardDeviation: 10, missingInput: true},
    {kind: 'category', name: 'abs', categories: ['0', '1'], missingTrained: false},
  ],
}

const young = {'<': [{var: 'age'}, 25]}
const rules = {if: [young, 0, {'==': [{var: 'abs'}, 1]}, 2, 1]}

function fallbackOf(ownRules: unknown, minimumProbability = 0.5): Fallback {
  return createFallback({...description, fallback: {rules: ownRules, minimumProbability}}, preprocessing)!
}

const baseline = (ownRules: unknown, values: FeatureValues): number => fallbackOf(ownRules).baseline(values)

describe('createFallback', () => {
  it('has nothing to offer when the description declares no rules', () => {
    expect(createFallback(description, preprocessing)).to.equal(undefined)
  })

  describe('for one row', () => {
    const sure = {predicted: 1, confidence: 0.9}

    it('leaves a sure answer about a row in range to the model', () => {
      expect(fallbackOf(rules).answer([20, 10, '1'], sure)).to.deep.equal({answered: 1, source: 'ML'})
    })

    it('answers by the rules when a number is out of its range', () => {
      expect(fallbackOf(rules).answer([15.9, 10, '1'], sure)).to.deep.equal({
        answered: 0,
        source: 'baseline - out of range',
      })
      expect(fallbackOf(rules).answer([100.1, 10, '1'], sure)).to.deep.equal({
        answered: 2,
        source: 'baseline - out of range',
      })
    })

    it('takes the ends of a range, fractions between them and numbers without a range for in range', () => {
      for (const values of [
        [16, -1e9, '0'],
        [100, 1e9, '0'],
        [16.5, 0, '0'],
      ] as const) {
        expect(fallbackOf(rules).answer(values, sure).source).to.equal('ML')
      }
    })

    it('answers by the rules when a category was not declared', () => {
      expect(fallbackOf(rules).answer([40, 10, '7'], sure)).to.deep.equal({
        answered: 1,
        source: 'baseline - out of range',
      })
    })

    it('takes a missing value for out of range', () => {
      expect(fallbackOf(rules).answer([null, 10, '1'], sure).source).to.equal('baseline - out of range')
      expect(fallbackOf(rules).answer([40, 10, null], sure).source).to.equal('baseline - out of range')
    })

    it('leaves a missing number to a model that has learned from missing ones', () => {
      expect(fallbackOf(rules).answer([40, null, '1'], sure).source).to.equal('ML')
    })

    it('answers by the rules below the least probability, not at it', () => {
      const answer = (confidence: number) => fallbackOf(rules).answer([20, 10, '1'], {predicted: 1, confidence})
      expect(answer(0.4999)).to.deep.equal({answered: 0, source: 'baseline - low probability'})
      expect(answer(0.5).source).to.equal('ML')
    })

    it('calls a row out of range so even when the model is unsure as well', () => {
      const {source} = fallbackOf(rules).answer([15, 10, '1'], {predicted: 1, confidence: 0.3})
      expect(source).to.equal('baseline - out of range')
    })
  })

  describe('for a table', () => {
    it('gives each row the answer that it gets alone', () => {
      const value = fc.oneof(fc.double({min: 0, max: 130, noNaN: true}), fc.constant(null))
      const row = fc.record({
        age: value,
        miles: value,
        abs: fc.constantFrom('0', '1', '7', null),
        predicted: fc.nat(2),
        confidence: fc.double({min: 0.34, max: 1, noNaN: true}),
      })
      const fallback = fallbackOf(rules)
      const categories = ['0', '1', '7']
      fc.assert(
        fc.property(fc.array(row), (rows) => {
          const table: Table = {
            rows: rows.length,
            columns: [
              {
                kind: 'category',
                name: 'abs',
                categories,
                codes: Int32Array.from(rows, ({abs}) => categories.indexOf(abs ?? '')),
              },
              {kind: 'number', name: 'age', values: Float64Array.from(rows, ({age}) => age ?? NaN)},
              {kind: 'number', name: 'miles.driven', values: Float64Array.from(rows, ({miles}) => miles ?? NaN)},
            ],
          }
          const {answered, sources} = fallback.answerTable(table, {
            predicted: Int32Array.from(rows, ({predicted}) => predicted),
            confidence: Float64Array.from(rows, ({confidence}) => confidence),
          })
          for (const [index, {age, miles, abs, ...model}] of rows.entries()) {
            const alone = fallback.answer([age, miles, abs], model)
            expect({answered: answered[index], source: answerSources[sources[index]!]}).to.deep.equal(alone)
          }
        }),
      )
    })

    it('says for each feature which rows are out of range', () => {
      const outside = fallbackOf(rules).ranges.outsideOf({
        rows: 3,
        columns: [
          {kind: 'number', name: 'age', values: Float64Array.of(15, 40, NaN)},
          {kind: 'number', name: 'miles.driven', values: Float64Array.of(-5, NaN, 1)},
          {kind: 'category', name: 'abs', categories: ['0', '1', 'x'], codes: Int32Array.of(2, -1, 1)},
        ],
      })
      expect(outside.map((rows) => [...rows])).to.deep.equal([
        [1, 0, 1],
        [0, 0, 0],
        [1, 1, 0],
      ])
    })
  })
})

describe('compileRules', () => {
  it('takes a class by its value, as a number or as a text', () => {
    expect(baseline({if: [young, '2', 1]}, [20, 0, '0'])).to.equal(2)
    expect(baseline({if: [young, '2', 1]}, [40, 0, '0'])).to.equal(1)
  })

  it('takes one class for every row', () => {
    expect(baseline(1, [40, 0, '0'])).to.equal(1)
  })

  it('knows nested choices, logic, sums and ranges', () => {
    const nested = {
      if: [
        {and: [{'<=': [18, {var: 'age'}, 25]}, {'!': [{'==': [{var: 'abs'}, '1']}]}]},
        {if: [{'>': [{'+': [{var: 'miles.driven'}, {'*': [{var: 'age'}, 2]}]}, 100]}, 0, 1]},
        {or: [{in: [{var: 'age'}, [30, 31]]}, {'>=': [{max: [{var: 'miles.driven'}, 3]}, 50]}]},
        1,
        2,
      ],
    }
    expect(baseline(nested, [20, 61, '0'])).to.equal(0)
    expect(baseline(nested, [20, 60, '0'])).to.equal(1)
    expect(baseline(nested, [20, 60, '1'])).to.equal(1)
    expect(baseline(nested, [31, 0, '0'])).to.equal(1)
    expect(baseline(nested, [32, 0, '0'])).to.equal(2)
  })

  it('finds a feature whose name holds a dot', () => {
    expect(baseline({if: [{'>': [{var: 'miles.driven'}, 5]}, 0, 1]}, [40, 6, '0'])).to.equal(0)
  })

  it('takes a missing number for 0, for its default where the rule has one, and can ask for it', () => {
    expect(baseline({if: [young, 0, 1]}, [null, 0, '0'])).to.equal(0)
    expect(baseline({if: [{'<': [{var: ['age', 40]}, 25]}, 0, 1]}, [null, 0, '0'])).to.equal(1)
    expect(baseline({if: [{'==': [{var: 'age'}, null]}, 2, 1]}, [null, 0, '0'])).to.equal(2)
    expect(baseline({if: [{'<': [{min: [{var: 'age'}, 7]}, 5]}, 0, 1]}, [null, 0, '0'])).to.equal(0)
  })

  it('compares a category with a text or with a number that spells it', () => {
    expect(baseline({if: [{'!==': [1, {var: 'abs'}]}, 0, 1]}, [40, 0, '1'])).to.equal(1)
    expect(baseline({if: [{in: [{var: 'abs'}, [1, 'x']]}, 0, 1]}, [40, 0, '1'])).to.equal(0)
    expect(baseline({if: [{'==': [{var: 'abs'}, '1']}, 0, 1]}, [40, 0, null])).to.equal(1)
  })

  it('answers rows with any text as a category', () => {
    const fallback = fallbackOf(rules)
    fc.assert(
      fc.property(fc.string(), (abs) => {
        expect(fallback.baseline([40, 0, abs])).to.equal(abs === '1' ? 2 : 1)
      }),
    )
  })

  const wrong: readonly [string, unknown, string][] = [
    [
      'a class that does not exist',
      {if: [young, 7, 1]},
      'fallback.rules.if[1]: 7 is no class; the classes are 0, 1, 2.',
    ],
    [
      'no answer for the rest of the rows',
      {if: [young, 0]},
      'fallback.rules.if: has no answer for rows that meet no condition',
    ],
    ['an answer that is computed', {'+': [{var: 'age'}, 1]}, 'fallback.rules: "+" stands where a class is due'],
    [
      'an unknown variable',
      {if: [{'<': [{var: 'aeg'}, 25]}, 0, 1]},
      'fallback.rules.if[0].<[0]: "aeg" is no feature. Did you mean "age"?',
    ],
    ['the target as a variable', {if: [{'==': [{var: 'group'}, 0]}, 0, 1]}, '"group" is no feature'],
    ['the whole row as a variable', {if: [{var: ''}, 0, 1]}, '"" is no feature'],
    ['a computed variable name', {if: [{var: {cat: ['a', 'ge']}}, 0, 1]}, 'is no feature'],
    ['an unknown operation', {if: [{lower: [{var: 'age'}, 25]}, 0, 1]}, '"lower" stands where a condition is due'],
    [
      'a category in a sum',
      {if: [{'<': [{'+': [{var: 'abs'}, 1]}, 25]}, 0, 1]},
      'fallback.rules.if[0].<[0].+[0]: is a category',
    ],
    ['a number compared with a text', {if: [{'==': [{var: 'age'}, 'old']}, 0, 1]}, 'compares a number with a text'],
    ['a category taken for true or false', {if: [{var: 'abs'}, 0, 1]}, 'a category alone is neither true nor false'],
    [
      'a division that a row could make one by 0',
      {if: [{'<': [{'/': [1, {var: 'age'}]}, 1]}, 0, 1]},
      'divide by a number other than 0',
    ],
    ['a division by 0', {if: [{'<': [{'/': [{var: 'age'}, 0]}, 1]}, 0, 1]}, 'divide by a number other than 0'],
    ['one operand where two are due', {if: [{'<': [{var: 'age'}]}, 0, 1]}, 'has 1 operands, expected 2 or 3'],
    ['two operations in one object', {if: [{...young, '>': [1, 2]}, 0, 1]}, 'expected an operation'],
    [
      'a text for a missing number',
      {if: [{'<': [{var: ['age', 'x']}, 25]}, 0, 1]},
      '"x" cannot replace a missing number',
    ],
    ['nothing', null, 'fallback.rules: expected an operation'],
  ]
  for (const [name, ownRules, message] of wrong) {
    it(`refuses ${name}`, () => {
      expect(() => fallbackOf(ownRules))
        .to.throw(message)
        .with.property('code', 'SCHEMA_INVALID')
    })
  }
})
