import {expect} from 'chai'
import pino from 'pino'
import {createRequestLog} from '../../src/lib/serve/request-log.js'

describe('log of requests', () => {
  it('writes what a request logs as the log of the server does, without a logger of its own', () => {
    const lines: string[] = []
    const log = createRequestLog(pino({base: null, timestamp: false}, {write: (line) => lines.push(line)}))
    const child = log.child({reqId: 'a'})
    child.error({requestId: 'a'}, 'request failed')
    child.debug('not at this level')
    expect(lines).to.deep.equal(['{"level":50,"requestId":"a","msg":"request failed"}\n'])
    expect(child).to.equal(log)
  })
})
