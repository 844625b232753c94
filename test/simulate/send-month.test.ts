import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {Client} from '../../src/lib/simulate/client.js'
import {Latencies} from '../../src/lib/simulate/latencies.js'
import {MonthTally, Refusals} from '../../src/lib/simulate/month-tally.js'
import {PatientClient} from '../../src/lib/simulate/patient-client.js'
import {sendMonth, type Sending} from '../../src/lib/simulate/send-month.js'
import {answerRows, withSmallServer, type Behaviour} from './small-server.js'

/** A server in a process of its own: tells its port, and answers as one does that predicts. */
const answering = `
  const answer = JSON.stringify({category: 'yes', label: 1, source: 'ML', id: 'x', model: {name: 'm', version: 1}})
  const server = require('node:http').createServer((request, response) => request.resume().on('end', () => response.end(answer)))
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

const none = {retries: 0, outageSeconds: 0}

interface Sent {
  readonly tally: MonthTally
  readonly bodies: readonly string[]
  readonly refusals: Refusals
}

/** Sends rows with the labels 0 and 1 in turn to a server that behaves as it is told. */
async function send(behave: Behaviour, rows: number, sending: Partial<Sending> = {}): Promise<Sent> {
  return withSmallServer(behave, async ({url, bodies}) => {
    const month = {
      bodies: Array.from({length: rows}, (_, row) => `{"x":${row}}`),
      labels: Array.from({length: rows}, (_, row) => String(row % 2)),
    }
    const client = await Client.open({url, connections: 4})
    const refusals = new Refusals()
    const tally = new MonthTally(month, {latencies: await Latencies.create(), refusals, keepsIds: true})
    const patient = new PatientClient(client, {random: () => 0.5})
    try {
      await sendMonth(month, tally, {client: patient, batch: 1, concurrency: 4, schedule: null, ...sending})
    } finally {
      await client.close()
    }
    return {tally, bodies, refusals}
  })
}

describe('sendMonth', () => {
  it('sends every row once, and compares the answers with the labels', async () => {
    const {tally, bodies} = await send(answerRows, 101)
    const {rows, requests, errors, accuracy, sources, fallbackShare} = tally.traffic(none)
    expect(new Set(bodies).size).to.equal(101)
    expect({rows, requests, errors, sources, fallbackShare}).to.deep.equal({
      ...{rows: 101, requests: 101, errors: 0, sources: {ML: 101}, fallbackShare: 0},
    })
    expect(accuracy).to.equal(50 / 101)
    expect(tally.awaited.length).to.equal(101)
    expect([...tally.versions]).to.deep.equal([2])
  })

  it('puts so many rows into a request, fewer into the last', async () => {
    const {tally, bodies} = await send(answerRows, 25, {batch: 10})
    expect(bodies.map((body) => (JSON.parse(body) as unknown[]).length).sort()).to.deep.equal([10, 10, 5])
    expect(tally.traffic(none)).to.include({rows: 25, requests: 3, accuracy: 12 / 25})
  })

  it('has as many requests under way as it is told', async () => {
    let [open, most] = [0, 0]
    const behave: Behaviour = (response, body) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        answerRows(response, body)
      }, 5)
    }
    await send(behave, 40, {concurrency: 3})
    expect(most).to.equal(3)
  })

  it('counts what is refused, and keeps the first message', async () => {
    const behave: Behaviour = (response, body) => {
      const {x} = JSON.parse(body) as {x: number}
      if (x % 3 === 0) response.writeHead(422).end(JSON.stringify({detail: `x is ${x}`}))
      else answerRows(response, body)
    }
    const {tally, refusals} = await send(behave, 9, {concurrency: 1})
    expect(tally.traffic(none)).to.include({rows: 6, requests: 9, errors: 3})
    expect(refusals.list()).to.deep.equal([{status: 422, message: 'x is 0', requests: 3}])
  })

  it('takes an answer that is none of a prediction for an error', async () => {
    const {tally, refusals} = await send((response) => response.end('{"hello":1}'), 2)
    expect(tally.traffic(none)).to.include({rows: 0, errors: 2, accuracy: null, fallbackShare: null})
    expect(refusals.list()[0]).to.include({status: 0, requests: 2})
  })

  it('measures from when a request was due, so that a server which stalls is slow for all that wait', async () => {
    let requests = 0
    const behave: Behaviour = (response, body) => {
      const stalls = requests++ === 0
      setTimeout(() => answerRows(response, body), stalls ? 300 : 0)
    }
    const schedule = {start: performance.now(), interval: 10}
    // One connection: all that are due while it stalls wait.
    const {tally} = await withOneConnection(behave, 20, schedule)
    const {p50, max} = tally.traffic(none).latencyMs
    expect(max).to.be.above(290)
    // The tenth was due after 100 ms, and waited for 200.
    expect(p50).to.be.above(150)
  })

  it('counts the time by which a month begins too late', async () => {
    const {tally} = await send(answerRows, 10, {schedule: {start: performance.now() - 500, interval: 1}})
    expect(tally.traffic(none).latencyMs.p50).to.be.above(490)
    expect(tally.seconds).to.be.below(0.4)
  })

  it('keeps to its timetable where the server does', async () => {
    const start = performance.now()
    const {tally} = await send(answerRows, 30, {schedule: {start, interval: 10}})
    expect(tally.seconds).to.be.above(0.28)
    expect(tally.rows).to.equal(30)
  })

  it('stops when it is interrupted, with what was answered by then', async () => {
    const controller = new AbortController()
    const month = {bodies: Array<string>(1_000).fill('{"x":1}'), labels: Array<string>(1_000).fill('1')}
    await withSmallServer(
      (response, body) => setTimeout(() => answerRows(response, body), 2),
      async ({url}) => {
        const client = await Client.open({url, connections: 2})
        const tally = new MonthTally(month, {
          latencies: await Latencies.create(),
          refusals: new Refusals(),
          keepsIds: false,
        })
        setTimeout(() => controller.abort(), 100)
        const {signal} = controller
        const patient = new PatientClient(client, {random: () => 0.5, signal})
        const failure = await sendMonth(month, tally, {
          ...{client: patient, batch: 1, concurrency: 2, schedule: null, signal},
        }).catch((error: unknown) => error)
        await client.close()
        expect(failure).to.have.property('code', 'INTERRUPTED')
        expect(tally.rows).to.be.within(1, 999)
        expect(tally.errors).to.equal(0)
      },
    )
  })
})

describe('sendMonth to a server that takes connections and answers nothing', () => {
  before(function () {
    // There are no signals that stop a process there.
    if (process.platform === 'win32') this.skip()
  })

  it('gives up in time, having asked one request at a time, and sends nothing after', async () => {
    const server = spawn(process.execPath, ['-e', answering], {stdio: ['ignore', 'pipe', 'inherit']})
    const client: Client[] = []
    try {
      const port = String((await once(server.stdout, 'data'))[0]).trim()
      client.push(await Client.open({url: `http://127.0.0.1:${port}`, connections: 4, timeoutMs: 300}))
      const outages: (string | null)[] = []
      const onOutage = (reason: string | null): void => void outages.push(reason)
      const patient = new PatientClient(client[0]!, {random: () => 0.5, giveUpMs: 500, onOutage})
      const month = {bodies: Array<string>(5_000).fill('{"x":1}'), labels: Array<null>(5_000).fill(null)}
      const [latencies, refusals] = [await Latencies.create(), new Refusals()]
      const tally = new MonthTally(month, {latencies, refusals, keepsIds: false})
      const schedule = {start: performance.now(), interval: 1}
      const sent = sendMonth(month, tally, {client: patient, batch: 1, concurrency: 4, schedule})
      const ended = sent.then(
        () => undefined,
        (error: unknown) => error,
      )
      while (tally.requests < 20) await sleep(5)
      server.kill('SIGSTOP')
      const stopped = performance.now()
      expect(await ended).to.have.property('code', 'SERVER_UNREACHABLE')
      // The first silence, and the patience; the timers of the connections count in half seconds.
      expect(performance.now() - stopped).to.be.below(2_500)
      const {retries} = patient
      await sleep(700)
      expect(outages).to.deep.equal(['it did not answer in time'])
      // The four that were under way, and those that asked.
      expect(retries).to.be.within(1, 8)
      expect(patient.retries).to.equal(retries)
    } finally {
      await client[0]?.close()
      const closed = once(server, 'close')
      server.kill('SIGKILL')
      await closed
    }
  })
})

function withOneConnection(
  behave: Behaviour,
  rows: number,
  schedule: Sending['schedule'],
): Promise<{tally: MonthTally}> {
  return withSmallServer(behave, async ({url}) => {
    const month = {bodies: Array<string>(rows).fill('{"x":1}'), labels: Array<null>(rows).fill(null)}
    const client = await Client.open({url, connections: 1})
    const tally = new MonthTally(month, {latencies: await Latencies.create(), refusals: new Refusals(), keepsIds: true})
    const patient = new PatientClient(client, {random: () => 0.5})
    await sendMonth(month, tally, {client: patient, batch: 1, concurrency: 1, schedule})
    await client.close()
    return {tally}
  })
}
