import {expect} from 'chai'
import {Client} from '../../src/lib/simulate/client.js'
import {withSmallServer, type Behaviour} from './small-server.js'

describe('Client', () => {
  it('takes its connections in turn though one would do, so that each server behind a name is asked', async () => {
    const ports: (number | undefined)[] = []
    const behave: Behaviour = (response, _, {socket}) => {
      ports.push(socket.remotePort)
      response.end('{}')
    }
    await withSmallServer(behave, async ({url}) => {
      const client = await Client.open({url, connections: 3})
      for (let request = 0; request < 6; request++) await client.get('/')
      await client.close()
    })
    expect(new Set(ports)).to.have.length(3)
    expect(ports.slice(3)).to.deep.equal(ports.slice(0, 3))
  })

  it('sends what has to wait for a connection in its order, and loses nothing', async () => {
    let [open, most] = [0, 0]
    const behave: Behaviour = (response, body) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        response.end(body)
      }, 2)
    }
    await withSmallServer(behave, async ({url, bodies}) => {
      const client = await Client.open({url, connections: 2})
      const sent = Array.from({length: 21}, (_, request) => String(request))
      const replies = await Promise.all(sent.map((body) => client.post('/', body)))
      await client.close()
      expect(replies.map(({text}) => text)).to.deep.equal(sent)
      expect(bodies.slice(2)).to.have.length(19)
      expect([...bodies].sort()).to.deep.equal([...sent].sort())
    })
    expect(most).to.equal(2)
  })
})
