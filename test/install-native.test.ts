import {resolve} from 'node:path'
import {expect} from 'chai'
import {loadNativeBackend} from '../src/lib/model/native-backend.js'
import {runProcess} from './program.js'

const script = 'scripts/install-native.sh'

describe(script, () => {
  it('is a script that bash understands', async () => {
    expect(await runProcess('bash', ['-n', script])).to.deep.include({exitCode: 0, stderr: ''})
  })

  it('leaves alone what works already', async function () {
    // Only where the script itself would look: it would download what it does not find there.
    const installed = resolve(process.env['MLOPS_TFJS_NODE'] ?? '.native/node_modules/@tensorflow/tfjs-node')
    const folder = installed.replace('/node_modules/@tensorflow/tfjs-node', '')
    if (folder === installed || !loadNativeBackend({folder: installed, root: process.cwd()}).available) this.skip()
    const {exitCode, stdout, stderr} = await runProcess('bash', [script, folder])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.equal(`install-native: already installed in ${installed}\n`)
  })
})
