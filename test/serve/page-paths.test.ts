import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {once} from 'node:events'
import {connect, type AddressInfo} from 'node:net'
import {registerClientPage} from '../../src/lib/serve/page-client.js'
import {registerDocsPage} from '../../src/lib/serve/page-docs.js'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {insuranceModel} from './served-models.js'

describe('paths of pages', () => {
  const model = insuranceModel()
  const seen: string[] = []
  let app: FastifyInstance
  let port: number

  before(async () => {
    app = createPredictorApp({
      current: () => model,
      sinks: [],
      onRequest: (method, route, code) => seen.push(`${method} ${route} ${code}`),
    })
    registerClientPage(app, {current: () => model})
    registerDocsPage(app)
    await app.listen({port: 0, host: '127.0.0.1'})
    ;({port} = app.server.address() as AddressInfo)
  })
  after(() => app.close())
  beforeEach(() => seen.splice(0))

  /** The answer to a path as it is: clients would tidy it up. */
  async function ask(path: string, headers = ''): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    let said = ''
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`)
    await once(socket, 'close')
    return said
  }

  for (const path of [
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/..%5c..%5cetc%5cpasswd',
    '/client.html/../../../etc/passwd',
    '/client.html/..%2f..%2fpackage.json',
    '/client.html%00.txt',
    '/docs/%252e%252e/package.json',
    '//etc/passwd',
    '/./package.json',
    '/file:///etc/passwd',
    '/~root',
    '/.env',
    '/models/1/manifest.json',
    '/client.html;x=y',
  ]) {
    it(`lead to nothing but the pages that there are: ${path}`, async () => {
      const said = await ask(path)
      expect(said).to.match(/^HTTP\/1\.1 404 Not Found\r\n/)
      expect(said).to.match(/content-type: application\/problem\+json/)
      expect(said).to.not.match(/root:|"name":/)
      expect(seen).to.deep.equal(['GET unmatched 404'])
    })
  }

  it('say 400 to an escape that is none', async () => {
    expect(await ask('/%zz')).to.match(/^HTTP\/1\.1 400 /)
    expect(await ask('/client.html%')).to.match(/^HTTP\/1\.1 400 /)
  })

  it('let no other origin read them, whoever asks', async () => {
    for (const path of ['/client.html', '/docs', '/openapi.json', '/ping', '/nothing']) {
      const said = await ask(path, 'Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n')
      expect(said, path).to.not.match(/access-control-/i)
    }
  })

  it('are counted once each: the page of the routes is no request of their document', async () => {
    await ask('/docs')
    expect(seen).to.deep.equal(['GET /docs 200'])
  })
})
