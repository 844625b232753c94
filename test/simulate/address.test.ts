import {expect} from 'chai'
import {parseAddress} from '../../src/lib/simulate/address.js'

describe('parseAddress', () => {
  it('takes an address with or without a path, and drops the last slash', () => {
    expect(parseAddress('http://127.0.0.1:8080/', 'url')).to.equal('http://127.0.0.1:8080')
    expect(parseAddress('https://models.example/risk/', 'url')).to.equal('https://models.example/risk')
  })

  it('asks whether the scheme was forgotten', () => {
    expect(() => parseAddress('localhost:8080', 'url')).to.throw('Did you mean --url http://localhost:8080?')
    expect(() => parseAddress('127.0.0.1:8080', 'url')).to.throw('Did you mean --url http://127.0.0.1:8080?')
  })

  it('asks nothing where another scheme is wanted, or the address would not do with one', () => {
    for (const text of ['ftp://h', 'h?a=1', 'user:secret@h', 'not an address', '']) {
      expect(() => parseAddress(text, 'url')).to.throw(/8080\.$/)
    }
  })

  for (const text of [
    '',
    'ftp://host',
    'http://host/?a=1',
    'http://host/#a',
    'http://user:secret@host',
    'http://:secret@host',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseAddress(text, 'metrics-url')).to.throw('--metrics-url is')
    })
  }
})
