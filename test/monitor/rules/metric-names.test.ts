import {expect} from 'chai'
import {seriesIn, shownSeries, unknownSeries} from './metric-names.js'

describe('the names of series in a query', () => {
  it('are found between operators, functions, numbers and durations', () => {
    expect(seriesIn('1 - sum without (instance, pod) (rate(a_total{b="c"}[5m])) / (d:e:f >= 1e-300)')).to.deep.equal([
      'a_total',
      'd:e:f',
    ])
    expect(seriesIn('histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m] offset 1h))) > bool 1')).to.deep.equal([
      'x_bucket',
    ])
    expect(
      seriesIn('a == bool ignoring (version) group_left () max without (version) (b) or time() - c'),
    ).to.deep.equal(['a', 'b', 'c'])
  })

  it('are not looked for in texts', () => {
    expect(seriesIn('up{job="a_b and c"} or absent(up{x=~"y\\"z"})')).to.deep.equal(['up'])
  })

  it('are unknown when no server shows them and no rule records them', () => {
    const shown = shownSeries('# TYPE a counter\na{b="c"} 1\nd_bucket{le="1"} 2\n')
    expect(unknownSeries('a + d_bucket + d + up + model_version:mlops_predictions:rate5m', shown)).to.deep.equal(['d'])
  })
})
