import {expect} from 'chai'
import {didYouMean, nearestName} from '../../src/lib/dataset/nearest-name.js'

describe('nearestName', () => {
  const names = ['age', 'emergency_braking', 'braking_distance', 'Power']

  it('finds a name with one letter wrong', () => {
    expect(nearestName('emergency_breaking', names)).to.equal('emergency_braking')
  })

  it('finds a name with two letters swapped', () => {
    expect(nearestName('aeg', names)).to.equal('age')
  })

  it('does not mind the case', () => {
    expect(nearestName('POWER', names)).to.equal('Power')
  })

  it('finds nothing when no name is near', () => {
    expect(nearestName('miles', names)).to.be.undefined
    expect(nearestName('', names)).to.be.undefined
    expect(nearestName('x', [])).to.be.undefined
  })

  it('asks, or says nothing', () => {
    expect(didYouMean('powr', names)).to.equal(' Did you mean "Power"?')
    expect(didYouMean('colour', names)).to.equal('')
  })
})
