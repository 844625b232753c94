import {connect, type AddressInfo, type Socket} from 'node:net'
import {once} from 'node:events'
import {setTimeout as wait} from 'node:timers/promises'
import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {Agent, Pool, request} from 'undici'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import type {PredictorOptions} from '../../src/lib/serve/predictor-options.js'
import {customer, insuranceModel} from './served-models.js'

const insurance = insuranceModel()

describe('the predictor on a real port', function () {
  this.timeout(30_000)
  const apps: FastifyInstance[] = []

  async function listen(options: Partial<PredictorOptions> = {}): Promise<{app: FastifyInstance; port: number}> {
    const app = createPredictorApp({current: () => insurance, sinks: [], ...options})
    apps.push(app)
    await app.listen({port: 0, host: '127.0.0.1'})
    return {app, port: (app.server.address() as AddressInfo).port}
  }

  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()))
  })

  /** Everything that the server says on a connection until it closes it. */
  async function exchange(port: number, text: string): Promise<string> {
    const socket = await open(port)
    socket.write(text)
    return untilClosed(socket)
  }

  async function open(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }

  async function untilClosed(socket: Socket): Promise<string> {
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    if (!socket.closed) await once(socket, 'close')
    return text
  }

  const predict = (port: number, body: unknown = customer) =>
    request(`http://127.0.0.1:${port}/predict`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(body),
    })

  it('answers many requests at once, each with its own answer', async () => {
    const {port} = await listen()
    const pool = new Pool(`http://127.0.0.1:${port}`, {connections: 20, pipelining: 4})
    const ids = Array.from({length: 400}, (_, index) => `row ${index}`)
    const answers = await Promise.all(
      ids.map(async (id) => {
        const {body} = await pool.request({
          ...{path: '/predict', method: 'POST', headers: {'content-type': 'application/json'}},
          body: JSON.stringify({...customer, id}),
        })
        return (await body.json()) as {id: string}
      }),
    )
    await pool.close()
    expect(answers.map(({id}) => id)).to.deep.equal(ids)
  })

  it('closes a request that stops half-way, in the headers or in the body, and goes on serving', async () => {
    const {port} = await listen({requestTimeoutMs: 1_000})
    const started = performance.now()
    const halves = [
      'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Ty',
      'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"age"',
    ].map((text) => exchange(port, text))
    expect((await predict(port)).statusCode).to.equal(200)
    for (const reply of await Promise.all(halves)) {
      expect(reply).to.match(/^HTTP\/1\.1 408 Request Timeout\r\n/)
      expect(reply).to.match(/application\/problem\+json/)
      expect(reply).to.match(/The request did not arrive in time/)
    }
    expect(performance.now() - started).to.be.lessThan(10_000)
  })

  it('closes a connection on which nothing is ever sent', async () => {
    const {port} = await listen({requestTimeoutMs: 1_000})
    await untilClosed(await open(port))
  })

  const requestOf = (headers: string, body: string): string =>
    `POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`
  for (const [name, text] of [
    ['two lengths', requestOf('Content-Length: 2\r\nContent-Length: 3', '{}')],
    ['a length and chunks', requestOf('Content-Length: 2\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['an unknown transfer encoding', requestOf('Transfer-Encoding: xchunked', '0\r\n\r\n')],
    ['a blank before the colon', requestOf('Transfer-Encoding : chunked', '0\r\n\r\n')],
    ['a length that is no number', requestOf('Content-Length: +2', '{}')],
    ['a folded header', requestOf('X: a\r\n b: c\r\nContent-Length: x', '{}')],
    ['no host', 'GET /ping HTTP/1.1\r\n\r\n'],
    ['headers of 20 KB', requestOf(`X: ${'x'.repeat(20_000)}`, '')],
    ['bytes that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a chunk whose size is no number', requestOf('Transfer-Encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n')],
  ] as const) {
    it(`refuses ${name} and closes the connection`, async () => {
      const {port} = await listen()
      const reply = await exchange(port, text)
      expect(reply).to.match(/^HTTP\/1\.1 (4\d\d|501) /)
      expect(reply.match(/HTTP\/1\.1 \d/g)).to.have.length(1)
      expect(reply).to.match(/[Cc]onnection: close/)
    })
  }

  it('stops reading a body that is too large, said or not', async () => {
    const {port} = await listen({bodyLimit: 1_000})
    const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`
    for (const text of [
      requestOf('Content-Length: 5000000000', ''),
      requestOf('Transfer-Encoding: chunked', chunk.repeat(8)),
    ]) {
      const reply = await exchange(port, text)
      expect(reply).to.match(/^HTTP\/1\.1 413 /)
      expect(reply).to.match(/larger than 1,000 bytes/)
    }
  })

  it('goes on serving while many connections do nothing', async () => {
    const {port} = await listen({requestTimeoutMs: 2_000})
    const idle = await Promise.all(Array.from({length: 500}, () => open(port)))
    expect((await predict(port)).statusCode).to.equal(200)
    for (const socket of idle) socket.destroy()
  })

  it('closes connections beyond its limit at once, and serves again when there is room', async () => {
    const {app, port} = await listen({maximumConnections: 2})
    const held = [await open(port), await open(port)]
    const beyond = await open(port)
    expect(await untilClosed(beyond)).to.equal('')
    for (const socket of held) socket.destroy()
    while (await new Promise<number>((done) => app.server.getConnections((_, count) => done(count)))) await wait(5)
    expect((await predict(port)).statusCode).to.equal(200)
  })

  it('closes idle connections to make room for new ones', async () => {
    const {port} = await listen({maximumConnections: 1})
    const idle = await open(port)
    idle.write('GET /ping HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(idle, 'data')
    await untilClosed(await open(port))
    await untilClosed(idle)
    expect((await predict(port)).statusCode).to.equal(200)
  })

  it('asks clients to go elsewhere while draining, and answers them', async () => {
    let draining = false
    const {port} = await listen({isDraining: () => draining})
    const before = await predict(port)
    expect(before.headers.connection).to.not.equal('close')
    await before.body.dump()
    draining = true
    const {statusCode, headers} = await predict(port)
    expect([statusCode, headers.connection]).to.deep.equal([200, 'close'])
  })

  it('ends although a client holds half a request', async () => {
    const {app, port} = await listen({requestTimeoutMs: 500})
    const half = await open(port)
    half.write(requestOf('Content-Length: 100', '{'))
    await wait(50)
    await app.close()
    await untilClosed(half)
  })

  it('answers what was sent before it was closed', async () => {
    const {app, port} = await listen()
    const agent = new Agent({keepAliveTimeout: 60_000})
    const send = () =>
      request(`http://127.0.0.1:${port}/predict`, {
        ...{dispatcher: agent, method: 'POST', headers: {'content-type': 'application/json'}},
        body: JSON.stringify(Array.from({length: 2_000}, () => customer)),
      })
    const answers = Promise.allSettled(
      Array.from({length: 5}, async () => {
        const {statusCode, body} = await send()
        return [statusCode, ((await body.json()) as unknown[]).length]
      }),
    )
    await new Promise((done) => app.server.once('request', done))
    await app.close()
    const settled = await answers
    const answered = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(answered.length).to.be.greaterThan(0)
    for (const each of answered) expect(each).to.deep.equal([200, 2_000])
    await agent.close()
  })
})
