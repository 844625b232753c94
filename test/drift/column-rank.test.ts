import {expect} from 'chai'
import {rankColumns} from '../../src/lib/drift/column-rank.js'
import {columnDrift, drifted} from './drift-tables.js'

const keysOf = (columns: Parameters<typeof rankColumns>[0]): readonly string[] =>
  rankColumns(columns).map(({key}) => key)

describe('rankColumns', () => {
  it('puts drift before warnings, and untested columns last', () => {
    const columns = (['not-tested', 'stable', 'warning', 'drift'] as const).map((status) =>
      columnDrift({column: status, status}),
    )
    expect(keysOf(columns)).to.deep.equal(['drift', 'warning', 'stable', 'not-tested'])
  })

  it('puts what matters to the model before what is far', () => {
    const far = {name: 'wasserstein', value: 3, warning: 0.05, limit: 0.1} as const
    const columns = [
      drifted({column: 'far', importance: 0.001, effect: far}),
      drifted({column: 'used', importance: 0.3}),
    ]
    expect(keysOf(columns)).to.deep.equal(['used', 'far'])
  })

  it('lets values that went missing matter as the feature does', () => {
    const miles = columnDrift({column: 'miles', importance: 0.1, status: 'not-tested', effect: null})
    const effect = {name: 'jensen-shannon', value: 0.83, warning: 0.05, limit: 0.1} as const
    const columns = [
      drifted({column: 'age', importance: 0.3}),
      miles,
      drifted({column: 'miles', aspect: 'missing', effect}),
    ]
    expect(keysOf(columns)).to.deep.equal(['miles: missing', 'age', 'miles'])
  })

  it('puts all features together after what they consist of', () => {
    const effect = {name: 'auc', value: 0.99, warning: 0.525, limit: 0.55} as const
    const columns = [drifted({column: 'together', aspect: 'multivariate', effect}), drifted({column: 'miles'})]
    expect(keysOf(columns)).to.deep.equal(['miles', 'together: multivariate'])
  })
})
