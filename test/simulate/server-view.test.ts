import {expect} from 'chai'
import {Client} from '../../src/lib/simulate/client.js'
import {estimateIn, readView} from '../../src/lib/simulate/server-view.js'
import {withSmallServer, type Behaviour} from './small-server.js'

const column = {key: 'miles', aspect: 'values', status: 'drift', sentence: 'miles fell'}
const report = {
  ...{model: 'risk', answers: {rows: 100}, computed: {answered: 100, rows: 100}},
  ...{drift: {status: 'drift', columns: [column]}, verdict: {level: 'watch'}},
}

function view(behave: Behaviour, patienceMs = 400): ReturnType<typeof readView> {
  return withSmallServer(behave, async ({url}) => {
    const client = await Client.open({url, connections: 1})
    try {
      return await readView({client, url, model: 'risk', patienceMs})
    } finally {
      await client.close()
    }
  })
}

describe('readView', () => {
  it('takes a comparison that has seen every row', async () => {
    expect(await view((response) => response.end(JSON.stringify(report)))).to.deep.equal({
      drift: {status: 'drift', level: 'watch', rows: 100, columns: [{key: 'miles', aspect: 'values', status: 'drift'}]},
      estimatedAccuracy: null,
    })
  })

  it('waits for one that has, and does not mind rows of others meanwhile', async () => {
    let asked = 0
    const seen = await view((response, _body, {url}) => {
      if (url !== '/drift?fresh') {
        response.end()
        return
      }
      asked++
      // Asked first, it had answered 100 rows; others go on asking it.
      const answered = [90, 99, 100][asked - 1]
      response.end(JSON.stringify({...report, answers: {rows: 99 + asked}, computed: {answered, rows: 100}}))
    })
    expect(seen).to.have.property('drift')
    expect(asked).to.equal(3)
  })

  it('says so when the rows are not compared in time', async () => {
    const seen = await view((response) => response.end(JSON.stringify({...report, computed: null})), 150)
    expect(seen).to.have.property('problem').that.contains('had not compared the rows after 0.15 seconds')
  })

  it('does not believe the monitor of another model', async () => {
    const seen = await view((response) => response.end(JSON.stringify({...report, model: 'churn'})))
    expect(seen).to.have.property('problem').that.contains('watches the model churn, not risk')
  })

  it('does not believe what is no monitor', async () => {
    const seen = await view((response) => response.writeHead(404).end('{}'))
    expect(seen).to.have.property('problem').that.contains('is not the monitor of a server (status 404)')
  })
})

describe('estimateIn', () => {
  it('reads the estimate of the version that was loaded last', () => {
    const metrics = [
      '# TYPE mlops_estimated_accuracy gauge',
      'mlops_estimated_accuracy{model="risk",version="1"} 0.9',
      'mlops_estimated_accuracy{model="risk",version="2"} 0.8125',
      'mlops_estimated_accuracy_lower{model="risk",version="2"} 0.7',
    ].join('\n')
    expect(estimateIn(metrics)).to.equal(0.8125)
  })

  it('finds none where there is none, and none in NaN', () => {
    expect(estimateIn('mlops_realised_accuracy 0.9\n')).to.equal(null)
    expect(estimateIn('mlops_estimated_accuracy{model="risk"} NaN\n')).to.equal(null)
  })
})
