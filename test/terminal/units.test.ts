import {expect} from 'chai'
import {formatBytes, formatMinute} from '../../src/lib/terminal/units.js'

describe('formatBytes', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [43_120, '43.1 KB'],
    [999_949, '999.9 KB'],
    [999_960, '1.0 MB'],
    [1_234_567, '1.2 MB'],
    [5e9, '5.0 GB'],
    [7e15, '7,000.0 TB'],
  ]
  for (const [bytes, text] of cases) {
    it(`writes ${bytes} bytes as ${text}`, () => {
      expect(formatBytes(bytes)).to.equal(text)
    })
  }
})

describe('formatMinute', () => {
  it('leaves out seconds and the zone', () => {
    expect(formatMinute('2026-03-01T12:34:56.789Z')).to.equal('2026-03-01 12:34')
  })

  it('leaves alone what is no time', () => {
    expect(formatMinute('yesterday')).to.equal('yesterday')
  })
})
