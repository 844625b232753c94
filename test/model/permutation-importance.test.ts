import {expect} from 'chai'
import {permutationImportance} from '../../src/lib/model/permutation-importance.js'
import type {Predictor} from '../../src/lib/model/predictor.js'
import {columnOf, type NumberColumn, type Table} from '../../src/lib/dataset/table.js'
import {createRandom} from '../../src/lib/statistics/random.js'

const random = createRandom(1)
const values = () => Float64Array.from({length: 2000}, random)
const table: Table = {
  rows: 2000,
  columns: [
    {kind: 'number', name: 'noise', values: values()},
    {kind: 'number', name: 'cause', values: values()},
  ],
}
const labels = Int32Array.from((columnOf(table, 'cause') as NumberColumn).values, (value) => (value > 0.5 ? 1 : 0))

/** Knows that the label is whether `cause` is above a half. */
const oracle: Predictor = {
  classes: 2,
  predictRows: () => expect.fail('rows of a table only'),
  predictTable: (rows) => {
    const predicted = Int32Array.from((columnOf(rows, 'cause') as NumberColumn).values, (value) =>
      value > 0.5 ? 1 : 0,
    )
    return {rows: rows.rows, classes: 2, predicted, probabilities: new Float32Array(2 * rows.rows)}
  },
}
const options = {predictor: oracle, table, labels, features: ['noise', 'cause'], repeats: 10, seed: 1}

describe('permutationImportance', () => {
  it('is half of the accuracy for the one cause of two equal classes, and nothing for noise', async () => {
    const [first, second] = await permutationImportance(options)
    expect(first).to.include({feature: 'cause'})
    expect(first!.mean).to.be.closeTo(0.5, 0.02)
    expect(first!.standardDeviation).to.be.within(0.001, 0.03)
    expect(second).to.deep.equal({feature: 'noise', mean: 0, standardDeviation: 0})
  })

  it('is the same for the same seed', async () => {
    expect(await permutationImportance(options)).to.deep.equal(await permutationImportance(options))
  })

  it('measures on a sample of many rows', async () => {
    const many = Array.from({length: 30_000}, random)
    const large: Table = {
      rows: many.length,
      columns: ['noise', 'cause'].map((name) => ({kind: 'number', name, values: Float64Array.from(many)})),
    }
    const seen: number[] = []
    const watched: Predictor = {
      ...oracle,
      predictTable: (rows) => {
        seen.push(rows.rows)
        return oracle.predictTable(rows)
      },
    }
    const largeLabels = Int32Array.from(many, (value) => (value > 0.5 ? 1 : 0))
    await permutationImportance({...options, predictor: watched, table: large, labels: largeLabels})
    expect(new Set(seen)).to.deep.equal(new Set([10_000]))
  })

  it('stops when it is interrupted', async () => {
    const controller = new AbortController()
    const running = permutationImportance({...options, signal: controller.signal, onFeature: () => controller.abort()})
    const error = await running.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).to.have.property('code', 'INTERRUPTED')
  })
})
