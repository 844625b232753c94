import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import {defaultGateBounds, parseGateBounds, resolveGateBounds} from '../../src/lib/model/gate-bounds.js'

describe('docs/gates.md', () => {
  const table = readFileSync('docs/gates.md', 'utf8').matchAll(/^\| `(\w+)` \| `--[\w-]+` \| (.+?) \|/gm)
  const documented = Object.fromEntries([...table].map(([, key, value]) => [key!, value!]))

  it('names every bound with its default', () => {
    const defaults = Object.entries(defaultGateBounds).map(([key, value]) => [key, String(value)])
    expect(documented).to.deep.equal({...Object.fromEntries(defaults), classShares: 'all equal'})
  })
})

describe('resolveGateBounds', () => {
  it('takes the first source that names a bound, then the default', () => {
    const bounds = resolveGateBounds({minimumAccuracy: 0.7}, undefined, {minimumAccuracy: 0.6, maximumSpread: 0.1})
    expect(bounds).to.deep.equal({...defaultGateBounds, minimumAccuracy: 0.7, maximumSpread: 0.1})
  })

  it('refuses bounds that no model can pass', () => {
    expect(() => resolveGateBounds({minimumAccuracy: 0.95}))
      .to.throw('must be above 0.95 and below 0.95')
      .with.property('code', 'GATES_INVALID')
  })
})

describe('parseGateBounds', () => {
  it('takes every bound of the data package', () => {
    const bounds = {...defaultGateBounds, classShares: [0.2, 0.3, 0.5]}
    expect(parseGateBounds(bounds, 'gates.json')).to.deep.equal(bounds)
  })

  const wrong: readonly [string, unknown, string][] = [
    ['names the bound that was meant', {minimumAcuracy: 0.8}, 'did you mean "minimumAccuracy"?'],
    ['lists the bounds when none is near', {speed: 0.8}, 'maximumSpread, classShareTolerance, classShares'],
    ['refuses a text', {minimumAccuracy: '0.8'}, 'minimumAccuracy is "0.8", expected a number'],
    ['refuses a percentage', {minimumAccuracy: 85}, 'minimumAccuracy is 85, expected a number from 0 to 1'],
    ['refuses null', {maximumSpread: null}, 'maximumSpread is null, expected a number'],
    [
      'refuses shares that do not sum to 1',
      {classShares: [0.5, 0.4]},
      'classShares is [0.5,0.4], expected numbers that sum to 1',
    ],
    ['refuses shares that are no list', {classShares: {low: 1}}, 'classShares is {"low":1}, expected a list'],
    ['refuses a list', [0.8], 'expected an object'],
    ['refuses nothing', null, 'expected an object'],
  ]
  for (const [name, json, message] of wrong) {
    it(`${name}, and says where`, () => {
      expect(() => parseGateBounds(json, 'gates.json'))
        .to.throw(`gates.json: `)
        .with.property('code', 'GATES_INVALID')
      expect(() => parseGateBounds(json, 'gates.json')).to.throw(message)
    })
  }
})
