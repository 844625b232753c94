import {expect} from 'chai'
import fc from 'fast-check'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import {columnOf, type CategoryColumn, type NumberColumn, type Table} from '../../src/lib/dataset/table.js'
import {MlopsError} from '../../src/lib/errors.js'
import type {ReferenceRows} from '../../src/lib/model/artifact.js'
import {formatReference, parseReference, sampleReference} from '../../src/lib/model/artifact-reference.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {draftDescription, makeDraft} from './draft.js'
import {rejection} from './rejection.js'

describe('reference rows', () => {
  const {reference} = makeDraft({rows: 200})

  it('read back as they were written', async () => {
    const read = await roundTrip(draftDescription, reference)
    expect(textOf(read.table)).to.deep.equal(textOf(reference.table))
    expect(read.predicted).to.deep.equal(reference.predicted)
    expect(read.probabilities).to.deep.equal(reference.probabilities)
  })

  it('stand in a file that a person can read', () => {
    const lines = formatReference(draftDescription, reference).split('\n')
    expect(lines[0]).to.equal('age;fuel;group;prediction;probability_0;probability_1;probability_2')
    expect(lines[1]).to.match(/^[\d.]+;petrol;0;[012];0\.\d{5,8};0\.\d{5,8};0\.\d{5,8}$/)
    expect(lines[2]).to.match(/^[\d.]+;"diesel; ""old""";1;;;;$/)
  })

  it('keep every probability to the last bit', async () => {
    const float = fc.float({min: 0, max: 1, noNaN: true})
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(float, float, float), {minLength: 1, maxLength: 20}),
        async (probabilities) => {
          const rows = probabilities.length
          const written = {
            table: makeDraft({rows: 60}).reference.table,
            predicted: new Int32Array(60).fill(-1),
            probabilities: new Float32Array(180).fill(Number.NaN),
          }
          written.predicted.fill(1, 0, rows)
          written.probabilities.set(probabilities.flat())
          const read = await roundTrip(draftDescription, written)
          expect(read.probabilities).to.deep.equal(written.probabilities)
        },
      ),
      {numRuns: 30},
    )
  })

  it('hold values that were text for "missing" in the training file only there', async () => {
    const description: DatasetDescription = {...draftDescription, missingValues: ['', 'NA', '-1', 'petrol']}
    const read = await roundTrip(description, reference)
    expect(textOf(read.table)).to.deep.equal(textOf(reference.table))
  })

  it('hold columns named like the added ones', async () => {
    const renamed = {age: 'prediction', fuel: 'probability_1', group: 'model_prediction'}
    const rename = (name: string): string => renamed[name as keyof typeof renamed]
    const description: DatasetDescription = {
      ...draftDescription,
      fields: draftDescription.fields.map((field) => ({...field, name: rename(field.name)})),
      features: draftDescription.features.map(rename),
      target: {...draftDescription.target, name: rename(draftDescription.target.name)},
    }
    const columns = reference.table.columns.map((column) => ({...column, name: rename(column.name)}))
    const written = {...reference, table: {...reference.table, columns}}
    const [header] = formatReference(description, written).split('\n')
    expect(header).to.equal(
      'prediction;probability_1;model_prediction;model_model_prediction;probability_0;model_probability_1;probability_2',
    )
    const read = await roundTrip(description, written)
    expect(textOf(read.table)).to.deep.equal(textOf(written.table))
    expect(read.predicted).to.deep.equal(reference.predicted)
  })

  it('leave out columns that are no features', () => {
    const secret: NumberColumn = {kind: 'number', name: 'secret', values: new Float64Array(200).fill(4711)}
    const table = {...reference.table, columns: [secret, ...reference.table.columns]}
    expect(formatReference(draftDescription, {...reference, table})).to.equal(
      formatReference(draftDescription, reference),
    )
  })

  it('are refused by name when they do not fit the description', async () => {
    const text = 'age;fuel;group;prediction\n1;petrol;0;\n'
    const error = await rejection(parseReference(draftDescription, Buffer.from(text), 'models/1/reference.csv'))
    expect(error).to.be.instanceOf(MlopsError).with.property('code', 'MODEL_INVALID')
    expect(error.message).to.contain('models/1/reference.csv')
  })

  describe('sampled', () => {
    it('are all of them when there are not too many', () => {
      expect(sampleReference(reference, createRandom(1), 200)).to.equal(reference)
    })

    it('are as many as the limit says, in their order, whole rows', () => {
      const sample = sampleReference(reference, createRandom(1), 50)
      expect(sample.table.rows).to.equal(50)
      const ages = (columnOf(reference.table, 'age') as NumberColumn).values
      const sampledAges = (columnOf(sample.table, 'age') as NumberColumn).values
      const rows = Array.from(sampledAges, (age) => ages.findIndex((each) => Object.is(each, age)))
      const known = rows.filter((_, index) => !Number.isNaN(sampledAges[index]))
      expect(known).to.deep.equal(known.toSorted((a, b) => a - b))
      rows.forEach((row, index) => {
        if (Number.isNaN(sampledAges[index])) return
        expect(sample.predicted[index]).to.equal(reference.predicted[row])
        expect(sample.probabilities.slice(index * 3, index * 3 + 3)).to.deep.equal(
          reference.probabilities.slice(row * 3, row * 3 + 3),
        )
      })
    })

    it('are the same with the same seed, and others with another', () => {
      const sample = (seed: number): string =>
        formatReference(draftDescription, sampleReference(reference, createRandom(seed), 50))
      expect(sample(1)).to.equal(sample(1))
      expect(sample(1)).to.not.equal(sample(2))
    })

    it('give every row the same chance', () => {
      const counts = new Int32Array(20)
      const random = createRandom('chance')
      const numbered = numberedRows(20)
      for (let round = 0; round < 4000; round++) {
        const {values} = columnOf(sampleReference(numbered, random, 5).table, 'age') as NumberColumn
        for (const row of values) counts[row]! += 1
      }
      // Binomial(4000, 1/4): standard deviation 27.4, so 4.5 of them is one failure in some 7,000 seeds.
      for (const count of counts) expect(count).to.be.within(1000 - 123, 1000 + 123)
    })
  })
})

async function roundTrip(description: DatasetDescription, reference: ReferenceRows): Promise<ReferenceRows> {
  return parseReference(description, Buffer.from(formatReference(description, reference)), 'reference.csv')
}

/** Columns with their values as text: the dictionaries of two equal columns may differ. */
function textOf(table: Table): Record<string, readonly (string | undefined)[]> {
  const textsOf = (column: NumberColumn | CategoryColumn): readonly (string | undefined)[] =>
    column.kind === 'number'
      ? Array.from(column.values, String)
      : Array.from(column.codes, (code) => column.categories[code])
  return Object.fromEntries(table.columns.map((column) => [column.name, textsOf(column)]))
}

function numberedRows(rows: number): ReferenceRows {
  const {table, ...rest} = makeDraft({rows}).reference
  const columns = table.columns.map((column) =>
    column.kind === 'number' ? {...column, values: Float64Array.from({length: rows}, (_, row) => row)} : column,
  )
  return {table: {rows, columns}, ...rest}
}
