import {once} from 'node:events'
import {connect, type AddressInfo} from 'node:net'
import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {recordingSink} from './recording-sink.js'
import {customer, insuranceModel} from './served-models.js'

const body = JSON.stringify(customer)
const size = body.length.toString(16)
const head = 'POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
const get = 'GET /ping HTTP/1.1\r\nHost: a\r\n'
/** What must not be answered on a connection whose bytes can be cut in two ways. */
const smuggled = 'GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'

const chunked = (chunks: string, headers = ''): string => `${head}${headers}Transfer-Encoding: chunked\r\n\r\n${chunks}`
const sized = (length: string, text = body): string => `${head}Content-Length: ${length}\r\n\r\n${text}`
const coded = (coding: string): string => `${head}${coding}\r\n\r\n${size}\r\n${body}\r\n0\r\n\r\n`

/** Requests that two servers in a row could cut differently. */
const ambiguous: Readonly<Record<string, string>> = {
  'a length before chunks': `${head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG`,
  'chunks before a length': `${head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${size}\r\n${body}\r\n0\r\n\r\n`,
  'one length twice': `${head}Content-Length: ${body.length}\r\n${sized(`${body.length}`).slice(head.length)}`,
  'a list of lengths': sized(`${body.length}, ${body.length}`),
  'a negative length': sized('-1'),
  'a length in hexadecimal': sized('0x5f'),
  'a length beyond all numbers': sized('99999999999999999999999'),
  'a length with a blank inside': sized('9 5'),
  'chunks that are named twice': coded('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'),
  'chunks and another coding': coded('Transfer-Encoding: identity, chunked'),
  'chunks of what was compressed': coded('Transfer-Encoding: gzip, chunked'),
  'another coding after chunks': coded('Transfer-Encoding: chunked, identity'),
  'chunks in quotes': coded('Transfer-Encoding: "chunked"'),
  'chunks behind a vertical tab': coded('Transfer-Encoding: \x0bchunked'),
  'chunks in a folded header': coded('Transfer-Encoding:\r\n chunked'),
  'chunks in HTTP/1.0': coded('Transfer-Encoding: chunked').replace('HTTP/1.1', 'HTTP/1.0'),
  'a chunk size with 0x': chunked(`0x${size}\r\n${body}\r\n0\r\n\r\n`),
  'a chunk size with a sign': chunked(`+${size}\r\n${body}\r\n0\r\n\r\n`),
  'a chunk size below 0': chunked(`-1\r\n${body}\r\n0\r\n\r\n`),
  'a chunk size of 17 digits': chunked(`100000000000000${size}\r\n${body}\r\n0\r\n\r\n`),
  'a chunk size and a blank': chunked(`${size} \r\n${body}\r\n0\r\n\r\n`),
  'a chunk size that ends with a line feed alone': chunked(`${size}\n${body}\r\n0\r\n\r\n`),
  'a chunk extension that ends with a line feed alone': chunked(`${size};a\n${body}\r\n0\r\n\r\n`),
  'a chunk extension of 20 KB': chunked(`${size};${'a'.repeat(20_000)}\r\n${body}\r\n0\r\n\r\n`),
  'a chunk longer than its size': chunked(`5\r\n${body}\r\n0\r\n\r\n`),
  'a chunk that ends with a line feed alone': chunked(`${size}\r\n${body}\n0\r\n\r\n`),
  'a chunk that ends with nothing': chunked(`${size}\r\n${body}0\r\n\r\n`),
  'a length in the trailer': chunked(`${size}\r\n${body}\r\n0\r\nContent-Length: 50\r\n\r\n`),
  'lines that end with a line feed alone': 'GET /ping HTTP/1.1\nHost: a\n\n',
  'a header that ends with a line feed alone': `${get}X: a\nY: b\r\n\r\n`,
  'a carriage return in a header': `${get}X: b\rTransfer-Encoding: chunked\r\n\r\n`,
  'NUL in a header': `${get}X: b\0c\r\n\r\n`,
  'NUL in the name of a header': `${get}X\0: b\r\n\r\n`,
  'a header without a colon': `${get}X\r\n\r\n`,
  'a blank before the first header': 'GET /ping HTTP/1.1\r\n Host: a\r\n\r\n',
  'two hosts': `${get}Host: b\r\n\r\n`,
  'a tunnel to elsewhere': 'CONNECT other:80 HTTP/1.1\r\nHost: other:80\r\n\r\n',
  'a request without a version': 'GET /ping\r\n',
  'a version that there is not': 'GET /ping HTTP/1.2\r\nHost: a\r\n\r\n',
  'HTTP/2 without having asked': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a path with a blank': 'GET /pi ng HTTP/1.1\r\nHost: a\r\n\r\n',
  'a path with bytes that are no ASCII': 'GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n',
}

describe('bytes that servers could cut into requests differently', () => {
  const insurance = insuranceModel()
  let app: FastifyInstance
  let port: number
  const sink = recordingSink()

  before(async () => {
    app = createPredictorApp({current: () => insurance, sinks: [sink]})
    await app.listen({port: 0, host: '127.0.0.1'})
    ;({port} = app.server.address() as AddressInfo)
  })
  after(() => app.close())

  /** Everything that is said until the server closes the connection, or has given as many answers. */
  async function exchange(text: string, answers = Infinity): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    let said = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1')
      if ((said.match(/HTTP\/1\.1 [2-5]/g) ?? []).length >= answers) socket.destroy()
    })
    await once(socket, 'connect')
    socket.write(Buffer.from(text, 'latin1'))
    if (!socket.closed) await once(socket, 'close')
    return said
  }

  for (const [name, text] of Object.entries(ambiguous)) {
    it(`get one refusal at most, and the connection is closed: ${name}`, async () => {
      const said = await exchange(text + smuggled)
      const statuses = said.match(/HTTP\/1\.1 \d\d\d/g) ?? []
      if (name === 'a tunnel to elsewhere') expect(statuses).to.deep.equal([])
      else expect(statuses).to.match(/^HTTP\/1\.1 (400|413|431|501)$/)
      expect(said).to.not.include('"openapi"')
      expect(sink.rows).to.deep.equal([])
    })
  }

  it('are none when a body holds a request: it is read as a body', async () => {
    const said = await exchange(`${get}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}${get}\r\n`, 2)
    expect(said.match(/pong/g)).to.have.length(2)
    expect(said).to.not.include('"openapi"')
  })

  it('are none in two requests in a row: both are answered, in order', async () => {
    const said = await exchange(`${sized(String(body.length))}${get}Connection: close\r\n\r\n`)
    expect(said).to.match(/^HTTP\/1\.1 200 [^]*"category"[^]*HTTP\/1\.1 200 [^]*pong$/)
  })

  it('are none in chunks of one byte', async () => {
    const chunks = Array.from(body, (byte) => `1\r\n${byte}\r\n`).join('')
    expect(await exchange(chunked(`${chunks}0\r\n\r\n`), 1)).to.match(/^HTTP\/1\.1 200 /)
  })

  it('are none in a path with the address of the server, as proxies send it', async () => {
    expect(await exchange('GET http://a/ping HTTP/1.1\r\nHost: a\r\n\r\n', 1)).to.match(/^HTTP\/1\.1 200 /)
  })

  it('do not become another protocol or method by a header that asks for it', async () => {
    const upgrade = 'Connection: Upgrade\r\nUpgrade: h2c\r\nX-HTTP-Method-Override: DELETE\r\n'
    expect(await exchange(`${get}${upgrade}\r\n`, 1)).to.match(/^HTTP\/1\.1 200 OK\r\n/)
  })

  it('are refused by the protocol of tensors in its own words', async () => {
    const path = '/v2/models/car-insurance-risk/infer'
    const said = await exchange(coded('Transfer-Encoding: gzip, chunked').replace('/predict', path))
    expect(said).to.match(/^HTTP\/1\.1 501 /)
    expect(JSON.parse(said.slice(said.indexOf('\r\n\r\n')))).to.deep.equal({
      error: 'The transfer encoding "gzip, chunked" is not taken: send the body plain, or chunked.',
    })
  })
})
