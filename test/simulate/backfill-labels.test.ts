import {expect} from 'chai'
import {accuracyOf, LabelsUnderWay, rowsBefore, unlabelled} from '../../src/lib/simulate/backfill-labels.js'

/** Share of the known answers that were right. */
function accuracyAt(labels: LabelsUnderWay, month: number, fraction: number): number | null {
  const known = labels.knownAt(month, fraction)
  return known && known.right / known.labels
}

describe('Labels that are under way', () => {
  it('are not known before the months of the delay are over', () => {
    const labels = new LabelsUnderWay(2)
    for (let month = 0; month < 2; month++) labels.add(Uint8Array.of(1, 1, 0, 0))
    expect(accuracyAt(labels, 0, 1)).to.equal(null)
    expect(accuracyAt(labels, 1, 1)).to.equal(null)
  })

  it('come at the same place of the month as their rows', () => {
    const labels = new LabelsUnderWay(1)
    labels.add(Uint8Array.of(1, 1, 0, 0))
    labels.add(Uint8Array.of(0, 0, 0, 0))
    expect(accuracyAt(labels, 1, 0.1)).to.equal(null)
    expect(accuracyAt(labels, 1, 0.125)).to.equal(1)
    expect(accuracyAt(labels, 1, 0.625)).to.equal(2 / 3)
    expect(accuracyAt(labels, 1, 1)).to.equal(0.5)
  })

  it('count with all that came before', () => {
    const labels = new LabelsUnderWay(1)
    for (const outcomes of [[1, 1, 1, 1], [0, 0], [1]]) labels.add(Uint8Array.from(outcomes))
    expect(accuracyAt(labels, 1, 1)).to.equal(1)
    expect(labels.knownAt(2, 1)).to.deep.equal({labels: 6, right: 4})
  })

  it('come at once without a delay', () => {
    const labels = new LabelsUnderWay(0)
    labels.add(Uint8Array.of(1, 0))
    expect(accuracyAt(labels, 0, 0.5)).to.equal(1)
    expect(accuracyAt(labels, 0, 1)).to.equal(0.5)
  })

  it('never come without a delay in months', () => {
    const labels = new LabelsUnderWay(null)
    labels.add(Uint8Array.of(1))
    expect(accuracyAt(labels, 0, 1)).to.equal(null)
  })

  it('are not counted where there are none', () => {
    expect(accuracyOf(Uint8Array.of(1, unlabelled, 0, unlabelled))).to.equal(0.5)
    expect(accuracyOf(Uint8Array.of(unlabelled))).to.equal(null)
  })
})

describe('The rows of a month', () => {
  it('come evenly, each in the middle of its part', () => {
    expect([0, 0.124, 0.125, 0.5, 0.874, 0.875, 1].map((part) => rowsBefore(4, part))).to.deep.equal([
      0, 0, 1, 2, 3, 4, 4,
    ])
  })

  it('are none where there are none', () => {
    expect(rowsBefore(0, 1)).to.equal(0)
  })
})
