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

  it('let the room for new objects grow to its limit, and no further', async function () {
    const [major] = process.versions.node.split('.').map(Number)
    if (![20, 22, 24].includes(major!)) this.skip()
    const {stdout} = await runProcess(process.execPath, ['--import', 'tsx', 'test/limit-new-space.ts'])
    const {limit, atStart, grown, later} = JSON.parse(stdout) as Record<string, number>
    expect(atStart).to.be.below(0.6 * limit!)
    expect(grown).to.be.within(0.9 * limit!, limit!)
    expect(later).to.equal(grown)
  })

  it('are known to the V8 of this Node.js: it says nothing', async () => {
    const call =
      "import('./src/lib/v8-settings.ts').then((v8) => [v8.compileLate(), v8.limitNewSpace(), v8.collectEarly(), v8.garbageCollector()])"
    const {exitCode, stderr} = await runProcess(process.execPath, ['--import', 'tsx', '-e', call])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
  })
})
