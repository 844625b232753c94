import {expect} from 'chai'
import fc from 'fast-check'
import {equalFrequencyCuts} from '../../src/lib/statistics/equal-frequency-cuts.js'
import {histogramEdges} from '../../src/lib/statistics/histogram-edges.js'
import {histogram} from '../../src/lib/statistics/histogram.js'
import {robustRange} from '../../src/lib/statistics/robust-range.js'
import golden from '../golden/exploration.json' with {type: 'json'}

const oneGroup = (values: Float64Array, edges: Float64Array) =>
  histogram(values, {edges, groups: new Int32Array(values.length), groupCount: 1})

const finite = fc.double({noNaN: true, noDefaultInfinity: true})

describe('histogram', () => {
  for (const {name, values, edges, histogram: expected} of golden.samples) {
    it(`equals numpy's histogram: ${name}`, () => {
      expect([...oneGroup(Float64Array.from(values), Float64Array.from(edges)).counts]).to.deep.equal(expected)
    })
  }

  it('counts by group what lies in the bins, below and above, and leaves out missing values and groups', () => {
    const counts = histogram(Float64Array.of(0, 1, 2, 2.5, -7, 9, NaN, 1), {
      edges: Float64Array.of(0, 1, 2),
      groups: Int32Array.of(0, 0, 0, 1, 1, 0, 0, -1),
      groupCount: 2,
    })
    expect([...counts.counts]).to.deep.equal([1, 2, 0, 0])
    expect([...counts.under]).to.deep.equal([0, 1])
    expect([...counts.over]).to.deep.equal([1, 1])
  })

  it('loses no number, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.array(finite, {minLength: 1}), fc.boolean(), (numbers, integer) => {
        const values = Float64Array.from(numbers, (value) => (integer ? Math.round(value) : value)).sort()
        const edges = histogramEdges(robustRange(values), {most: 20, integer})
        const {counts, under, over} = oneGroup(values, edges)
        expect([...counts, ...under, ...over].reduce((sum, count) => sum + count, 0)).to.equal(values.length)
      }),
    )
  })
})

describe('histogramEdges', () => {
  it('puts edges at round numbers that cover the range', () => {
    expect([...histogramEdges({low: 16.2, high: 98.7}, {most: 20, integer: false})]).to.deep.equal([
      15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100,
    ])
    expect([...histogramEdges({low: 0.1, high: 0.3}, {most: 4, integer: false})]).to.deep.equal([
      0.1, 0.15, 0.2, 0.25, 0.3,
    ])
  })

  it('puts each of a few whole numbers in the middle of a bin of its own', () => {
    expect([...histogramEdges({low: 0, high: 1}, {most: 20, integer: true})]).to.deep.equal([-0.5, 0.5, 1.5])
    expect([...histogramEdges({low: 3, high: 3}, {most: 20, integer: true})]).to.deep.equal([2.5, 3.5])
  })

  it('makes one bin for a constant, however large or small', () => {
    for (const value of [0, 5, -0.003, 1e300, 1e-300, 1e15 + 0.5]) {
      const edges = histogramEdges({low: value, high: value}, {most: 20, integer: false})
      expect(edges, `constant ${value}`).to.have.length(2)
      expect(value, `constant ${value}`).to.be.within(edges[0]!, edges[1]!)
    }
  })

  it('covers every range with ascending edges, about as many as asked for', () => {
    fc.assert(
      fc.property(finite, finite, fc.boolean(), (a, b, integer) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) => (integer ? Math.round(value) : value)) as [
          number,
          number,
        ]
        const edges = histogramEdges({low, high}, {most: 20, integer})
        expect(edges.length).to.be.within(2, 23)
        expect(edges[0]).to.be.at.most(low)
        expect(edges[edges.length - 1]).to.be.at.least(high)
        for (let index = 1; index < edges.length; index++) expect(edges[index]).to.be.above(edges[index - 1]!)
      }),
    )
  })
})

describe('robustRange', () => {
  it('shows all numbers when none lies far out', () => {
    expect(robustRange(Float64Array.of(1, 2, 3, 4, 10))).to.deep.equal({low: 1, high: 10})
  })

  it('leaves out what lies beyond the outer fences, and ends at the numbers that are left', () => {
    const values = Float64Array.from([...Array.from({length: 100}, (_, index) => index), -5000, 1e6]).sort()
    expect(robustRange(values)).to.deep.equal({low: 0, high: 99})
  })

  it('draws the line at three interquartile ranges', () => {
    const most = Array.from({length: 100}, (_, index) => index)
    expect(robustRange(Float64Array.from([...most, 400]))).to.deep.equal({low: 0, high: 99})
    expect(robustRange(Float64Array.from([...most, 220]))).to.deep.equal({low: 0, high: 220})
  })

  it('leaves in what lies a little outside: it squashes nothing', () => {
    const near = [15, 30, 40, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 60, 64, 70, 77]
    expect(robustRange(Float64Array.from(near))).to.deep.equal({low: 15, high: 77})
  })

  it('looks at the outer quantiles when the middle half is a single value', () => {
    const values = Float64Array.from({length: 1000}, (_, index) => (index < 900 ? 0 : index === 999 ? 1e6 : index))
    expect(robustRange(values)).to.deep.equal({low: 0, high: 994})
  })
})

describe('equalFrequencyCuts', () => {
  it('divides distinct numbers into equal parts', () => {
    const values = Float64Array.from({length: 100}, (_, index) => index)
    expect([...equalFrequencyCuts(values, {most: 4, least: 5})]).to.deep.equal([24, 49, 74, 99])
  })

  it('gives a frequent number its own bin and divides the rest', () => {
    const values = Float64Array.from({length: 1000}, (_, index) => (index < 900 ? 0 : index))
    const cuts = equalFrequencyCuts(values, {most: 6, least: 15})
    expect([...cuts]).to.deep.equal([0, 919, 939, 959, 979, 999])
  })

  it('keeps a rare number apart while its bin holds enough', () => {
    const values = Float64Array.from({length: 1000}, (_, index) => (index < 960 ? 0 : 1))
    expect([...equalFrequencyCuts(values, {most: 10, least: 15})]).to.deep.equal([0, 1])
    expect([...equalFrequencyCuts(values, {most: 10, least: 50})]).to.deep.equal([1])
  })

  it('makes bins that hold the least count asked for, and no more bins than asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({min: 0, max: 30}), {minLength: 1}),
        fc.integer({min: 1, max: 12}),
        (numbers, most) => {
          const values = Float64Array.from(numbers).sort()
          const least = Math.min(3, values.length)
          const cuts = equalFrequencyCuts(values, {most, least})
          expect(cuts.length).to.be.within(1, most)
          expect(cuts.at(-1)).to.equal(values.at(-1))
          let below = -Infinity
          for (const cut of cuts) {
            const held = values.filter((value) => value > below && value <= cut).length
            expect(held).to.be.at.least(least)
            below = cut
          }
        },
      ),
    )
  })

  it('has no cuts for no numbers', () => {
    expect(equalFrequencyCuts(new Float64Array(0), {most: 4, least: 1})).to.have.length(0)
  })
})
