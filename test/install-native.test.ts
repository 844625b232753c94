import {existsSync} from 'node:fs'
import {expect} from 'chai'
import {runProcess} from './program.js'

const script = 'scripts/install-native.sh'

describe(script, () => {
  it('is a script that bash understands', async () => {
    expect(await runProcess('bash', ['-n', script])).to.deep.include({exitCode: 0, stderr: ''})
  })

  it('leaves alone what works already', async function () {
    if (!existsSync('.native')) this.skip()
    const {exitCode, stdout, stderr} = await runProcess('bash', [script])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.match(/^install-native: already installed in .*\.native\/node_modules\/@tensorflow\/tfjs-node\n$/)
  })
})
