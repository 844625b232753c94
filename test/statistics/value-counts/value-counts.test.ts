import {expect} from 'chai'
import fc from 'fast-check'
import {createNormal, createRandom} from '../../../src/lib/statistics/random.js'
import {coarsen, sameGrid} from '../../../src/lib/statistics/value-counts/coarsen.js'
import {countValues} from '../../../src/lib/statistics/value-counts/count-values.js'
import {expandValues} from '../../../src/lib/statistics/value-counts/expand-values.js'
import {dropLowBits} from '../../../src/lib/statistics/value-counts/mantissa-bits.js'
import {mergeValueCounts} from '../../../src/lib/statistics/value-counts/merge-value-counts.js'
import {ValueCounter} from '../../../src/lib/statistics/value-counts/value-counter.js'
import type {ValueCounts} from '../../../src/lib/statistics/value-counts/value-counts.js'

const empty = countValues(new Float64Array(0))

/** Ties, neighbours, both zeros, the smallest and the largest numbers. */
const number = fc.oneof(
  fc.integer({min: -20, max: 20}),
  fc.double({min: -2, max: 2, noNaN: true}),
  fc.double({noNaN: true, noDefaultInfinity: true}),
  fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE),
)
const sample = fc.array(number, {maxLength: 200}).map((values) => Float64Array.from(values))
const limit = fc.oneof(fc.integer({min: 1, max: 40}), fc.constant(Infinity))

/** chai's deep equality takes -0 and 0 apart, and so compares bit for bit. */
const same = (a: ValueCounts, b: ValueCounts): void => {
  expect(a).to.deep.equal(b)
}

const rounded = (values: Float64Array, droppedBits: number): Float64Array => {
  const copy = values.slice()
  dropLowBits(copy, droppedBits)
  return copy
}

describe('countValues', () => {
  it('lists each distinct value once, ascending, with how often it occurs', () => {
    const {values, counts, rows, droppedBits} = countValues(Float64Array.of(3, -1, 3, 0, -0, 3))
    expect([...values]).to.deep.equal([-1, 0, 3])
    expect([...counts]).to.deep.equal([1, 2, 3])
    expect({rows, droppedBits}).to.deep.equal({rows: 6, droppedBits: 0})
  })

  it('has nothing for nothing', () => {
    expect(empty.values.length).to.equal(0)
    expect(empty.rows).to.equal(0)
  })

  it('leaves the values it was given as they were', () => {
    const values = Float64Array.of(2.7, -0, 1)
    countValues(values, 1)
    expect([...values]).to.deep.equal([2.7, -0, 1])
  })

  it('rounds towards zero, on both sides of it', () => {
    const {values, droppedBits} = countValues(Float64Array.of(-1.75, -1.5, -1.25, -1, 1, 1.25, 1.5, 1.75), 4)
    expect([...values]).to.deep.equal([-1.5, -1, 1, 1.5])
    expect(droppedBits).to.equal(51)
  })

  it('drops bits of the exponent where those of the mantissa are not enough', () => {
    const powers = Float64Array.from({length: 2_000}, (_, index) => 2 ** (index - 1_000))
    const {values, droppedBits} = countValues(powers, 10)
    expect(droppedBits).to.be.greaterThan(52)
    expect(values.length).to.be.within(5, 10)
    expect(countValues(Float64Array.of(-1e300, 1, 1e300), 1).values).to.deep.equal(Float64Array.of(0))
  })

  it('keeps 32,768 distinct values and rounds 100,000 normal ones by less than a thousandth', () => {
    const normal = createNormal(createRandom('counts'))
    const values = Float64Array.from({length: 100_000}, normal)
    expect(countValues(values.subarray(0, 32_768)).droppedBits).to.equal(0)
    const counted = countValues(values)
    expect(counted.values.length).to.be.within(16_384, 32_768)
    expect(2 ** (counted.droppedBits - 52)).to.be.lessThan(1e-3)
  })

  it('drops as few bits as the limit needs', () => {
    fc.assert(
      fc.property(sample, limit, (values, most) => {
        const {droppedBits, values: distinct} = countValues(values, most)
        expect(distinct.length).to.be.at.most(most)
        expect(new Set(rounded(values, droppedBits)).size).to.equal(distinct.length)
        if (droppedBits > 0) expect(new Set(rounded(values, droppedBits - 1)).size).to.be.greaterThan(most)
      }),
    )
  })

  it('does not depend on the order of the values', () => {
    fc.assert(
      fc.property(sample, limit, (values, most) => {
        same(countValues(values.toReversed(), most), countValues(values, most))
      }),
    )
  })
})

describe('ValueCounter', () => {
  it('gives for a stream in pieces what counting at once gives', () => {
    fc.assert(
      fc.property(fc.array(sample, {maxLength: 6}), limit, (pieces, most) => {
        const counter = new ValueCounter(most)
        for (const piece of pieces) counter.add(piece)
        same(counter.finish(), countValues(Float64Array.from(pieces.flatMap((piece) => [...piece])), most))
      }),
    )
  })

  it('gives the same for more values than its first table has room for', () => {
    const normal = createNormal(createRandom('stream'))
    const values = Float64Array.from({length: 50_000}, normal)
    for (const most of [300, 32_768, Infinity]) {
      const counter = new ValueCounter(most)
      for (let start = 0; start < values.length; start += 777) counter.add(values.subarray(start, start + 777))
      const counted = counter.finish()
      same(coarsen(countValues(values, Infinity), counted.droppedBits), counted)
      expect(counted.values.length).to.be.at.most(most)
    }
  })

  it('keeps all of two million numbers without a limit, in whatever pieces they come', () => {
    const random = createRandom('many')
    const values = Float64Array.from({length: 2_200_000}, () => Math.floor(random() * 300_000) / 7)
    const counter = new ValueCounter(Infinity)
    for (let start = 0; start < values.length; start += 99_999) counter.add(values.subarray(start, start + 99_999))
    same(counter.finish(), countValues(values, Infinity))
  })

  it('can be read before the end of the stream', () => {
    const counter = new ValueCounter(2)
    counter.add(Float64Array.of(1, 2))
    same(counter.finish(), countValues(Float64Array.of(1, 2)))
    counter.add(Float64Array.of(2.5))
    same(counter.finish(), countValues(Float64Array.of(1, 2, 2.5), 2))
  })
})

describe('mergeValueCounts', () => {
  it('gives for parts, in any split and order, what counting the whole gives', () => {
    fc.assert(
      fc.property(fc.array(sample, {maxLength: 6}), limit, (parts, most) => {
        const whole = countValues(Float64Array.from(parts.flatMap((part) => [...part])), most)
        const counted = parts.map((part) => countValues(part, most))
        same(
          counted.reduce((a, b) => mergeValueCounts(a, b, most), empty),
          whole,
        )
        same(
          counted.reduceRight((a, b) => mergeValueCounts(a, b, most), empty),
          whole,
        )
      }),
    )
  })

  it('changes nothing when one part is empty', () => {
    const part = countValues(Float64Array.of(1, 2, 2))
    same(mergeValueCounts(part, empty), part)
    same(mergeValueCounts(empty, part), part)
  })
})

describe('coarsen', () => {
  it('counts the rounded values', () => {
    fc.assert(
      fc.property(sample, fc.integer({min: 0, max: 63}), (values, droppedBits) => {
        const coarse = coarsen(countValues(values, Infinity), droppedBits)
        same(coarse, {...countValues(rounded(values, droppedBits), Infinity), droppedBits})
      }),
    )
  })

  it('nests: in two steps as in one', () => {
    const bits = fc.integer({min: 0, max: 63})
    fc.assert(
      fc.property(sample, bits, bits, (values, some, more) => {
        const counted = countValues(values, Infinity)
        same(coarsen(coarsen(counted, some), more), coarsen(counted, Math.max(some, more)))
      }),
    )
  })

  it('puts two samples on the coarser grid of both', () => {
    const fine = countValues(Float64Array.of(1, 1.25, 1.5))
    const coarse = countValues(Float64Array.of(1, 1.25, 1.5), 2)
    const [a, b] = sameGrid(fine, coarse)
    same(a, b)
    expect(b).to.equal(coarse)
    same(sameGrid(coarse, fine)[1], coarse)
  })
})

describe('expandValues', () => {
  it('gives the sorted values back where nothing was rounded', () => {
    fc.assert(
      fc.property(sample, (values) => {
        expect(expandValues(countValues(values))).to.deep.equal(values.map((value) => value + 0).sort())
      }),
    )
  })
})
