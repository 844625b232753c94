import {expect} from 'chai'
import {confidenceBins, errorStratum, strataOf} from '../../src/lib/drift/error-strata.js'

describe('errorStratum', () => {
  for (const classes of [2, 3, 10]) {
    it(`gives each of ${classes} classes its own strata, from undecided to sure`, () => {
      for (let predicted = 0; predicted < classes; predicted++) {
        const first = predicted * confidenceBins
        expect(errorStratum(predicted, 1 / classes, classes)).to.equal(first)
        expect(errorStratum(predicted, 1, classes)).to.equal(first + confidenceBins - 1)
      }
      expect(strataOf(classes)).to.equal(classes * confidenceBins)
    })
  }

  it('puts what rounding has moved beyond the ends into the nearest bin', () => {
    expect(errorStratum(0, 0.33333331, 3)).to.equal(0)
    expect(errorStratum(2, 1.0000001, 3)).to.equal(strataOf(3) - 1)
  })

  it('does not fall as the model grows surer', () => {
    const strata = Array.from({length: 1001}, (_unused, step) => errorStratum(1, 0.5 + step / 2000, 2))
    expect(strata).to.deep.equal([...strata].sort((a, b) => a - b))
    expect(new Set(strata).size).to.equal(confidenceBins)
  })
})
