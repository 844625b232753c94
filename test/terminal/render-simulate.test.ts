import {expect} from 'chai'
import type {SimulatedMonth} from '../../src/lib/report/simulate-report.js'
import {SimulationTable} from '../../src/lib/terminal/render-simulate.js'
import {driftOf, simulatedMonth, simulationReport} from '../report/simulated-months.js'

interface Shown {
  readonly lines: readonly string[]
  readonly notes: readonly string[]
  readonly end: string
}

function show(
  months: readonly SimulatedMonth[],
  width = 80,
  changes: Parameters<typeof simulationReport>[1] = {},
): Shown {
  const [lines, notes] = [[] as string[], [] as string[]]
  const table = new SimulationTable({width, print: (text) => lines.push(text), note: (text) => notes.push(text)})
  const report = simulationReport(months, changes)
  table.start(report.settings)
  for (const month of months) table.take({kind: 'month', month}, () => undefined)
  return {lines, notes, end: table.end(report, undefined)}
}

describe('SimulationTable', () => {
  it('has a line a month in columns of one width', () => {
    const {lines} = show([simulatedMonth(1), simulatedMonth(2, {errors: 12, drift: driftOf('drift', 'stable')})])
    expect(lines).to.deep.equal([
      'Month    Rows   Req/s  p50 ms  p99 ms  Errors  Fallback  Accuracy  Drifted',
      '    1   1,500  15,000    0.90    12.3       0     0.0 %     0.875  0 of 2',
      '    2   1,500  15,000    0.90    12.3      12     0.0 %     0.875  1 of 2',
    ])
  })

  it('names what drifted where there is room', () => {
    const {lines} = show([simulatedMonth(1, {drift: driftOf('drift', 'drift')})], 120)
    expect(lines[1]).to.match(/2 of 2 {2}miles, age$/)
  })

  it('shows the estimate of a server that has one', () => {
    const {lines} = show([simulatedMonth(1, {estimatedAccuracy: 0.9})])
    expect(lines[0]).to.contain('Accuracy  Estimate  Drifted')
    expect(lines[1]).to.contain('0.875     0.900')
  })

  it('says n/a of drift that was not read, and a dash of what is not known', () => {
    const {lines} = show([simulatedMonth(1, {drift: null, accuracy: null})])
    expect(lines[1]).to.match(/– {2}n\/a$/)
  })

  it('tells the passes of a loop apart', () => {
    const {settings} = simulationReport([])
    const {lines} = show([simulatedMonth(7, {pass: 3})], 80, {settings: {...settings, loop: true}})
    expect(lines[1]).to.match(/^ {2}3:7/)
  })

  it('draws accuracy and drift over the months, each month below its number', () => {
    const months = Array.from({length: 12}, (_, index) =>
      simulatedMonth(index + 1, {
        accuracy: 0.9 - 0.01 * index,
        drift: driftOf(index < 4 ? 'stable' : 'drift', 'warning'),
      }),
    )
    const lines = show(months).end.split('\n')
    expect(lines).to.include('miles   ············████████████████████████  since 5')
    expect(lines).to.include('age     ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░')
    expect(lines.filter((line) => /^ {8}1 {2}2 {5}4/.test(line)).length).to.be.at.least(1)
    expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(80)
  })

  it('draws no chart of two months', () => {
    expect(show([simulatedMonth(1), simulatedMonth(2)]).end).to.not.contain('┤')
  })

  it('fits 36 months into 80 columns', () => {
    const months = Array.from({length: 36}, (_, index) =>
      simulatedMonth(index + 1, {accuracy: 0.9 - 0.01 * index, drift: driftOf('drift', 'drift')}),
    )
    expect(
      Math.max(
        ...show(months)
          .end.split('\n')
          .map((line) => line.length),
      ),
    ).to.be.at.most(80)
  })

  it('says an outage once, and its end', () => {
    const notes: string[] = []
    const table = new SimulationTable({width: 80, print: () => undefined, note: (text) => notes.push(text)})
    table.take({kind: 'outage', reason: 'the connection was cut'}, () => undefined)
    table.take({kind: 'outage', reason: null}, () => undefined)
    expect(notes).to.deep.equal([
      'The server does not answer: the connection was cut. It is asked again and again.',
      'The server answers again.',
    ])
  })

  it('ends with what to do when the server stayed away', () => {
    const {end} = show([simulatedMonth(1)], 80, {end: 'server gone'})
    expect(end.replaceAll('\n', ' ')).to.contain('The server went away and did not come back.')
    expect(end).to.contain('mlops serve')
  })

  it('says so when there was no answer at all', () => {
    const totals = {...simulationReport([]).totals, rows: 0}
    expect(show([], 80, {end: 'interrupted', totals}).end).to.contain('Stopped before the first answer.')
  })
})
