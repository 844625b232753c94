import {expect} from 'chai'
import {nextOverlaps, type Recurrence} from '../../../src/lib/statistics/two-sample/recurrence-overlaps.js'

/** Centers and lengths of Legendre's polynomials, with some lengths multiplied. */
function overlapsAfter(steps: number, shrink: (step: number) => number): Float64Array {
  const recurrence: Recurrence = {centers: [], lengths: [0], overlaps: [Float64Array.of(1)]}
  for (let step = 1; step <= steps; step++) {
    recurrence.centers.push(0)
    recurrence.lengths.push((shrink(step) * step) / Math.sqrt(4 * step * step - 1))
    recurrence.overlaps.push(nextOverlaps(recurrence))
  }
  return recurrence.overlaps.at(-1)!
}

describe('nextOverlaps', () => {
  it('stays at rounding where nothing cancels, and is 1 with the new one itself', () => {
    const overlaps = overlapsAfter(16, () => 1)
    expect(overlaps).to.have.length(17)
    expect(overlaps.at(-1)).to.equal(1)
    expect(Math.max(...overlaps.subarray(0, -1).map(Math.abs))).to.be.below(3e-14)
  })

  it('grows where a step leaves next to nothing', () => {
    const overlaps = overlapsAfter(16, (step) => (step === 8 ? 1e-5 : 1))
    expect(Math.max(...overlaps.subarray(0, -1).map(Math.abs))).to.be.above(1e-11)
  })
})
