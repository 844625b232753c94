import {once} from 'node:events'
import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {Registry} from '../../src/lib/model/registry.js'
import {createRandom, type Random} from '../../src/lib/statistics/random.js'
import {makeDraft} from './draft.js'
import {bundleWorker, ended, startWorker} from './worker-process.js'

describe('Registry of several processes', () => {
  let parent: string
  let folder: string
  let bundle: string

  before(async () => {
    parent = await mkdtemp(join(tmpdir(), 'mlops-processes-'))
    bundle = await bundleWorker(parent)
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(parent, 'models-'))
  })

  after(() => rm(parent, {recursive: true}))

  it('gives different numbers to four processes that add at the same time, and no gaps', async () => {
    const children = ['a', 'b', 'c', 'd'].map((seed) => startWorker(bundle, [folder, seed, 'add', '15']))
    const results = await Promise.all(children.map(ended))
    expect(results.map(({stderr}) => stderr).join('')).to.equal('')
    const versions = results.flatMap(({stdout}) => JSON.parse(stdout) as number[])
    expect(versions.sort((a, b) => a - b)).to.deep.equal(Array.from({length: 60}, (_, index) => index + 1))
    await expectSound(open())
    expect(await open().history()).to.have.length(60)
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).to.deep.equal([])
  })

  it('is whole whenever the processes that change it are killed', async function () {
    this.timeout(120_000)
    const random = createRandom('kill')
    let kills = 0
    while (kills < 60) {
      // Fresh folders now and then: the first moments of a registry are killed as well, and lists stay short.
      if (kills % 20 === 0) folder = await mkdtemp(join(parent, 'models-'))
      await Promise.all([killSoon(`${kills}a`, random), killSoon(`${kills}b`, random)])
      kills += 2
      await expectSound(open())
    }

    const version = await open().add(makeDraft({rows: 20}))
    await open().promote(version)
    expect(await open().resolve()).to.equal(version)
    const left = (await readdir(folder)).filter((name) => name.startsWith('.'))
    expect(left, 'what killed processes left is taken away').to.deep.equal([])
  })

  async function killSoon(seed: string, random: Random): Promise<void> {
    const child = startWorker(bundle, [folder, seed, 'churn'])
    const result = ended(child)
    await once(child.stdout!, 'data')
    await sleep(40 * random())
    child.kill('SIGKILL')
    const {code, stderr} = await result
    expect(stderr).to.equal('')
    expect(code, 'exit code of a killed process').to.equal(null)
  }

  function open(): Registry {
    return new Registry(folder, {now: () => new Date(), random: createRandom('open')})
  }
})

/** Every version that is listed loads, and aliases and history speak of versions that are there. */
async function expectSound(registry: Registry): Promise<void> {
  const entries = await registry.list()
  const broken = entries.filter(({status}) => status === 'broken')
  expect(broken).to.deep.equal([])
  const versions = entries.map(({version}) => version)
  const aliases = await registry.aliases()
  expect(versions).to.include.members(Object.values(aliases))
  const history = await registry.history()
  expect(versions).to.include.members(history.map(({version}) => version))
  const changes = history.filter(({action}) => action !== 'add')
  changes.forEach((change, index) =>
    expect(change.from, 'nothing is missing in the history').to.equal(changes[index - 1]?.to ?? null),
  )
  expect(changes[changes.length - 1]?.to).to.equal(aliases['production'])
  for (const version of versions) {
    for (const record of await registry.readValidations(version)) expect(record).to.have.property('passed')
  }
}
