import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {Client} from '../../src/lib/simulate/client.js'
import {PatientClient, type Patience} from '../../src/lib/simulate/patient-client.js'
import {withSmallServer, type Behaviour} from './small-server.js'

async function asking<T>(
  behave: Behaviour,
  patience: Partial<Patience>,
  work: (client: PatientClient, bodies: readonly string[]) => Promise<T>,
): Promise<T> {
  return withSmallServer(behave, async ({url, bodies}) => {
    const client = await Client.open({url, connections: 8})
    try {
      return await work(new PatientClient(client, {random: () => 0.5, ...patience}), bodies)
    } finally {
      await client.close()
    }
  })
}

describe('PatientClient', () => {
  it('sends again what a busy server did not take, and what was cut', () => {
    let requests = 0
    const behave: Behaviour = (response) => {
      requests++
      if (requests === 1) response.writeHead(503).end('{}')
      else if (requests === 2) response.destroy()
      else response.end('taken')
    }
    return asking(behave, {}, async (client) => {
      expect(await client.post('/predict', '1')).to.include({status: 200, text: 'taken'})
      expect(client.retries).to.equal(2)
      expect(client.outageMs).to.be.above(200)
    })
  })

  it('answers a refusal at once', () =>
    asking(
      (response) => response.writeHead(422).end('no'),
      {},
      async (client, bodies) => {
        expect(await client.post('/predict', '1')).to.include({status: 422, text: 'no'})
        expect(bodies.length).to.equal(1)
      },
    ))

  it('lets one request ask for all others while the server is away', () => {
    let isAway = true
    const told: (string | null)[] = []
    const behave: Behaviour = (response) => (isAway ? response.writeHead(503).end() : response.end('ok'))
    return asking(behave, {onOutage: (reason) => told.push(reason)}, async (client, bodies) => {
      const first = client.post('/predict', 'first')
      while (bodies.length === 0 || client.retries === 0) await new Promise((resolve) => setImmediate(resolve))
      const others = Array.from({length: 7}, () => client.post('/predict', 'other'))
      await new Promise((resolve) => setTimeout(resolve, 250))
      expect(bodies.filter((body) => body === 'other')).to.deep.equal([])
      isAway = false
      const replies = await Promise.all([first, ...others])
      expect(replies.map(({status}) => status)).to.deep.equal(Array(8).fill(200))
      expect(told).to.deep.equal(['it answers with status 503', null])
    })
  })

  it('waits as long as the server asks it to', () => {
    const times: number[] = []
    const behave: Behaviour = (response) => {
      times.push(performance.now())
      if (times.length === 1) response.writeHead(429, {'retry-after': '1'}).end()
      else response.end()
    }
    return asking(behave, {}, async (client) => {
      await client.post('/predict', '1')
      expect(times[1]! - times[0]!).to.be.above(950)
    })
  })

  it('gives up in the end, and says why', () =>
    asking(
      (response) => response.destroy(),
      {giveUpMs: 300},
      async (client) => {
        const failures = await Promise.allSettled([client.post('/predict', '1'), client.post('/predict', '2')])
        for (const failure of failures) {
          const reason: unknown = failure.status === 'rejected' ? failure.reason : undefined
          expect(reason).to.be.instanceOf(MlopsError).with.property('code', 'SERVER_UNREACHABLE')
          expect(reason).to.have.property('message').that.contains('the connection was cut')
        }
      },
    ))

  it('stops to wait when it is interrupted', () => {
    const controller = new AbortController()
    return asking(
      (response) => response.writeHead(503).end(),
      {signal: controller.signal},
      async (client) => {
        setTimeout(() => controller.abort(), 150)
        const failure = await client.post('/predict', '1').catch((error: unknown) => error)
        expect(failure).to.have.property('code', 'INTERRUPTED')
      },
    )
  })
})
