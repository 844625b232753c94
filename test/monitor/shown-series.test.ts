import {expect} from 'chai'
import {countDistinct, shownSeries} from '../../src/lib/monitor/shown-series.js'

const text = `# HELP a What it is.
# TYPE a counter
a 0
a_bucket{le="+Inf",route="/predict"} 3 1700000000000
a_bucket{le="+Inf",route="/v2/{model}"} NaN
b:c{bin="say \\"10, 20\\"",version="1"} 1e3
`

describe('series that a server shows', () => {
  it('are read with their labels, whatever stands in these', () => {
    const series = shownSeries(text)
    expect(series.map(({name}) => name)).to.deep.equal(['a', 'a_bucket', 'a_bucket', 'b:c'])
    expect(series[0]).to.deep.equal({name: 'a', labels: {}, characters: 1})
    expect(series[2]!.labels).to.deep.equal({le: '+Inf', route: '/v2/{model}'})
    expect(series[3]!.labels).to.deep.equal({bin: 'say \\"10, 20\\"', version: '1'})
    expect(series[3]!.characters).to.equal(text.split('\n')[5]!.lastIndexOf(' '))
  })

  it('are counted by what some of their labels say', () => {
    const series = shownSeries(text)
    expect(countDistinct(series, 'a_bucket', ['le'])).to.equal(1)
    expect(countDistinct(series, 'a_bucket', ['le', 'route'])).to.equal(2)
    expect(countDistinct(series, 'missing', ['le'])).to.equal(0)
  })
})
