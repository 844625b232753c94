import {expect} from 'chai'
import fc from 'fast-check'
import {lastingDriftSince} from '../../src/lib/drift/lasting-drift.js'
import type {DriftStatus} from '../../src/lib/drift/table-drift.js'

const letters: Readonly<Record<string, DriftStatus>> = {'.': 'stable', w: 'warning', D: 'drift', '-': 'not-tested'}
const since = (periods: string): number | null => lastingDriftSince(Array.from(periods, (letter) => letters[letter]!))

describe('lastingDriftSince', () => {
  for (const [periods, expected, why] of [
    ['', null, 'no period at all'],
    ['......', null, 'nothing drifted'],
    ['DDDDDD', 0, 'drifted from the start'],
    ['...DDD', 3, 'drifted from the fourth on'],
    ['..ww.DDD', 5, 'a warning is no drift'],
    ['..D...', null, 'one odd period'],
    ['..D...DDDD', 6, 'one odd period long before'],
    ['...DDD.DDDD', 3, 'one odd stable period within'],
    ['.....D', null, 'the last period alone'],
    ['....DD', 4, 'the last two'],
    ['.D.D.DDDD', 1, 'a limit that is crossed back and forth: the earliest of the best places'],
    ['DDDD......', null, 'drift that is over'],
    ['--.-DD-D', 4, 'periods that could not be tested say nothing'],
  ] as const) {
    it(`${why}: ${periods} gives ${expected}`, () => {
      expect(since(periods)).to.equal(expected)
    })
  }

  it('is moved by one odd period beside the step by two places at most, by any other not at all', () => {
    fc.assert(
      fc.property(fc.integer({min: 4, max: 20}), fc.integer({min: 4, max: 20}), fc.nat(), (before, after, at) => {
        const periods = Array.from('.'.repeat(before) + 'D'.repeat(after))
        const odd = at % periods.length
        periods[odd] = periods[odd] === 'D' ? '.' : 'D'
        const found = since(periods.join(''))
        const isBeside = Math.abs(odd - before) <= 2
        return found !== null && Math.abs(found - before) <= (isBeside ? 2 : 0)
      }),
    )
  })
})
