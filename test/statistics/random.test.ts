import {expect} from 'chai'
import fc from 'fast-check'
import {createNormal, createRandom, portableLog, shuffle} from '../../src/lib/statistics/random.js'

describe('createRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const draw = (seed: number | string) => Array.from({length: 5}, createRandom(seed))
    expect(draw(42)).to.deep.equal(draw(42))
    expect(draw(42)).to.not.deep.equal(draw(43))
    expect(draw('42/1')).to.not.deep.equal(draw('42/2'))
  })

  it('never changes what a seed means: files and models depend on it', () => {
    const random = createRandom(42)
    expect([random(), random(), random()]).to.deep.equal([0.2984023780940174, 0.2806144255538382, 0.6665031535463642])
  })

  it('spreads evenly over [0, 1)', () => {
    const random = createRandom(1)
    const bins = new Array<number>(100).fill(0)
    for (let draw = 0; draw < 100_000; draw++) bins[Math.floor(random() * 100)]! += 1
    const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    // 99 degrees of freedom: 0.001 % of even samples lie above 175, and as many below 47.
    expect(chiSquare).to.be.within(47, 175)
  })

  it('gives unrelated streams for neighbouring seeds', () => {
    const first = Array.from({length: 20_000}, (_unused, seed) => createRandom(seed)())
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length
    const lag = first.slice(1).reduce((sum, value, index) => sum + (value - mean) * (first[index]! - mean), 0)
    expect(Math.abs((lag / first.length) * 12)).to.be.lessThan(0.03)
  })
})

describe('createNormal', () => {
  it('has mean 0, variance 1 and the tails of a normal distribution', () => {
    const normal = createNormal(createRandom(3))
    const values = Array.from({length: 200_000}, normal)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length
    expect(mean).to.be.closeTo(0, 0.01)
    expect(variance).to.be.closeTo(1, 0.015)
    expect(beyondTwo).to.be.closeTo(0.0455, 0.0025)
  })
})

describe('portableLog', () => {
  it('agrees with Math.log to the last digit or the one before', () => {
    fc.assert(
      fc.property(fc.double({min: 1e-300, max: 1e300, noNaN: true}), (x) => {
        expect(portableLog(x)).to.be.closeTo(Math.log(x), 4e-16 * Math.max(1, Math.abs(Math.log(x))))
      }),
    )
  })
})

describe('shuffle', () => {
  it('keeps every value', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: -1e9, max: 1e9})), fc.integer(), (values, seed) => {
        const shuffled = Int32Array.from(values)
        shuffle(shuffled, createRandom(seed))
        expect([...shuffled].sort((a, b) => a - b)).to.deep.equal([...values].sort((a, b) => a - b))
      }),
    )
  })

  it('puts each value in each place equally often', () => {
    const random = createRandom(5)
    const firsts = [0, 0, 0, 0]
    for (let run = 0; run < 8000; run++) {
      const values = Int32Array.of(0, 1, 2, 3)
      shuffle(values, random)
      firsts[values[0]!]! += 1
    }
    for (const count of firsts) expect(count).to.be.within(1800, 2200)
  })
})
