import {Parser} from '@oclif/core'
import {expect} from 'chai'
import {addressFlag, refuseUnusableIntervals, urlPattern} from '../../src/lib/terminal/monitoring-values.js'
import {rejection} from '../model/rejection.js'

const usable = {'scrape-interval': '15s', window: '1h', 'answers-window': '15m', silence: '30m'}

describe('intervals that rules work with', () => {
  for (const [name, change] of Object.entries({
    'the usual ones': {},
    'a silence of four scrapes': {silence: '1m'},
    'the longest silence': {silence: '23h'},
  })) {
    it(`are ${name}`, () => {
      refuseUnusableIntervals({...usable, ...change})
    })
  }

  for (const [silence, message] of [
    ['10s', '--silence is 10s, which holds fewer than 4 scrapes, one every 15s.'],
    ['59s', '--silence is 59s, which holds fewer than 4 scrapes, one every 15s.'],
    ['1440m', /--silence is 1440m, expected at most 23h/],
    ['1d', /--silence is 1d, expected at most 23h/],
    ['1w', /--silence is 1w, expected at most 23h/],
  ] as const) {
    it(`are not with a silence of ${silence}`, () => {
      expect(() => {
        refuseUnusableIntervals({...usable, silence})
      })
        .to.throw(message)
        .with.property('code', 'USAGE')
    })
  }
})

describe('addresses', () => {
  const parse = async (text: string): Promise<unknown> =>
    (await Parser.parse(['--webhook-url', text], {flags: {'webhook-url': addressFlag()}})).flags['webhook-url']

  for (const address of ['http://127.0.0.1:5001/', 'https://hooks.example.com/a?b=c', 'http://[::1]:9090']) {
    it(`are ${address}`, async () => {
      expect(await parse(address)).to.equal(address)
    })
  }

  for (const text of [
    'hook',
    'hooks.example.com',
    'ftp://x/',
    'file:///etc/x',
    'http://',
    'http:///x',
    'http://a b',
    'http://a:b',
  ]) {
    it(`are not "${text}"`, async () => {
      const {message} = await rejection(parse(text))
      expect(message).to.contain('--webhook-url is').and.to.contain('http://')
    })
  }

  it('of runbooks may be folders', () => {
    expect(urlPattern.test('runbooks')).to.equal(true)
  })
})
