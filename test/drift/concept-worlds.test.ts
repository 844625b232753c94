import {expect} from 'chai'
import {generateMonth, type DriftKind} from '../../src/lib/dataset/generator.js'
import {stratifiedSplit} from '../../src/lib/dataset/split.js'
import {selectRows} from '../../src/lib/dataset/table.js'
import {alikeRows, testConcept, type ConceptTest} from '../../src/lib/drift/concept.js'
import {testMultivariate, type MultivariateTest} from '../../src/lib/drift/domain-test.js'
import {createFusedTrainer} from '../../src/lib/model/fused-trainer.js'
import {createPredictor, type Predictor} from '../../src/lib/model/predictor.js'
import {encodeTable, fitPreprocessing} from '../../src/lib/model/preprocessing.js'
import {trainNetwork} from '../../src/lib/model/training.js'
import {defaultTrainingConfig} from '../../src/lib/model/training-config.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {insuranceFeatures, parseMonth, type LabelledMonth} from '../model/fixtures.js'

/** A model as `mlops train` makes it, in a world whose truth is known. */
const seed = 1

describe('concept drift in the worlds of the example', function () {
  this.timeout(60_000)
  let reference: LabelledMonth
  let predictor: Predictor
  let testRows: Int32Array

  before(async () => {
    reference = month(0, 'none')
    const {table, labels} = reference
    const split = stratifiedSplit(labels, 3, 0.2, createRandom(`${seed}/split`))
    const [train, test] = [selectRows(table, split.train), selectRows(table, split.test)]
    const preprocessing = fitPreprocessing(train, insuranceFeatures)
    const config = {...defaultTrainingConfig, seed}
    const {weights} = await trainNetwork(
      {inputs: preprocessing.inputs, hidden: config.hidden, classes: 3},
      {
        train: {inputs: encodeTable(preprocessing, train), labels: split.train.map((row) => labels[row]!)},
        test: {inputs: encodeTable(preprocessing, test), labels: split.test.map((row) => labels[row]!)},
        ...{config, createTrainer: createFusedTrainer},
      },
    )
    predictor = createPredictor(preprocessing, weights)
    testRows = split.test
  })

  async function conceptIn(world: DriftKind, number: number): Promise<ConceptTest> {
    const current = month(number, world)
    const told = (await testMultivariate(reference.table, current.table, {
      ...{features: insuranceFeatures, random: createRandom(`${world}/${number}`)},
    })) as MultivariateTest
    // The rows that the model was trained on have no say.
    const tested = new Set(testRows)
    const errors = errorsOf(predictor, reference).map((error, row) => (tested.has(row) ? error : -1))
    const strata = alikeRows(
      {probabilities: told.referenceProbabilities, errors},
      {probabilities: told.probabilities, errors: errorsOf(predictor, current)},
    )
    return testConcept(strata.reference, strata.current) as ConceptTest
  }

  it('is not seen where nothing moves', async () => {
    for (const number of [6, 12, 24]) {
      expect(Math.abs((await conceptIn('none', number)).effect), `month ${number}`).to.be.below(0.05)
    }
  })

  it('is not seen where only the customers move, although the model errs twice as often', async () => {
    for (const number of [12, 18, 24]) {
      const test = await conceptIn('covariate', number)
      expect(test.pValue, `month ${number}`).to.be.above(0.01)
      expect(Math.abs(test.effect), `month ${number}`).to.be.below(0.05)
      if (number === 24) expect(test.currentErrorRate).to.be.above(1.5 * test.referenceErrorRate)
    }
  })

  for (const world of ['concept', 'full'] as const) {
    it(`is seen in the world "${world}" by month 18`, async () => {
      for (const number of [18, 24]) {
        const test = await conceptIn(world, number)
        expect(test.pValue, `month ${number}`).to.be.below(0.01)
        expect(test.effect, `month ${number}`).to.be.above(0.05)
      }
    })
  }
})

function month(number: number, drift: DriftKind): LabelledMonth {
  return parseMonth(generateMonth({month: number, rows: 1500, seed, drift}))
}

function errorsOf(predictor: Predictor, {table, labels}: LabelledMonth): Int8Array {
  const {predicted} = predictor.predictTable(table)
  return Int8Array.from(labels, (label, row) => (predicted[row] === label ? 0 : 1))
}
