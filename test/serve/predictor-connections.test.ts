import {connect, type Socket} from 'node:net'
import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {request} from 'undici'
import {affordableConnections} from '../../src/lib/serve/predictor-connections.js'
import {withRunningServer} from './running-server.js'
import {customer} from './served-models.js'

/** Connections that say nothing, and how many of them the server has closed. */
class IdleConnections {
  private readonly sockets: Socket[] = []
  closed = 0

  /** A few hundred at a time, as many as a listening socket queues. */
  async open(port: number, count: number): Promise<void> {
    for (let left = count; left > 0; left -= 250) {
      await Promise.all(
        Array.from({length: Math.min(left, 250)}, async () => {
          const socket = connect(port, '127.0.0.1')
          this.sockets.push(socket)
          socket.on('error', () => undefined).once('close', () => (this.closed += 1))
          await Promise.race([once(socket, 'connect'), once(socket, 'close')])
        }),
      )
    }
  }

  destroy(): void {
    for (const socket of this.sockets) socket.destroy()
  }
}

const predict = async (url: string): Promise<number | string> => {
  try {
    const {statusCode, body} = await request(`${url}/predict`, {
      ...{method: 'POST', body: JSON.stringify(customer), headers: {'content-type': 'application/json'}},
      reset: true,
    })
    await body.dump()
    return statusCode
  } catch (error) {
    return String(error)
  }
}

/** What is answered at last to a client that tries again when its connection was closed. */
async function persist(url: string): Promise<number | string> {
  for (let tries = 0; tries < 40; tries++) {
    const answer = await predict(url)
    if (typeof answer === 'number') return answer
    await sleep(100)
  }
  return predict(url)
}

const refusedOf = async (metricsUrl: string): Promise<number> => {
  const text = await (await request(`${metricsUrl}/metrics`)).body.text()
  return Number(/^mlops_prediction_rejections_total\{reason="too_many_connections"\} (\d+)$/m.exec(text)?.[1])
}

describe('connections that do nothing', function () {
  this.timeout(120_000)
  const wanted = 10_000
  const count = affordableConnections(wanted)
  const scaled = count < wanted ? ' (as many as may be open on this machine)' : ''

  it(`do not stop service: ${count.toLocaleString('en-US')} of them${scaled}`, async () => {
    await withRunningServer([], async ({url, metricsUrl, port}) => {
      const idle = new IdleConnections()
      try {
        await idle.open(port, count)
        expect(await refusedOf(metricsUrl)).to.equal(0)
        expect(await persist(url)).to.equal(200)
      } finally {
        idle.destroy()
      }
    })
  })

  it('are closed at once beyond --max-connections, which is counted and logged, and make room in time', async () => {
    await withRunningServer(['--max-connections', '50'], async ({url, metricsUrl, port, log}) => {
      const idle = new IdleConnections()
      try {
        expect(await refusedOf(metricsUrl)).to.equal(0)
        await idle.open(port, 400)
        while (idle.closed < 350) await sleep(10)
        expect(await refusedOf(metricsUrl)).to.be.at.least(350)
        expect(log().match(/"msg":"connections beyond the limit were closed"/g)).to.have.length(1)
        expect(log()).to.match(/"level":"warn",.*"refused":1,"maximum":50,/)
        expect(await persist(url)).to.equal(200)
        expect(await predict(url)).to.equal(200)
      } finally {
        idle.destroy()
      }
    })
  })

  it('are as many as the system affords', () => {
    const limits = (openFiles: string): string =>
      `Max processes  1  1  processes\nMax open files            ${openFiles}  files\n`
    expect(affordableConnections(10_000, limits('20000                20000'))).to.equal(10_000)
    expect(affordableConnections(10_000, limits('4096                 524288'))).to.equal(3_896)
    expect(affordableConnections(10_000, limits('256                  256'))).to.equal(128)
    expect(affordableConnections(10_000, limits('unlimited            unlimited'))).to.equal(10_000)
    expect(affordableConnections(10_000, '')).to.equal(10_000)
  })
})
