import {expect} from 'chai'
import {periodUnit, timelineOf} from '../../src/lib/drift/timeline.js'
import {columnDrift, drifted, numberSummary, tableDrift} from './drift-tables.js'

const month = (number: number, columns: Parameters<typeof tableDrift>[0]) => ({
  name: `month-${number}`,
  drift: tableDrift(columns),
})

describe('timelineOf', () => {
  it('says since when a column has drifted, and its trend in its own unit', () => {
    const periods = Array.from({length: 12}, (_, index) =>
      month(index + 1, [
        (index < 2 ? columnDrift : drifted)({column: 'miles', current: numberSummary(40 - index)}),
        columnDrift({column: 'power', current: numberSummary(100 + (index % 2))}),
      ]),
    )
    const {periods: names, columns} = timelineOf(periods)
    expect(names.slice(0, 2)).to.deep.equal(['month-1', 'month-2'])
    expect(columns.map(({key, since}) => [key, since])).to.deep.equal([
      ['miles', {index: 2, name: 'month-3'}],
      ['power', null],
    ])
    expect(columns[0]!.trend).to.deep.include({slope: -1, sentence: 'miles -1.0 a month'})
    expect(columns[1]!.trend!.sentence).to.equal('power: no trend')
    expect(columns[0]!.cells[3]).to.deep.equal({status: 'drift', effect: 0.2, severity: 2, level: 37})
  })

  it('tells the trend of a share in points', () => {
    const periods = Array.from({length: 6}, (_, index) =>
      month(index + 1, [
        columnDrift({column: 'brakes', current: {kind: 'share', rows: 100, share: 0.4 + index * 0.015}}),
      ]),
    )
    expect(timelineOf(periods).columns[0]!.trend!.sentence).to.equal('brakes +1.5 points a month')
  })

  it('has no trend of errors, whose share is of other rows than their effect', () => {
    const periods = Array.from({length: 6}, (_, index) =>
      month(index + 1, [
        drifted({column: 'errors', aspect: 'concept', current: {kind: 'share', rows: 100, share: 0.1 + index * 0.05}}),
      ]),
    )
    const [errors] = timelineOf(periods).columns
    expect(errors!.trend).to.equal(null)
    expect(errors!.cells[0]).to.deep.include({effect: 0.2, level: null})
  })

  it('has no trend for fewer than five periods', () => {
    const periods = [1, 2, 3, 4].map((number) => month(number, [columnDrift({column: 'miles'})]))
    expect(timelineOf(periods).columns[0]!.trend).to.equal(null)
  })

  it('keeps the order of the table where a later period has a column more', () => {
    const [miles, age] = [columnDrift({column: 'miles'}), columnDrift({column: 'age'})]
    const missing = drifted({column: 'miles', aspect: 'missing'})
    const {columns} = timelineOf([month(1, [miles, age]), month(2, [miles, missing, age])])
    expect(columns.map(({key}) => key)).to.deep.equal(['miles', 'miles: missing', 'age'])
    expect(columns[1]!.cells[0]!.status).to.equal('stable')
  })

  it('measures the severity of an AUC from 0.5 on', () => {
    const rows = drifted({column: 'all', effect: {name: 'auc', value: 0.6, warning: 0.525, limit: 0.55}})
    expect(timelineOf([month(1, [rows])]).columns[0]!.cells[0]!.severity).to.be.closeTo(2, 1e-12)
  })
})

describe('periodUnit', () => {
  it('takes the word that all periods share', () => {
    expect(periodUnit(['month-1', 'Month 2', 'month_12'])).to.equal('month')
    expect(periodUnit(['week1', 'week2'])).to.equal('week')
  })

  it('says "period" otherwise', () => {
    expect(periodUnit(['2024-01', '2024-02'])).to.equal('period')
    expect(periodUnit(['month-1', 'week-2'])).to.equal('period')
    expect(periodUnit([])).to.equal('period')
  })
})
