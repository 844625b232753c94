import {expect} from 'chai'
import fc from 'fast-check'
import type {GateBounds} from '../../src/lib/dataset/description.js'
import type {GateInput} from '../../src/lib/model/gate-input.js'
import {evaluateGates} from '../../src/lib/model/gates.js'
import type {ClassificationMetrics} from '../../src/lib/statistics/classification-metrics.js'
import {answeredLow, metricsOf} from './confusion-metrics.js'

const classLabels = ['high', 'medium', 'low']

/** Two classes, `right` of `rows` answers right in each; sure enough for the gates on probability. */
const twoClasses = (right: number, rows = 100): ClassificationMetrics =>
  metricsOf([
    [right, rows - right],
    [rows - right, right],
  ])

const trained = (train: ClassificationMetrics, test: ClassificationMetrics): GateInput => ({
  kind: 'training-file',
  train,
  test,
  classLabels: train.perClass.length === 2 ? ['no', 'yes'] : classLabels,
})

const other = (metrics: ClassificationMetrics, trainingTestAccuracy = 0.9): GateInput => ({
  kind: 'other-file',
  metrics,
  trainingTestAccuracy,
  classLabels: metrics.perClass.length === 2 ? ['no', 'yes'] : classLabels,
})

/** Each distinct advice, with the gates that it is for. */
function adviceOn(input: GateInput, bounds: GateBounds = {}): {readonly gates: string[]; readonly text: string}[] {
  const byText = new Map<string, string[]>()
  for (const {gate, passed, advice} of evaluateGates(input, bounds)) {
    if (!passed) byText.set(advice, [...(byText.get(advice) ?? []), gate])
  }
  return Array.from(byText, ([text, gates]) => ({gates, text}))
}

describe('the advice on failed gates', () => {
  it('is one when accuracy and spread fail because the world has moved', () => {
    const advice = adviceOn(other(twoClasses(800, 1000), 0.88))
    expect(advice).to.deep.equal([
      {
        gates: ['accuracy-minimum', 'accuracy-spread'],
        text: 'Right on 80.0 % of these rows, on 88.0 % of unseen ones when it was made: the world has moved. Find what changed with mlops explore, then train on newer rows and compare.',
      },
    ])
  })

  it('says that the world has moved only when the accuracy is clearly lower than at training', () => {
    const text = (then: number): string => adviceOn(other(twoClasses(840, 1000), then))[0]!.text
    expect(text(0.88)).to.include('the world has moved')
    expect(text(0.853)).to.include('not clearly less than the 85.3 % when it was made')
    expect(text(0.84)).to.include('It was no better when it was made')
  })

  it('asks for more rows when so few cannot tell', () => {
    expect(adviceOn(other(twoClasses(8, 10)))[0]).to.deep.equal({
      gates: ['accuracy-minimum', 'accuracy-spread'],
      text: 'Right on 80.0 % of these rows, not clearly less than the 90.0 % when it was made: 20 rows leave anything from 0.584 to 0.919 open, so validate on more rows first.',
    })
    const close = adviceOn(other(twoClasses(84), 0.86))[0]!
    expect(close.text).to.include('It may be chance: 200 rows leave anything from 0.783 to 0.884 open.')
  })

  it('is one when accuracy and spread fail because the rows are easier', () => {
    const advice = adviceOn(other(twoClasses(99), 0.88))
    expect(advice.map(({gates}) => gates)).to.deep.equal([['accuracy-maximum', 'accuracy-spread']])
    expect(advice[0]!.text).to.include('was it trained on some of these rows?').and.include('mlops explore')
    expect(adviceOn(other(twoClasses(94), 0.88))[0]!.text).to.match(/make sure that it was not trained on/)
  })

  it('is one when train and test accuracy are too low', () => {
    const [advice, ...more] = adviceOn(trained(twoClasses(70), twoClasses(69)))
    expect(more).to.deep.equal([])
    expect(advice!.gates).to.deep.equal(['train-accuracy-minimum', 'test-accuracy-minimum'])
    expect(advice!.text).to.equal(
      'It has learned too little: right on 70.0 % of the rows it learned from and 69.0 % of new ones. Try more --epochs or larger --hidden, less --dropout, or features that tell more.',
    )
  })

  it('doubts the label when the model is hardly better than naming the most frequent class', () => {
    const {text} = adviceOn(trained(twoClasses(53), twoClasses(50)))[0]!
    expect(text).to.include('where naming the most frequent class always would be right on 50.0 %')
    expect(text).to.include('--target')
  })

  it('is one when a model that has learned too little favours a class and is not sure', () => {
    const unsure = metricsOf(
      [
        [40, 60, 0],
        [0, 100, 0],
        [0, 60, 40],
      ],
      [0.35, 0.5],
    )
    const [advice, ...more] = adviceOn(trained(unsure, unsure))
    expect(more).to.deep.equal([])
    expect(advice!.gates).to.have.length(8)
    expect(advice!.text).to.match(/It favours medium and neglects high and low\.$/)
  })

  it('is one when train and test accuracy are too high, and blames no training rows while test is as good', () => {
    const advice = adviceOn(trained(twoClasses(978, 1000), twoClasses(950, 1000)))
    expect(advice.map(({gates}) => gates)).to.deep.equal([['train-accuracy-maximum', 'test-accuracy-maximum']])
    expect(advice[0]!.text).to.include('a column that gives the label away').and.include('maximumAccuracy')
    expect(advice[0]!.text).not.to.include('by heart')
  })

  it('says that rows were learned by heart when the spread gate says so, once', () => {
    const advice = adviceOn(trained(twoClasses(98), twoClasses(80)))
    expect(advice).to.deep.equal([
      {
        gates: ['train-accuracy-maximum', 'test-accuracy-minimum', 'accuracy-spread'],
        text: 'It knows the rows it learned from by heart (98.0 % right) and new ones less well (80.0 %): more rows, more --dropout, smaller --hidden or fewer --epochs.',
      },
    ])
  })

  it('does not ask for more and less dropout at once', () => {
    const [advice, ...more] = adviceOn(trained(twoClasses(80), twoClasses(70)))
    expect(more).to.deep.equal([])
    expect(advice!.gates).to.deep.equal(['train-accuracy-minimum', 'test-accuracy-minimum', 'accuracy-spread'])
    expect(advice!.text).to.include('it needs more rows').and.not.include('--dropout')
  })

  it('says that a test split is easier than the rows learned from', () => {
    expect(adviceOn(trained(twoClasses(86), twoClasses(92)))[0]!.text).to.include('The test rows happen to be easier')
  })

  it('names all classes at once when the rows are not shared out as agreed, and what they are', () => {
    const moved = metricsOf([
      [215, 0, 0],
      [0, 570, 0],
      [0, 0, 715],
    ])
    expect(adviceOn(other(moved, 1), {maximumAccuracy: 1})).to.deep.equal([
      {
        gates: ['class-share-high', 'class-share-low'],
        text: 'The classes are not as frequent as agreed: 215 rows truly are high (500 expected) and 715 truly are low (500 expected). No accurate model can pass; agree other shares, classShares in the data package, such as [0.14, 0.38, 0.48].',
      },
    ])
  })

  it('names all classes at once that the model favours or neglects', () => {
    expect(adviceOn(other(answeredLow(715)))).to.deep.equal([
      {
        gates: ['class-share-medium', 'class-share-low'],
        text: 'The model favours low (715 answers, 43 % above the expected 500, 500 rows truly are of it) and neglects medium (285 answers, 43 % below the expected 500, 500 rows truly are of it). Train on newer rows, or agree other shares (classShares in the data package).',
      },
    ])
  })

  it('does not advise newer rows on the rows that the model was just made from', () => {
    const [advice] = adviceOn(trained(answeredLow(615), answeredLow(615)), {classShareTolerance: 0.1})
    expect(advice!.text).to.include('Use more --epochs or more rows, or agree other shares')
  })

  it('names a few of many classes', () => {
    const classes = Array.from({length: 12}, (_, code) => `class ${code}`)
    const counts = classes.map((_, truth) => classes.map((__, code) => (truth !== code ? 0 : truth < 6 ? 90 : 10)))
    const input = {
      kind: 'other-file',
      metrics: metricsOf(counts),
      trainingTestAccuracy: 1,
      classLabels: classes,
    } as const
    const {text} = adviceOn(input, {maximumAccuracy: 1})[0]!
    expect(text).to.match(/: 90 rows truly are class 0 \(50 expected\), .*class 3 \(50 expected\) and 8 more\. /)
    expect(text).to.not.include('such as')
  })

  it('is there for every failed gate, on one line', () => {
    const counts = (classes: number): fc.Arbitrary<number[][]> =>
      fc.array(fc.array(fc.integer({min: 0, max: 40}), {minLength: classes, maxLength: classes}), {
        minLength: classes,
        maxLength: classes,
      })
    const figures = counts(3)
      .filter((rows) => rows.flat().some((each) => each > 0))
      .chain((rows) => fc.tuple(fc.constant(rows), fc.constantFrom([0.35], [0.5, 0.9], [0.999])))
      .map(([rows, sure]) => metricsOf(rows, sure))
    const share = fc.double({min: 0, max: 1, noNaN: true})
    const bounds = fc
      .record({minimumAccuracy: share, maximumAccuracy: share, maximumSpread: share, classShareTolerance: share})
      .filter(({minimumAccuracy, maximumAccuracy}) => minimumAccuracy < maximumAccuracy)
    fc.assert(
      fc.property(figures, figures, share, bounds, (one, two, then, agreed) => {
        for (const input of [trained(one, two), other(one, then)]) {
          for (const {passed, advice, gate} of evaluateGates(input, agreed)) {
            expect(advice === '', gate).to.equal(passed)
            expect(advice).to.match(/^$|^[A-Z].*[.)]$/)
          }
        }
      }),
      {numRuns: 300},
    )
  })
})
