import {writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {Pool, request} from 'undici'
import {Registry} from '../../src/lib/model/registry.js'
import {withRunningServer} from './running-server.js'
import {customer} from './served-models.js'

const token = 'a-long-and-secret-word'

describe('a server under load', function () {
  this.timeout(120_000)

  it('fails no request on kept-alive connections during 100 promotions and rollbacks', async () => {
    const tokenFile = join(tmpdir(), `mlops-token-${process.pid}`)
    writeFileSync(tokenFile, token)
    await withRunningServer(['--token-file', tokenFile], async ({url, models, metricsUrl}) => {
      const registry = new Registry(models, {now: () => new Date(), random: Math.random})
      const pool = new Pool(url, {connections: 16, pipelining: 2})
      const authorization = `Bearer ${token}`
      const answers = new Map<string, number>()
      const count = (what: string): void => void answers.set(what, (answers.get(what) ?? 0) + 1)
      let isAsking = true
      const askers = Array.from({length: 32}, async (_, index) => {
        const rows = index % 8 === 0 ? Array.from({length: 50}, () => customer) : customer
        while (isAsking) {
          try {
            const {statusCode, body} = await pool.request({
              ...{path: '/predict', method: 'POST', body: JSON.stringify(rows)},
              headers: {'content-type': 'application/json', authorization},
            })
            const versions = new Set([await body.json()].flat().map((each) => (each as Answer).model.version))
            count(`${statusCode} of ${[...versions].join(' and ')}`)
          } catch (error) {
            count(String(error))
          }
        }
      })
      const served: number[] = []
      for (let reload = 0; reload < 100; reload++) {
        if (reload % 2 === 0) await registry.promote(2)
        else await registry.rollback()
        const {statusCode, body} = await request(`${url}/admin/reload`, {method: 'POST', headers: {authorization}})
        expect(statusCode).to.equal(200)
        served.push(((await body.json()) as {version: number}).version)
      }
      isAsking = false
      await Promise.all(askers)
      await pool.close()
      expect(served).to.deep.equal(Array.from({length: 100}, (_, reload) => (reload % 2 === 0 ? 2 : 1)))
      expect([...answers.keys()].sort()).to.deep.equal(['200 of 1', '200 of 2'])
      for (const requests of answers.values()) expect(requests).to.be.greaterThan(100)
      const metrics = await (await request(`${metricsUrl}/metrics`)).body.text()
      expect(metrics).to.match(/^mlops_model_reload_failures_total 0$/m)
    })
  })
})

interface Answer {
  readonly model: {readonly version: number}
}
