import {execFile} from 'node:child_process'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {Registry} from '../../src/lib/model/registry.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {schemaErrors} from '../schema.js'
import {makeDraft, passing} from '../model/draft.js'
import {ended, type Ended} from '../model/worker-process.js'

describe('mlops models', () => {
  let folder: string
  let registry: Registry

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlops-models-'))
    registry = new Registry(folder, {now: () => new Date('2026-03-01T12:00:00Z'), random: createRandom(1)})
    await registry.add(passing(makeDraft({name: 'first'})))
    await registry.add(makeDraft({name: 'second'}))
    await registry.add(makeDraft({name: 'third'}))
    const {gates, metrics} = makeDraft().manifest
    const data = {file: 'month-1.csv', hash: 'sha256-0', rows: 1500, skippedRows: 0}
    await registry.addValidation(1, {validatedAt: '2026-03-02T10:00:00.000Z', data, metrics: metrics.test, gates})
    await rm(join(folder, '3', 'weights.bin'))
  })

  after(() => rm(folder, {recursive: true}))

  it('list shows every version, the broken one with its reason', async () => {
    const {code, stdout, stderr} = await mlops('list')
    expect(stderr).to.equal('')
    expect(code).to.equal(0)
    expect(stdout).to.match(/^ +1 {2}first +2026-03-01 12:00 +0\.\d{3} +2\/2 +wasm +cars\.csv +[\d.]+ KB$/m)
    expect(stdout).to.contain(`Version 3 is broken: ${join(folder, '3', 'weights.bin')} is missing.`)
    expect(stdout).to.contain('mlops models promote 1')
  })

  it('show tells everything about one', async () => {
    const {code, stdout} = await mlops('show', '1')
    expect(code).to.equal(0)
    for (const title of ['Quality', 'Gates 2/2', 'Learning curves', 'Importance', 'Validations', 'History']) {
      expect(stdout).to.contain(title)
    }
    expect(stdout).to.match(/month-1\.csv +10 +0\.\d{3} +1\/2 +test-accuracy-minimum/)
  })

  it('show refuses a broken version by the name of its file, with exit code 4', async () => {
    const {code, stdout, stderr} = await mlops('show', '3')
    expect(code).to.equal(4)
    expect(stdout).to.equal('')
    expect(stderr).to.contain(join(folder, '3', 'weights.bin'))
  })

  it('show says what there is when a version is not there', async () => {
    const {code, stderr} = await mlops('show', '9')
    expect(code).to.equal(4)
    expect(stderr).to.contain('there is 1, 2, 3, no alias')
  })

  it('promote refuses a version that failed a gate with exit code 3, unless forced', async () => {
    expect((await mlops('promote', '1')).stdout).to.contain('Version 1 (first) is in production.')
    const refused = await mlops('promote', '2')
    expect(refused.code).to.equal(3)
    expect(refused.stdout).to.contain('test accuracy > 0.85').and.contain('Version 1 stays in production.')
    const forced = await mlops('promote', '2', '--force')
    expect(forced.code).to.equal(0)
    expect(forced.stdout).to.contain('It replaces version 1, which is previous now.')
    const back = await mlops('rollback')
    expect(back.stdout).to.contain('Version 1 (first) is in production again. Version 2 is previous now.')
  })

  describe('--json', () => {
    const cases: readonly (readonly [schema: string, args: readonly string[], code: number])[] = [
      ['models-list', ['list'], 0],
      ['models-show', ['show', '1'], 0],
      ['models-promote', ['promote', '1'], 0],
      ['models-promote', ['promote', '2'], 3],
      ['models-rollback', ['rollback'], 0],
    ]
    beforeEach(async () => {
      await registry.promote(2)
      await registry.promote(1)
    })

    for (const [schema, args, code] of cases) {
      it(`of ${args.join(' ')} prints what schemas/${schema}.json says`, async () => {
        const result = await mlops(...args, '--json')
        expect(result.stderr).to.equal('')
        expect(result.code).to.equal(code)
        expectValid(schema, JSON.parse(result.stdout))
      })
    }

    it('of an empty registry is a list of none', async () => {
      const result = await mlops('list', '--json', '--models', join(folder, 'none'))
      expect(JSON.parse(result.stdout)).to.deep.equal({folder: join(folder, 'none'), models: []})
    })
  })

  function mlops(...args: readonly string[]): Promise<Ended> {
    const env = {...process.env, MLOPS_MODELS: folder, FORCE_COLOR: '0'}
    return ended(execFile(process.execPath, ['bin/dev.js', 'models', ...args], {env}))
  }
})

function expectValid(schema: string, value: unknown): void {
  expect(schemaErrors(schema, value)).to.deep.equal([])
}
