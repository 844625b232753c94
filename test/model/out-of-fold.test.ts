import {expect} from 'chai'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import {stratifiedSplit} from '../../src/lib/dataset/split.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {fitPredictor} from '../../src/lib/model/fit-predictor.js'
import {createFusedTrainer} from '../../src/lib/model/fused-trainer.js'
import {predictOutOfFold} from '../../src/lib/model/out-of-fold.js'
import {fitPreprocessing} from '../../src/lib/model/preprocessing.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {rejection} from './rejection.js'

/** Every row has a name of its own and a label by chance: it can be learned by heart, and not be guessed. */
const rows = 60
const random = createRandom('by heart')
const labels = Int32Array.from({length: rows}, () => (random() < 0.5 ? 0 : 1))
const names = Array.from({length: rows}, (_unused, row) => `row ${row}`)
const table: Table = {
  rows,
  columns: [
    {kind: 'category', name: 'name', codes: Int32Array.from(names.keys()), categories: names},
    {kind: 'category', name: 'label', codes: labels, categories: ['a', 'b']},
  ],
}
const classes = ['a', 'b'].map((value) => ({value, label: value}))
const description: DatasetDescription = {
  ...{name: 'rows', delimiter: ',', missingValues: [''], features: ['name'], ignored: [], aliases: {}},
  fields: [
    {name: 'name', kind: 'category', categories: []},
    {name: 'label', kind: 'category', categories: classes},
  ],
  target: {name: 'label', classes, valueType: 'string'},
}
const split = stratifiedSplit(labels, 2, 0.2, createRandom(1))
const config = {
  ...{seed: 3, epochs: 60, batchSize: 8, hidden: [16], dropout: 0, learningRate: 0.02, testShare: 0.2},
}
const recipe = {description, config, createTrainer: createFusedTrainer}
const accuracy = (predicted: Int32Array, of: Int32Array): number =>
  of.filter((row) => predicted[row] === labels[row]).length / of.length

describe('predictOutOfFold', function () {
  this.timeout(20_000)

  it('predicts each row by a model that has not learned it', async () => {
    const preprocessing = fitPreprocessing(table, ['name'])
    const {predictor} = await fitPredictor({preprocessing, train: table, test: table}, recipe)
    expect(accuracy(predictor.predictTable(table).predicted, split.train)).to.equal(1)
    const {predicted} = await predictOutOfFold({table, split, folds: 4, recipe})
    expect(accuracy(predicted, split.train)).to.be.lessThan(0.75)
  })

  it('predicts the rows that the model has learned from, and leaves the test split to the model', async () => {
    const {predicted, probabilities} = await predictOutOfFold({table, split, folds: 4, recipe: short})
    for (const row of split.train) {
      expect(predicted[row], `row ${row}`).to.be.within(0, 1)
      expect(probabilities[2 * row]! + probabilities[2 * row + 1]!, `row ${row}`).to.be.closeTo(1, 1e-6)
    }
    expect([...split.test].map((row) => predicted[row])).to.deep.equal([...split.test].map(() => -1))
    expect([...split.test].every((row) => Number.isNaN(probabilities[2 * row]))).to.equal(true)
  })

  it('gives the same probabilities for the same seed', async () => {
    const one = await predictOutOfFold({table, split, folds: 4, recipe: short})
    const other = await predictOutOfFold({table, split, folds: 4, recipe: short})
    expect(one.probabilities).to.deep.equal(other.probabilities)
  })

  it('copes with more folds than rows', async () => {
    const {predicted} = await predictOutOfFold({table, split, folds: 100, recipe: short})
    expect([...split.train].every((row) => predicted[row]! >= 0)).to.equal(true)
  })

  it('says which fold it is at, and stops there when it is interrupted', async () => {
    const interruption = new AbortController()
    const seen: number[] = []
    const onEpoch = (_record: unknown, fold: number): void => {
      seen.push(fold)
      if (fold === 2) interruption.abort()
    }
    const error = await rejection(
      predictOutOfFold({table, split, folds: 4, recipe: {...short, signal: interruption.signal}, onEpoch}),
    )
    expect(error).to.include({code: 'INTERRUPTED'})
    expect(seen).to.deep.equal([1, 2])
  })
})

const short = {...recipe, config: {...config, epochs: 1}}
