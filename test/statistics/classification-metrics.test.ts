import {expect} from 'chai'
import fc from 'fast-check'
import {classificationMetrics} from '../../src/lib/statistics/classification-metrics.js'
import golden from '../golden/classification-metrics.json' with {type: 'json'}

interface GoldenCase {
  name: string
  classes: (string | number)[]
  y_true: (string | number)[]
  proba: number[][]
  roc_auc: number | null
  f1_macro: number
  f1_per_class: number[]
  accuracy: number
  confusion_matrix: number[][]
  log_loss: number
  brier_multiclass: number
  ece_top_label_10: number
  brier_binary?: number
}

/** Labels with softmax-like probabilities for them. */
const predictions = fc.tuple(fc.integer({min: 2, max: 5}), fc.integer({min: 1, max: 60})).chain(([classes, rows]) =>
  fc.record({
    classes: fc.constant(classes),
    labels: fc.array(fc.nat(classes - 1), {minLength: rows, maxLength: rows}).map((codes) => Int32Array.from(codes)),
    probabilities: fc
      .array(fc.integer({min: 1, max: 20}), {minLength: rows * classes, maxLength: rows * classes})
      .map((weights) => normalised(weights, classes)),
  }),
)

function normalised(weights: readonly number[], classes: number): Float64Array {
  return Float64Array.from(weights, (weight, index) => {
    const row = Math.floor(index / classes) * classes
    return weight / weights.slice(row, row + classes).reduce((sum, each) => sum + each, 0)
  })
}

describe('classificationMetrics', () => {
  for (const expected of golden.cases as unknown as GoldenCase[]) {
    const classes = expected.classes.length
    const labels = Int32Array.from(expected.y_true, (value) => expected.classes.indexOf(value))
    const flat = expected.proba.flat()

    it(`agrees with scikit-learn on: ${expected.name}`, () => {
      const metrics = classificationMetrics({labels, probabilities: Float64Array.from(flat), classes})
      expect(metrics.accuracy).to.be.closeTo(expected.accuracy, 1e-12)
      expect(metrics.macroF1).to.be.closeTo(expected.f1_macro, 1e-12)
      expect(metrics.logLoss).to.be.closeTo(expected.log_loss, 1e-12)
      expect(metrics.brierScore).to.be.closeTo(expected.brier_multiclass, 1e-12)
      expect(metrics.calibrationError).to.be.closeTo(expected.ece_top_label_10, 1e-12)
      expect(metrics.confusion).to.deep.equal(expected.confusion_matrix)
      if (expected.roc_auc === null) expect(metrics.rocAuc).to.equal(null)
      else expect(metrics.rocAuc).to.be.closeTo(expected.roc_auc, 1e-12)
      for (const [code, each] of metrics.perClass.entries()) {
        expect(each.f1, `F1 of class ${code}`).to.be.closeTo(expected.f1_per_class[code]!, 1e-12)
      }
      if (expected.brier_binary !== undefined)
        expect(metrics.brierScore / 2).to.be.closeTo(expected.brier_binary, 1e-12)
    })

    it(`hardly changes when the probabilities are float32: ${expected.name}`, () => {
      const exact = classificationMetrics({labels, probabilities: Float64Array.from(flat), classes})
      const rounded = classificationMetrics({labels, probabilities: Float32Array.from(flat), classes})
      expect(rounded.accuracy).to.equal(exact.accuracy)
      expect(rounded.rocAuc).to.equal(exact.rocAuc)
      expect(rounded.brierScore).to.be.closeTo(exact.brierScore, 1e-6)
      expect(rounded.topProbability.mean).to.be.closeTo(exact.topProbability.mean, 1e-6)
    })
  }

  it('has an accuracy that is the trace of the confusion matrix over the rows, and counts every row once', () => {
    fc.assert(
      fc.property(predictions, (input) => {
        const {accuracy, confusion, rows, perClass, reliability} = classificationMetrics(input)
        const trace = confusion.reduce((sum, counts, code) => sum + counts[code]!, 0)
        expect(accuracy).to.equal(trace / input.labels.length)
        expect(confusion.flat().reduce((sum, count) => sum + count, 0)).to.equal(rows)
        expect(perClass.reduce((sum, each) => sum + each.support, 0)).to.equal(rows)
        expect(perClass.reduce((sum, each) => sum + each.predicted, 0)).to.equal(rows)
        expect(reliability.reduce((sum, bin) => sum + bin.rows, 0)).to.equal(rows)
      }),
    )
  })

  it('keeps each figure within its bounds', () => {
    fc.assert(
      fc.property(predictions, (input) => {
        const metrics = classificationMetrics(input)
        expect(metrics.brierScore).to.be.within(0, 2)
        expect(metrics.calibrationError).to.be.within(0, 1)
        expect(metrics.logLoss).to.be.at.least(0)
        if (metrics.rocAuc !== null) expect(metrics.rocAuc).to.be.within(0, 1)
        const {minimum, mean, maximum} = metrics.topProbability
        expect(minimum).to.be.at.least(1 / input.classes - 1e-12)
        expect(mean).to.be.within(minimum - 1e-12, maximum + 1e-12)
        expect(maximum).to.be.at.most(1)
      }),
    )
  })

  it('does not depend on the order of the rows, ties or not', () => {
    fc.assert(
      fc.property(predictions, (input) => {
        const {labels, probabilities, classes} = input
        const rows = labels.length
        const reversed = classificationMetrics({
          labels: labels.slice().reverse(),
          probabilities: probabilities.map((_, index) => {
            return probabilities[(rows - 1 - Math.floor(index / classes)) * classes + (index % classes)]!
          }),
          classes,
        })
        const forward = classificationMetrics(input)
        expect(reversed.rocAuc).to.equal(forward.rocAuc)
        expect(reversed.confusion).to.deep.equal(forward.confusion)
        expect(reversed.calibrationError).to.be.closeTo(forward.calibrationError, 1e-12)
      }),
    )
  })

  it('is perfect for a model that is always sure and right', () => {
    const labels = Int32Array.of(0, 1, 2, 0)
    const probabilities = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0)
    const metrics = classificationMetrics({labels, probabilities, classes: 3})
    expect(metrics).to.include({accuracy: 1, macroF1: 1, brierScore: 0, rocAuc: 1, calibrationError: 0})
    expect(metrics.logLoss).to.be.below(1e-15)
    expect(metrics.perClass[0]).to.deep.equal({precision: 1, recall: 1, f1: 1, support: 2, predicted: 2})
  })

  it('has no ROC AUC and zeros instead of NaN when all rows are of one class', () => {
    const labels = Int32Array.of(1, 1)
    const metrics = classificationMetrics({labels, probabilities: Float64Array.of(0.2, 0.8, 0.6, 0.4), classes: 2})
    expect(metrics.rocAuc).to.equal(null)
    expect(metrics.accuracy).to.equal(0.5)
    expect(metrics.perClass[0]).to.deep.equal({precision: 0, recall: 0, f1: 0, support: 0, predicted: 1})
  })

  it('refuses to measure no rows', () => {
    const measure = () =>
      classificationMetrics({labels: new Int32Array(), probabilities: new Float32Array(), classes: 3})
    expect(measure).to.throw('no labelled rows').with.property('code', 'DATA_EMPTY')
  })

  it('names the row and the class of a probability that is NaN', () => {
    const probabilities = Float32Array.of(0.5, 0.5, 0.25, NaN)
    const measure = () => classificationMetrics({labels: Int32Array.of(0, 1), probabilities, classes: 2})
    expect(measure).to.throw('class 1 in row 2 is NaN').with.property('code', 'MODEL_INVALID')
  })

  it('names the row without a label', () => {
    const probabilities = Float32Array.of(0.5, 0.5, 0.25, 0.75)
    const measure = () => classificationMetrics({labels: Int32Array.of(0, -1), probabilities, classes: 2})
    expect(measure).to.throw('Row 2 has the class code -1').with.property('code', 'DATA_INVALID')
  })

  it('refuses probabilities of another shape than the labels', () => {
    const measure = () =>
      classificationMetrics({labels: Int32Array.of(0), probabilities: Float32Array.of(1), classes: 2})
    expect(measure).to.throw('1 probabilities for 1 rows and 2 classes').with.property('code', 'DATA_INVALID')
  })
})
