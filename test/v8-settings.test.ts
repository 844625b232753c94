import {expect} from 'chai'
import {garbageCollector} from '../src/lib/v8-settings.js'
import {runProcess} from './program.js'

describe('the settings of V8', () => {
  it('collect garbage at once', () => {
    const collect = garbageCollector()
    collect()
    const before = process.memoryUsage().arrayBuffers
    // Each larger than what a scavenge would find.
    for (let count = 0; count < 20; count++) new Uint8Array(1_000_000).fill(1)
    collect()
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(3_000_000)
  })

  it('are known to the V8 of this Node.js: it says nothing', async () => {
    const call =
      "import('./src/lib/v8-settings.ts').then((v8) => [v8.compileLate(), v8.keepNewSpace(), v8.garbageCollector()])"
    const {exitCode, stderr} = await runProcess(process.execPath, ['--import', 'tsx', '-e', call])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
  })
})
