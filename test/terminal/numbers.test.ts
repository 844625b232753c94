import {expect} from 'chai'
import {formatChosenPercent} from '../../src/lib/numbers.js'
import {
  formatCount,
  formatCountOf,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPValue,
} from '../../src/lib/terminal/numbers.js'

describe('formatNumber', () => {
  for (const [value, text] of [
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [0.123456, '0.1235'],
    [12.3456, '12.35'],
    [123.456, '123.5'],
    [1234.56, '1,235'],
    [1234567, '1,234,567'],
    [-1234.5, '-1,235'],
    [0.5, '0.5'],
    [0.00012346, '0.0001235'],
    [0.0000012345, '1.234e-6'],
    [1e-9, '1e-9'],
    [1e15, '1e15'],
    [1e308, '1e308'],
    [Number.NaN, '–'],
    [Infinity, '–'],
    [null, '–'],
  ] as const) {
    it(`shows ${String(value)} as ${text}`, () => {
      expect(formatNumber(value)).to.equal(text)
    })
  }

  it('keeps exactly the decimals that were asked for', () => {
    expect([formatNumber(0.5, 3), formatNumber(1234.5678, 2), formatNumber(-0.0001, 2)]).to.deep.equal([
      '0.500',
      '1,234.57',
      '0.00',
    ])
  })
})

describe('formatPercent', () => {
  it('shows a fraction with one decimal', () => {
    expect(formatPercent(0.8567)).to.equal('85.7 %')
  })

  it('shows no number where there is none', () => {
    expect([formatPercent(null), formatPercent(Number.NaN)]).to.deep.equal(['–', '–'])
  })
})

describe('formatCount', () => {
  it('groups thousands', () => {
    expect(formatCount(1500)).to.equal('1,500')
  })

  it('agrees with its noun', () => {
    expect([formatCountOf(1, 'row'), formatCountOf(0, 'row'), formatCountOf(2, 'class', 'classes')]).to.deep.equal([
      '1 row',
      '0 rows',
      '2 classes',
    ])
  })
})

describe('formatDuration', () => {
  for (const [seconds, text] of [
    [0, '0 ms'],
    [0.0124, '12 ms'],
    [0.9994, '999 ms'],
    [0.9996, '1.0 s'],
    [8.34, '8.3 s'],
    [9.96, '10 s'],
    [59.7, '1 min'],
    [65, '1 min 5 s'],
    [3600, '1 h'],
    [3599.9, '1 h'],
    [3840, '1 h 4 min'],
    [Number.NaN, '–'],
  ] as const) {
    it(`shows ${seconds} seconds as ${text}`, () => {
      expect(formatDuration(seconds)).to.equal(text)
    })
  }
})

describe('formatPValue', () => {
  it('shows three decimals, or a power of ten', () => {
    expect([0.0312, 0.5, 4e-12, 0, null].map(formatPValue)).to.deep.equal(['0.031', '0.500', '4e-12', '<1e-99', '–'])
  })
})

describe('formatChosenPercent', () => {
  for (const [fraction, text] of [
    [0, '0 %'],
    [0.07, '7 %'],
    [0.29, '29 %'],
    [0.0005, '0.05 %'],
    [0.99999, '99.999 %'],
    [1, '100 %'],
  ] as const) {
    it(`shows ${fraction} as ${text}`, () => {
      expect(formatChosenPercent(fraction)).to.equal(text)
    })
  }
})
