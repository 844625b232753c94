import {expect} from 'chai'
import fc from 'fast-check'
import {quantile} from '../../../src/lib/statistics/quantile.js'
import {createNormal, createRandom} from '../../../src/lib/statistics/random.js'
import {countValues} from '../../../src/lib/statistics/value-counts/count-values.js'
import {histogramOfCounts} from '../../../src/lib/statistics/value-counts/histogram-of-counts.js'
import {meanOf} from '../../../src/lib/statistics/value-counts/mean-of-counts.js'
import {quantileOf} from '../../../src/lib/statistics/value-counts/quantile-of-counts.js'

const numbers = fc
  .array(fc.oneof(fc.integer({min: -9, max: 9}), fc.double({noNaN: true, noDefaultInfinity: true})), {minLength: 1})
  .map((values) => Float64Array.from(values, (value) => value + 0))
const empty = countValues(new Float64Array(0))
const sum = (shares: readonly number[]): number => shares.reduce((total, share) => total + share, 0)

describe('quantileOf', () => {
  it('is to the last bit the quantile of the rows', () => {
    fc.assert(
      fc.property(numbers, fc.double({min: 0, max: 1, noNaN: true}), (values, probability) => {
        expect(quantileOf(countValues(values), probability)).to.equal(quantile(values.slice().sort(), probability))
      }),
    )
  })

  it('is NaN without rows', () => {
    expect(quantileOf(empty, 0.5)).to.be.NaN
  })
})

describe('meanOf', () => {
  it('is the mean', () => {
    expect(meanOf(countValues(Float64Array.of(1, 2, 2, 7)))).to.equal(3)
    expect(meanOf(empty)).to.be.NaN
  })

  it('keeps small numbers beside large ones that cancel', () => {
    expect(meanOf(countValues(Float64Array.of(1e17, 3, -1e17, 1)))).to.equal(1)
  })

  it('is finite where the sum overflows', () => {
    expect(meanOf(countValues(Float64Array.of(1.5e308, 1.5e308)))).to.equal(1.5e308)
  })
})

describe('histogramOfCounts', () => {
  const normal = createNormal(createRandom('histogram'))
  const draw = (rows: number, shift = 0): Float64Array => Float64Array.from({length: rows}, () => normal() + shift)

  it('has about 20 bins at round numbers that hold all rows of both samples', () => {
    const {edges, reference, current} = histogramOfCounts(countValues(draw(1_500)), countValues(draw(200, 1)))
    expect(edges.length).to.be.within(11, 22)
    expect(edges[1]! - edges[0]!).to.be.oneOf([0.25, 0.5])
    expect(sum(reference)).to.be.closeTo(1, 1e-12)
    expect(sum(current)).to.be.closeTo(1, 1e-12)
  })

  it('shows a small sample where it lies, beside a large one', () => {
    const {edges} = histogramOfCounts(countValues(draw(20_000)), countValues(draw(20, 30)))
    expect(edges[0]).to.be.within(-6, -2)
    expect(edges.at(-1)).to.be.within(30, 35)
  })

  it('is not stretched by outliers, which are counted in the outer bins', () => {
    const reference = countValues(draw(1_500))
    const {edges, current} = histogramOfCounts(reference, countValues(Float64Array.of(...draw(19), 1e6)))
    expect(edges.at(-1)).to.be.lessThan(10)
    expect(current.at(-1)).to.be.at.least(0.05)
  })

  it('gives each of a few whole numbers its own bin', () => {
    const grades = countValues(Float64Array.of(1, 2, 2, 3, 5))
    const {edges, reference} = histogramOfCounts(grades, grades)
    expect(edges).to.deep.equal([0.5, 1.5, 2.5, 3.5, 4.5, 5.5])
    expect(reference).to.deep.equal([0.2, 0.4, 0.2, 0, 0.2])
  })

  it('has one bin for a constant, and for nothing', () => {
    const constant = countValues(Float64Array.of(0.3, 0.3))
    expect(histogramOfCounts(constant, empty).reference).to.deep.equal([1])
    expect(histogramOfCounts(constant, empty).current).to.deep.equal([0])
    expect(histogramOfCounts(empty, empty)).to.deep.equal({edges: [0, 1], reference: [0], current: [0]})
  })

  it('holds all rows of any two samples', () => {
    fc.assert(
      fc.property(numbers, numbers, (before, now) => {
        const {edges, reference, current} = histogramOfCounts(countValues(before), countValues(now))
        expect(edges.every((edge, index) => index === 0 || edge > edges[index - 1]!)).to.equal(true)
        expect(sum(reference)).to.be.closeTo(1, 1e-9)
        expect(sum(current)).to.be.closeTo(1, 1e-9)
      }),
    )
  })
})
