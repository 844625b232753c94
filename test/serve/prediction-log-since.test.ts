import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {parseSince} from '../../src/lib/serve/prediction-log-since.js'

describe('parseSince', () => {
  const now = Date.parse('2026-03-10T12:00:00Z')

  for (const [text, expected] of [
    ['7d', '2026-03-03T12:00:00.000Z'],
    ['12h', '2026-03-10T00:00:00.000Z'],
    ['30m', '2026-03-10T11:30:00.000Z'],
    [' 90 s ', '2026-03-10T11:58:30.000Z'],
    ['2w', '2026-02-24T12:00:00.000Z'],
    ['1.5h', '2026-03-10T10:30:00.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T14:00', '2026-01-31T14:00:00.000Z'],
    ['2026-01-31 14:00:30.5Z', '2026-01-31T14:00:30.500Z'],
    ['2026-01-31T14:00+02:00', '2026-01-31T12:00:00.000Z'],
  ] as const) {
    it(`reads "${text}" as ${expected}`, () => {
      expect(new Date(parseSince(text, now)).toISOString()).to.equal(expected)
    })
  }

  for (const [text, problem] of [
    ['', 'neither a duration nor a date'],
    ['7 days', 'neither a duration nor a date'],
    ['-7d', 'neither a duration nor a date'],
    ['7', 'a number needs a unit'],
    ['2026-02-30', 'there is no such date'],
    ['2026-13-01', 'there is no such date'],
    ['2026-01-31T25:00', 'there is no such date'],
    ['31.01.2026', 'neither a duration nor a date'],
  ] as const) {
    it(`refuses "${text}" and says why`, () => {
      const refused = (): number => parseSince(text, now)
      expect(refused).to.throw(MlopsError, `--since is ${JSON.stringify(text)}: ${problem}.`)
      expect(refused).to.throw().with.property('suggestion').that.includes('7d, 12h, 30m or 2w')
    })
  }

  it('asks whether days were meant where the unit is missing', () => {
    expect(() => parseSince('7', now))
      .to.throw()
      .with.property('suggestion')
      .that.includes('Did you mean --since 7d?')
  })
})
