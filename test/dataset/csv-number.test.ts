import {expect} from 'chai'
import fc from 'fast-check'
import {hasDecimalComma, isNonFinite, parseNumber} from '../../src/lib/dataset/csv-number.js'

describe('parseNumber', () => {
  const numbers: readonly [string, number][] = [
    ['0', 0],
    ['12.5', 12.5],
    ['-3', -3],
    ['+4', 4],
    ['.5', 0.5],
    ['5.', 5],
    ['007', 7],
    ['1e3', 1000],
    ['2.5E-3', 0.0025],
    [' 42 ', 42],
    ['\t1.5', 1.5],
    ['0.1234567890123456789', 0.12345678901234568],
    ['9007199254740993', 9007199254740992],
    ['123456789012345', 123456789012345],
    ['0.000000000000001', 1e-15],
    ['1e-400', 0],
  ]
  for (const [text, value] of numbers) {
    it(`reads ${JSON.stringify(text)} as ${value}`, () => {
      expect(parseNumber(text)).to.equal(value)
    })
  }

  const others = [
    '',
    ' ',
    '-',
    '.',
    '-.',
    '+',
    'e5',
    '1e',
    '0x10',
    ' 0x10',
    '0b1',
    '0o7',
    'Infinity',
    '-Infinity',
    'NaN',
  ]
  for (const text of [...others, 'abc', '1.2.3', '12,5', '1_000', '1 000', '--1', '1-', '٣', '0x', 'true']) {
    it(`does not take ${JSON.stringify(text)} for a number`, () => {
      expect(parseNumber(text)).to.be.NaN
    })
  }

  it('gives 0 for -0, so that equal values are one value', () => {
    expect(Object.is(parseNumber('-0'), 0)).to.be.true
    expect(Object.is(parseNumber('-0.0e5'), 0)).to.be.true
  })

  it('gives infinity for a number beyond the range of numbers, which the reader then refuses', () => {
    expect(parseNumber('1e400')).to.equal(Infinity)
  })

  it('reads every number that JavaScript writes as that same number', () => {
    fc.assert(
      fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), (value) => {
        expect(parseNumber(String(value))).to.equal(value + 0)
      }),
      {numRuns: 2000},
    )
  })

  it('rounds every decimal of up to 20 digits as JavaScript does', () => {
    const decimal = fc
      .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^[0-9]{1,10}$/), fc.stringMatching(/^[0-9]{0,10}$/))
      .map(([sign, whole, fraction]) => `${sign}${whole}.${fraction}`)
    fc.assert(
      fc.property(decimal, (text) => {
        expect(parseNumber(text)).to.equal(Number(text) + 0)
      }),
      {numRuns: 5000},
    )
  })
})

describe('hasDecimalComma', () => {
  it('knows a decimal comma and thousands separators', () => {
    expect(['12,5', '-0,25', '1.234,5', '1,234,567', '1,5e3'].filter((text) => !hasDecimalComma(text))).to.deep.equal(
      [],
    )
  })

  it('does not take other texts for numbers', () => {
    expect(['12.5', 'a,b', ',', '', '12', '1,2 km'].filter(hasDecimalComma)).to.deep.equal([])
  })

  it('answers at once for a long text of digits and commas', () => {
    expect(hasDecimalComma('1,'.repeat(100_000) + 'x')).to.be.false
  })
})

describe('isNonFinite', () => {
  it('knows how programs write infinity and not-a-number', () => {
    expect(['NaN', 'nan', 'inf', '-inf', 'Infinity', '+INF'].filter((text) => !isNonFinite(text))).to.deep.equal([])
    expect(['nano', 'info', '1', ''].filter(isNonFinite)).to.deep.equal([])
  })
})
