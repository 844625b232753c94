import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {simulate, type PlayEvent, type SimulateOptions} from '../../src/lib/lifecycle/simulate.js'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {insuranceModel} from '../serve/served-models.js'
import {inTemporaryFolder} from '../program.js'
import {answerRows, withSmallServer, type Behaviour} from '../simulate/small-server.js'

const contract = createPredictorApp({current: () => insuranceModel(), sinks: []}).inject('/openapi.json')

/** Answers `/openapi.json` as a server of the example does, and all else as it is told. */
async function describing(behave: Behaviour): Promise<Behaviour> {
  const {body: document} = await contract
  return (response, body, request) => {
    if (request.url === '/openapi.json') response.end(document)
    else behave(response, body, request)
  }
}

function optionsFor(url: string, changes: Partial<SimulateOptions> = {}): SimulateOptions {
  return {
    ...{url, metricsUrl: null, data: {drift: 'none', rows: 100, months: 3, seed: 1}, concurrency: 4, batch: 1},
    ...{rate: null, monthSeconds: null, labelDelay: null, seed: null, loop: false, existing: 'keep'},
    ...{now: () => new Date(0), random: () => 0.5},
    ...changes,
  }
}

describe('simulate', () => {
  it('answers with what it saw when the server goes away and does not come back', async () => {
    let answered = 0
    const behave = await describing((response, body) => {
      if (answered++ < 150) answerRows(response, body)
      else response.destroy()
    })
    const report = await withSmallServer(behave, ({url}) => simulate(optionsFor(url, {giveUpMs: 300})))
    expect(report.end).to.equal('server gone')
    expect(report.months.map(({month, complete, rows}) => [month, complete, rows])).to.deep.equal([
      [1, true, 100],
      [2, false, 50],
    ])
    expect(report.totals).to.include({rows: 150, errors: 0})
    expect(report.totals.outageSeconds).to.be.above(0.3)
  })

  it('sends to the address that it was given, and follows no redirection', async () => {
    let visited = 0
    await withSmallServer(
      (response) => {
        visited++
        response.end()
      },
      async (other) => {
        const behave = await describing((response) => response.writeHead(307, {location: other.url}).end())
        const report = await withSmallServer(behave, ({url}) => simulate(optionsFor(url)))
        expect(report.refusals).to.have.length(1)
        expect(report.refusals[0]).to.include({status: 307, requests: 300})
      },
    )
    expect(visited).to.equal(0)
  })

  it('keeps the path of an address, below which a server lives', async () => {
    const paths = new Set<string>()
    const {body: document} = await contract
    const behave: Behaviour = (response, body, request) => {
      paths.add(request.url!)
      if (request.url === '/risk/openapi.json') response.end(document)
      else answerRows(response, body)
    }
    await withSmallServer(behave, ({url}) => simulate(optionsFor(`${url}/risk`)))
    expect([...paths]).to.deep.equal(['/risk/openapi.json', '/risk/predict'])
  })

  it('plays the months again and again in a loop, until it is stopped', async () => {
    const controller = new AbortController()
    const behave = await describing(answerRows)
    const onEvent = (event: PlayEvent): void => {
      if (event.kind === 'month' && event.month.pass === 2 && event.month.month === 2) controller.abort()
    }
    const {signal} = controller
    const report = await withSmallServer(behave, ({url}) => simulate(optionsFor(url, {loop: true, signal, onEvent})))
    expect(report.end).to.equal('interrupted')
    expect(report.months.map(({month, pass}) => `${pass}:${month}`)).to.deep.equal(['1:1', '1:2', '1:3', '2:1', '2:2'])
  })

  it('plays months as their files are numbered, whatever is missing in between', () =>
    inTemporaryFolder(async (folder) => {
      const text = readFileSync('data/month-1.csv', 'utf8').split('\n').slice(0, 61).join('\n')
      const progress: number[] = []
      for (const month of [202111, 202112, 202201]) writeFileSync(join(folder, `month-${month}.csv`), text)
      const onEvent = (event: PlayEvent): void => {
        if (event.kind === 'progress') progress.push(event.fraction)
      }
      const behave = await describing(answerRows)
      const played = async (changes: Partial<SimulateOptions> = {}): Promise<readonly number[]> => {
        const options = {data: folder, onEvent, ...changes}
        const report = await withSmallServer(behave, ({url}) => simulate(optionsFor(url, options)))
        expect(report.end).to.equal('done')
        return report.months.map(({month}) => month)
      }
      expect(await played()).to.deep.equal([202111, 202112, 202201])
      expect(progress.at(-1)).to.equal(1)
      expect(progress).to.deep.equal([...progress].sort((a, b) => a - b))
      expect(await played({months: {first: 202112, last: 202212}})).to.deep.equal([202112, 202201])
      const refused = await played({months: {first: 202113, last: 202200}}).catch((error: unknown) => error)
      expect(refused).to.have.property('code', 'FILE_NOT_FOUND')
    }))

  it('is interrupted before it begins, too', async () => {
    const signal = AbortSignal.abort()
    const behave = await describing(answerRows)
    const failure = await withSmallServer(behave, ({url}) =>
      simulate(optionsFor(url, {signal})).catch((error: unknown) => error),
    )
    expect(failure).to.have.property('code', 'INTERRUPTED')
  })

  it('makes a month last as long as it is told', async () => {
    const behave = await describing(answerRows)
    const began = performance.now()
    const report = await withSmallServer(behave, ({url}) => simulate(optionsFor(url, {monthSeconds: 0.3})))
    expect(performance.now() - began).to.be.above(890)
    expect(report.months.every(({seconds}) => seconds > 0.25)).to.equal(true)
  })
})
