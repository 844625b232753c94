import {expect} from 'chai'
import fc from 'fast-check'
import type {GateBounds} from '../../src/lib/dataset/description.js'
import {defaultGateBounds} from '../../src/lib/model/gate-bounds.js'
import {evaluateGates, type GateResult} from '../../src/lib/model/gates.js'
import type {ClassificationMetrics} from '../../src/lib/statistics/classification-metrics.js'
import {answeredLow, good, metricsOf} from './confusion-metrics.js'

const classLabels = ['high', 'medium', 'low']

const other = (metrics: ClassificationMetrics, trainingTestAccuracy = 0.887): GateResult[] =>
  evaluateGates({kind: 'other-file', metrics, trainingTestAccuracy, classLabels})

const named = (gates: readonly GateResult[], name: string): GateResult => {
  const found = gates.find(({gate}) => gate === name)
  if (found === undefined) throw new Error(`no gate ${name} in ${gates.map(({gate}) => gate).join(', ')}`)
  return found
}

describe('evaluateGates', () => {
  it('has eleven gates on the training file, in a fixed order', () => {
    const gates = evaluateGates({kind: 'training-file', train: good, test: good, classLabels})
    expect(gates.map(({gate}) => gate)).to.deep.equal([
      'train-accuracy-minimum',
      'train-accuracy-maximum',
      'test-accuracy-minimum',
      'test-accuracy-maximum',
      'accuracy-spread',
      'class-share-high',
      'class-share-medium',
      'class-share-low',
      'top-probability-minimum',
      'top-probability-mean',
      'top-probability-maximum',
    ])
    expect(gates.every(({passed}) => passed)).to.equal(true)
  })

  it('has nine gates on any other file, with one accuracy', () => {
    expect(other(good).map(({gate}) => gate)).to.deep.equal([
      'accuracy-minimum',
      'accuracy-maximum',
      'accuracy-spread',
      'class-share-high',
      'class-share-medium',
      'class-share-low',
      'top-probability-minimum',
      'top-probability-mean',
      'top-probability-maximum',
    ])
  })

  it('gives advice on failed gates only, in one line', () => {
    const bad = metricsOf(
      [
        [40, 60, 0],
        [10, 80, 10],
        [0, 70, 30],
      ],
      [0.35, 0.6],
    )
    for (const {passed, advice, gate} of [...other(good), ...other(bad)]) {
      expect(advice === '', gate).to.equal(passed)
      expect(advice, gate).not.to.include('\n')
    }
  })

  it('demands more than the minimum and less than the maximum, not just as much', () => {
    const exact = metricsOf([
      [85, 15],
      [15, 85],
    ])
    const gates = (minimumAccuracy: number, maximumAccuracy: number) =>
      evaluateGates(
        {kind: 'other-file', metrics: exact, trainingTestAccuracy: 0.85, classLabels: ['no', 'yes']},
        {minimumAccuracy, maximumAccuracy},
      )
    expect(named(gates(0.85, 0.95), 'accuracy-minimum')).to.include({passed: false, value: 0.85, bound: 0.85})
    expect(named(gates(0.8499, 0.95), 'accuracy-minimum').passed).to.equal(true)
    expect(named(gates(0.8, 0.85), 'accuracy-maximum').passed).to.equal(false)
    expect(named(gates(0.8, 0.8501), 'accuracy-maximum').passed).to.equal(true)
  })

  it('measures the spread between train and test on the training file', () => {
    const test = metricsOf([
      [80, 20, 0],
      [10, 80, 10],
      [0, 20, 80],
    ])
    const spread = named(evaluateGates({kind: 'training-file', train: good, test, classLabels}), 'accuracy-spread')
    expect(spread.value).to.be.closeTo(266 / 300 - 240 / 300, 1e-12)
    expect(spread.passed).to.equal(false)
  })

  it('measures the spread against the test accuracy at training on any other file', () => {
    const spread = named(other(good, 0.95), 'accuracy-spread')
    expect(spread.requirement).to.equal('accuracy within 0.05 of 0.950 at training')
    expect(spread.value).to.be.closeTo(0.95 - 266 / 300, 1e-12)
    expect(spread.passed).to.equal(false)
  })

  it('takes 425 to 575 answers for 500 expected ones, both ends included', () => {
    const share = (low: number): GateResult => named(other(answeredLow(low)), 'class-share-low')
    expect(share(575)).to.include({
      passed: true,
      value: 575,
      bound: 575,
      requirement: 'low answered 425 to 575 times',
    })
    expect(share(576)).to.include({passed: false, value: 576, bound: 575})
    expect(share(425)).to.include({passed: true, value: 425, bound: 425})
    expect(share(424)).to.include({passed: false, value: 424, bound: 425})
  })

  it('takes the nearest whole counts where no count is within the tolerance', () => {
    const ranges = other(
      metricsOf([
        [2, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ).filter(({gate}) => gate.startsWith('class-share'))
    expect(ranges.map(({requirement}) => requirement)[0]).to.equal('high answered 1 to 2 times')
    expect(ranges.every(({passed}) => passed)).to.equal(true)
  })

  it('takes any answer of a class that is not expected at all for too many', () => {
    const gates = evaluateGates(
      {kind: 'other-file', metrics: answeredLow(501), trainingTestAccuracy: 0.9, classLabels},
      {classShares: [0.5, 0.5, 0]},
    )
    expect(named(gates, 'class-share-low')).to.include({passed: false, value: 501, bound: 0})
  })

  it('expects the shares that were agreed', () => {
    const moved = metricsOf([
      [215, 0, 0],
      [0, 570, 0],
      [0, 0, 715],
    ])
    const gates = evaluateGates(
      {kind: 'other-file', metrics: moved, trainingTestAccuracy: 0.9, classLabels},
      {classShares: [0.15, 0.38, 0.47]},
    )
    for (const label of classLabels) expect(named(gates, `class-share-${label}`).passed, label).to.equal(true)
  })

  it('counts answers and probabilities over train and test together', () => {
    const train = metricsOf(
      [
        [100, 0],
        [0, 60],
      ],
      [0.8],
    )
    const test = metricsOf(
      [
        [10, 0],
        [0, 30],
      ],
      [0.6, 0.995],
    )
    const gates = evaluateGates({kind: 'training-file', train, test, classLabels: ['no', 'yes']})
    expect(named(gates, 'class-share-no').value).to.equal(110)
    expect(named(gates, 'top-probability-minimum').value).to.equal(0.6)
    expect(named(gates, 'top-probability-mean').value).to.be.closeTo((160 * 0.8 + 20 * 0.6 + 20 * 0.995) / 200, 1e-12)
    expect(named(gates, 'top-probability-maximum').value).to.equal(0.995)
  })

  describe('leaves out a gate', () => {
    const namesWith = (bounds: GateBounds): readonly string[] => {
      const input = {kind: 'other-file', metrics: good, trainingTestAccuracy: 0.887, classLabels} as const
      return evaluateGates(input, bounds).map(({gate}) => gate)
    }
    const ends: readonly (readonly [keyof GateBounds, number, readonly string[]])[] = [
      ['minimumAccuracy', 0, ['accuracy-minimum']],
      ['maximumAccuracy', 1, ['accuracy-maximum']],
      ['maximumSpread', 1, ['accuracy-spread']],
      ['classShareTolerance', 2, ['class-share-high', 'class-share-medium', 'class-share-low']],
      ['minimumProbability', 0, ['top-probability-minimum']],
      ['minimumMeanProbability', 0, ['top-probability-mean']],
      ['minimumTopProbability', 0, ['top-probability-maximum']],
    ]
    for (const [name, end, gates] of ends) {
      it(`that a ${name} of ${end} makes a matter of course`, () => {
        expect(namesWith({[name]: end})).to.deep.equal(namesWith({}).filter((gate) => !gates.includes(gate)))
      })
    }

    it('only at the very end: a maximumAccuracy of 0.9999 still finds a perfect model suspicious', () => {
      const perfect = metricsOf([
        [100, 0, 0],
        [0, 100, 0],
        [0, 0, 100],
      ])
      const input = {kind: 'training-file', train: perfect, test: perfect, classLabels} as const
      const failed = (maximumAccuracy: number): readonly string[] =>
        evaluateGates(input, {maximumAccuracy}).flatMap(({gate, passed}) => (passed ? [] : [gate]))
      expect(failed(0.9999)).to.deep.equal(['train-accuracy-maximum', 'test-accuracy-maximum'])
      expect(failed(1)).to.deep.equal([])
    })
  })

  it('finds a perfect model suspicious', () => {
    const perfect = metricsOf([
      [100, 0, 0],
      [0, 100, 0],
      [0, 0, 100],
    ])
    const gates = other(perfect, 1)
    expect(gates.filter(({passed}) => !passed).map(({gate}) => gate)).to.deep.equal(['accuracy-maximum'])
  })

  it('judges a file that holds one class only', () => {
    const gates = other(
      metricsOf([
        [0, 0, 0],
        [0, 50, 0],
        [0, 0, 0],
      ]),
    )
    expect(named(gates, 'class-share-medium')).to.include({passed: false, value: 50})
    expect(named(gates, 'class-share-low')).to.include({passed: false, value: 0})
  })

  it('names class gates by number when labels do not make distinct names', () => {
    const gates = evaluateGates({
      kind: 'other-file',
      metrics: good,
      trainingTestAccuracy: 0.88,
      classLabels: ['<= 1', '> 1', '>= 1'],
    })
    expect(gates.slice(3, 6).map(({gate}) => gate)).to.deep.equal(['class-share-0', 'class-share-1', 'class-share-2'])
  })

  it('refuses shares for another number of classes', () => {
    const evaluate = () =>
      evaluateGates(
        {kind: 'other-file', metrics: good, trainingTestAccuracy: 0.88, classLabels},
        {classShares: [0.5, 0.5]},
      )
    expect(evaluate).to.throw('classShares has 2 numbers, expected 3').with.property('code', 'GATES_INVALID')
  })

  it('never fails more gates when a bound is loosened', () => {
    const confusion = fc.array(fc.array(fc.integer({min: 0, max: 30}), {minLength: 3, maxLength: 3}), {
      minLength: 3,
      maxLength: 3,
    })
    const slack = fc.double({min: 0, max: 0.3, noNaN: true})
    fc.assert(
      fc.property(
        confusion.filter((rows) => rows.flat().some((each) => each > 0)),
        slack,
        (rows, looser) => {
          const input = {kind: 'other-file', metrics: metricsOf(rows), trainingTestAccuracy: 0.88, classLabels} as const
          const strict = evaluateGates(input)
          const loose = evaluateGates(input, {
            minimumAccuracy: defaultGateBounds.minimumAccuracy - looser,
            maximumAccuracy: defaultGateBounds.maximumAccuracy + looser,
            maximumSpread: defaultGateBounds.maximumSpread + looser,
            classShareTolerance: defaultGateBounds.classShareTolerance + looser,
            minimumProbability: defaultGateBounds.minimumProbability - looser,
            minimumMeanProbability: defaultGateBounds.minimumMeanProbability - looser,
            minimumTopProbability: defaultGateBounds.minimumTopProbability - looser,
          })
          // A gate that is loosened to its end is left out.
          const failed = loose.filter(({passed}) => !passed).map(({gate}) => gate)
          for (const gate of strict) if (gate.passed) expect(failed).not.to.include(gate.gate)
        },
      ),
    )
  })
})
