import {expect} from 'chai'
import {renderSimulationPage} from '../../src/lib/report/simulate-page.js'
import {sinceWhen} from '../../src/lib/report/simulate-report.js'
import {driftOf, simulatedMonth, simulationReport} from './simulated-months.js'

const drifting = [
  simulatedMonth(1),
  simulatedMonth(2, {drift: driftOf('drift', 'drift'), accuracy: 0.85}),
  simulatedMonth(3, {
    drift: null,
    accuracy: null,
    complete: false,
    rows: 0,
    latencyMs: {p50: null, p90: null, p99: null, max: null},
  }),
  simulatedMonth(4, {drift: driftOf('drift', 'warning'), accuracy: 0.8, estimatedAccuracy: 0.86}),
]

describe('renderSimulationPage', () => {
  it('says first how good the model was, and what drifted since when', async () => {
    const page = await renderSimulationPage(simulationReport(drifting))
    expect(page).to.contain('<title>4 months of risk</title>')
    expect(page).to.contain(
      'Version 1 was right on 87.5\u00a0% of month 1, and on 80.0\u00a0% of month 4. The server saw drift of miles since month 2.',
    )
    expect(page).to.contain('server&#39;s estimate')
    expect(page).to.not.contain('NaN')
  })

  it('needs nothing else: no script, nothing from the network', async () => {
    const page = await renderSimulationPage(simulationReport(drifting, {url: '<script>alert(1)</script>'}))
    expect(page).to.not.contain('<script')
    expect(page).to.not.match(/ (?:src|href)="https?:/)
  })

  it('says what was not asked, what was refused, and that it was stopped', async () => {
    const months = [simulatedMonth(1, {drift: null})]
    const refusals = [{status: 422, message: 'age is "old"', requests: 3}]
    const page = await renderSimulationPage(simulationReport(months, {refusals, end: 'interrupted', metricsUrl: null}))
    expect(page).to.contain('What drifted was not asked for.')
    expect(page).to.contain('It was stopped before its end.')
    expect(page).to.contain('3 × 422: age is &quot;old&quot;')
    expect(page).to.not.contain('id="drift"')
  })

  it('tells the passes of a loop apart', async () => {
    const months = [simulatedMonth(1), simulatedMonth(1, {pass: 2})]
    expect(await renderSimulationPage(simulationReport(months))).to.contain('>2:1<')
  })
})

describe('sinceWhen', () => {
  it('is the first month of the drift that lasts to the end; months nobody looked at do not end it', () => {
    expect(sinceWhen(drifting, 'miles')).to.equal(2)
    expect(sinceWhen(drifting, 'age')).to.equal(null)
  })
})
