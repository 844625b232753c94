import {expect} from 'chai'
import {Latencies} from '../../src/lib/simulate/latencies.js'

describe('Latencies', () => {
  it('has no figures before the first request', async () => {
    expect((await Latencies.create()).figures()).to.deep.equal({p50: null, p90: null, p99: null, max: null})
  })

  it('knows percentiles within a thousandth, and the longest exactly', async () => {
    const latencies = await Latencies.create()
    for (let ms = 1; ms <= 10_000; ms++) latencies.add(ms / 10)
    const {p50, p90, p99, max} = latencies.figures()
    expect(p50).to.be.closeTo(500, 0.5)
    expect(p90).to.be.closeTo(900, 0.9)
    expect(p99).to.be.closeTo(990, 1)
    expect(max).to.equal(1_000)
  })

  it('adds another one up, and begins anew', async () => {
    const [total, month] = [await Latencies.create(), await Latencies.create()]
    for (const ms of [1, 3]) {
      month.reset()
      month.add(ms)
      total.addAll(month)
    }
    expect(month.figures().p50).to.be.closeTo(3, 0.003)
    expect(total.figures().p50).to.be.closeTo(1, 0.001)
    expect(total.figures().max).to.equal(3)
  })

  it('takes what lasts no time or for ever', async () => {
    const latencies = await Latencies.create()
    for (const ms of [0, 1e-6, 1e12]) latencies.add(ms)
    expect(latencies.figures().p99).to.be.closeTo(3_600_000, 4_000)
  })
})
