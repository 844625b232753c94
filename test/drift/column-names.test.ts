import {expect} from 'chai'
import {columnKey, outputNames} from '../../src/lib/drift/column-names.js'

describe('columnKey', () => {
  it('is the name of a feature, and says what else is looked at', () => {
    expect(columnKey({column: 'miles', aspect: 'values'}, ['miles'])).to.equal('miles')
    expect(columnKey({column: 'miles', aspect: 'missing'}, ['miles'])).to.equal('miles: missing')
    expect(columnKey({column: outputNames.prediction, aspect: 'prediction'}, ['miles'])).to.equal('predicted class')
  })

  it('differs from every feature, whatever they are called', () => {
    const features = ['x', 'x: missing', 'x: missing (missing)', 'all features together']
    expect(columnKey({column: 'x', aspect: 'missing'}, features)).to.equal('x: missing (missing) (missing)')
    expect(columnKey({column: outputNames.multivariate, aspect: 'multivariate'}, features)).to.equal(
      'all features together (multivariate)',
    )
  })
})
