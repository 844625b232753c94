import {expect} from 'chai'
import {stringifyJson} from '../../src/lib/terminal/json.js'

describe('stringifyJson', () => {
  for (const [name, value, parsed] of [
    ['NaN and infinite numbers become null', {a: Number.NaN, b: -Infinity}, {a: null, b: null}],
    ['a typed array becomes an array', Float32Array.of(0.5, Number.NaN), [0.5, null]],
    ['an undefined entry is left out', {a: undefined, b: 1}, {b: 1}],
    ['no result becomes null', undefined, null],
  ] as const) {
    it(name, () => {
      expect(JSON.parse(stringifyJson(value))).to.deep.equal(parsed)
    })
  }
})
