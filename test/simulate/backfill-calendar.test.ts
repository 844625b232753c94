import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {calendarOf} from '../../src/lib/simulate/backfill-calendar.js'

function monthsFrom(first: number, last: number): readonly number[] {
  return Array.from({length: last - first + 1}, (_, index) => first + index)
}

const now = Date.UTC(2024, 2, 15, 12)

function refusal(work: () => unknown): MlopsError {
  try {
    work()
  } catch (error) {
    if (error instanceof MlopsError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('The calendar of a backfill', () => {
  it('ends where the current month begins', () => {
    const calendar = calendarOf(monthsFrom(1, 36), {start: undefined, now})
    expect(calendar).to.have.length(36)
    expect(calendar[0]).to.deep.equal({
      ...{month: 1, name: '2021-03'},
      ...{from: Date.UTC(2021, 2), to: Date.UTC(2021, 3)},
    })
    expect(calendar.at(-1)).to.deep.equal({
      ...{month: 36, name: '2024-02'},
      ...{from: Date.UTC(2024, 1), to: Date.UTC(2024, 2)},
    })
  })

  it('is as long as the months are: 29 days in February 2024', () => {
    const [february] = calendarOf(monthsFrom(7, 7), {start: undefined, now})
    expect(february!.to - february!.from).to.equal(29 * 86_400_000)
  })

  it('has no gaps', () => {
    const calendar = calendarOf(monthsFrom(1, 36), {start: '2019-11', now})
    expect(calendar.slice(1).map(({from}) => from)).to.deep.equal(calendar.slice(0, -1).map(({to}) => to))
  })

  it('has none either where the numbers of the months have', () => {
    const calendar = calendarOf([202112, 202201], {start: '2021-12', now})
    expect(calendar.map(({month, name}) => [month, name])).to.deep.equal([
      [202112, '2021-12'],
      [202201, '2022-01'],
    ])
  })

  it('begins with the first of the months that are played where it is told to', () => {
    const calendar = calendarOf(monthsFrom(13, 14), {start: '2021-12', now})
    expect(calendar.map(({month, name}) => [month, name])).to.deep.equal([
      [13, '2021-12'],
      [14, '2022-01'],
    ])
  })

  it('refuses months that are not over, and says which start would do', () => {
    const error = refusal(() => calendarOf(monthsFrom(1, 3), {start: '2024-01', now}))
    expect(error.code).to.equal('USAGE')
    expect(error.message).to.include('2024-03')
    expect(error.suggestion).to.include('2023-12')
    expect(calendarOf(monthsFrom(1, 3), {start: '2023-12', now}).at(-1)!.name).to.equal('2024-02')
  })

  for (const start of ['2021', '2021-13', '2021-00', '21-01', '1969-12', '2021-1', '']) {
    it(`refuses --start ${JSON.stringify(start)}`, () => {
      expect(refusal(() => calendarOf(monthsFrom(1, 1), {start, now})).code).to.equal('USAGE')
    })
  }
})
