import {expect} from 'chai'
import {createRequestField, longestText} from '../../src/lib/serve/request-field.js'

const number = createRequestField(
  {kind: 'number', name: 'miles', integer: false},
  {kind: 'number', name: 'miles', mean: 10, standardDeviation: 0.5, missingInput: false},
  [''],
)
const text = createRequestField(
  {kind: 'category', name: 'fuel', categories: []},
  {kind: 'category', name: 'fuel', categories: ['petrol'], missingTrained: false},
  [''],
)

describe('createRequestField', () => {
  it('shows the network no number farther than a million standard deviations, and keeps the value itself', () => {
    expect([1e38, -1e38, 12, null].map((value) => number.placeOf(value))).to.deep.equal([
      500_010,
      -499_990,
      12,
      Number.NaN,
    ])
    expect(number.parse(1e38)).to.equal(1e38)
  })

  it('gives categories their place, others the one behind, and missing ones -1', () => {
    expect(['petrol', 'steam', null].map((value) => text.placeOf(value))).to.deep.equal([0, 1, -1])
  })

  it('takes texts up to its limit in characters, however many units these take', () => {
    expect(text.parse('é'.repeat(longestText))).to.have.length(longestText)
    expect(text.parse('😀'.repeat(longestText))).to.have.length(2 * longestText)
    expect(text.parse('x'.repeat(longestText + 1))).to.equal(undefined)
  })

  it('names the categories of training where none was declared', () => {
    expect(text.expected).to.equal('one of petrol')
  })
})
