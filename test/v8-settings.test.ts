import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {garbageCollector} from '../src/lib/v8-settings.js'
import {runProcess} from './program.js'

describe('the settings of V8', () => {
  it('collect garbage when there is enough of it', async () => {
    const collect = garbageCollector()
    const {arrayBuffers: before} = process.memoryUsage()
    collect()
    // Each larger than what a scavenge would find.
    for (let count = 0; count < 20; count++) new Uint8Array(1_000_000).fill(1)
    collect()
    for (let turn = 0; process.memoryUsage().arrayBuffers - before > 3_000_000; turn++) {
      expect(turn).to.be.below(100)
      await sleep(1)
    }
  })

  it('keep the room for new objects as it is, whatever threads are started', async function () {
    const [major] = process.versions.node.split('.').map(Number)
    if (major !== 20) this.skip()
    const {stdout} = await runProcess(process.execPath, ['--import', 'tsx', 'test/keep-new-space.ts'])
    const {before, after} = JSON.parse(stdout) as {before: number; after: number}
    // From 2 MB to 16 without; it may double once while the thread makes its heap.
    expect(after).to.be.below(2.5 * before)
  })

  it('are known to the V8 of this Node.js: it says nothing', async () => {
    const call =
      "import('./src/lib/v8-settings.ts').then((v8) => [v8.compileLate(), v8.keepNewSpace(), v8.collectEarly(), v8.garbageCollector()])"
    const {exitCode, stderr} = await runProcess(process.execPath, ['--import', 'tsx', '-e', call])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
  })
})
