import {once} from 'node:events'
import {getPriority} from 'node:os'
import {Worker} from 'node:worker_threads'
import {expect} from 'chai'

describe('priority of the thread that compares', () => {
  it('is lowered for the thread alone, where threads have priorities', async function () {
    if (process.platform !== 'linux') this.skip()
    const before = getPriority(process.pid)
    const file = new URL('../../bin/dev-worker.js', import.meta.url)
    const source = new URL('lower-priority-worker.ts', import.meta.url)
    const worker = new Worker(file, {argv: [source.href]})
    const [answer] = (await once(worker, 'message')) as [{isLowered: boolean; priority: number}]
    await worker.terminate()
    expect(answer).to.deep.equal({isLowered: true, priority: 19})
    expect(getPriority(process.pid)).to.equal(before)
  })
})
