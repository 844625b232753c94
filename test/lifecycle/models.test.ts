import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {listModels, promoteModel, rollbackModel, showModel} from '../../src/lib/lifecycle/models.js'
import {Registry} from '../../src/lib/model/registry.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {makeDraft, passing} from '../model/draft.js'
import {rejection} from '../model/rejection.js'

describe('models', () => {
  let folder: string
  let registry: Registry
  const now = (): Date => new Date('2026-03-01T12:00:00Z')
  const random = createRandom('models')

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlops-models-'))
    registry = new Registry(folder, {now, random})
  })

  afterEach(() => rm(folder, {recursive: true}))

  const options = () => ({folder, now, random})

  describe('listModels', () => {
    it('counts the gates that were passed', async () => {
      await registry.add(makeDraft())
      await registry.add(passing(makeDraft()))
      const {models} = await listModels(options())
      expect(models[0]).to.deep.include({gates: {passed: 1, total: 2}, backend: 'wasm', dataFile: 'cars.csv'})
      expect(models[1]).to.deep.include({gates: {passed: 2, total: 2}})
    })

    it('lists a broken version with the reason', async () => {
      await registry.add(makeDraft())
      await rm(join(folder, '1', 'model.json'))
      const {models} = await listModels(options())
      expect(models[0]).to.have.property('reason', `${join(folder, '1', 'model.json')} is missing.`)
    })
  })

  describe('showModel', () => {
    it('shows the version in production with what became of it', async () => {
      await registry.add(makeDraft({name: 'first'}))
      await registry.add(makeDraft({name: 'second'}))
      await registry.promote(1)
      await registry.promote(2)
      await registry.rollback()
      const shown = await showModel(options())
      expect(shown).to.deep.include({version: 1, aliases: ['production']})
      expect(shown.manifest).to.include({name: 'first'})
      expect(shown.history.map(({action, from, to}) => [action, from, to])).to.deep.equal([
        ['add', null, null],
        ['promote', null, 1],
        ['promote', 1, 2],
        ['rollback', 2, 1],
      ])
    })

    it('counts the parameters and the test rows', async () => {
      const draft = makeDraft()
      await registry.add(draft)
      const shown = await showModel({...options(), model: '1'})
      expect(shown.parameters).to.equal(draft.weights.length / 4)
      expect(shown.manifest.data.testRows).to.equal(draft.manifest.data.testRows.length)
    })

    it('sums up validations, and passes over lines in another form', async () => {
      const draft = makeDraft()
      const {gates, metrics} = draft.manifest
      await registry.add(draft)
      const data = {file: 'month-1.csv', hash: 'sha256-0', rows: 1500, skippedRows: 0}
      await registry.addValidation(1, {validatedAt: '2026-03-02T10:00:00.000Z', data, metrics: metrics.test, gates})
      await registry.addValidation(1, {something: 'else'})
      const {validations} = await showModel(options())
      expect(validations).to.deep.equal([
        {
          validatedAt: '2026-03-02T10:00:00.000Z',
          file: 'month-1.csv',
          rows: metrics.test.rows,
          accuracy: metrics.test.accuracy,
          gates: {passed: 1, total: 2},
          failedGates: ['test-accuracy-minimum'],
        },
      ])
    })
  })

  describe('promoteModel', () => {
    it('refuses a version that failed a gate, and says which', async () => {
      await registry.add(passing(makeDraft()))
      await registry.add(makeDraft())
      await registry.promote(1)
      const result = await promoteModel({...options(), model: '2', failedGates: 'refuse'})
      expect(result).to.deep.include({promoted: false, forced: false, from: 1, gates: {passed: 1, total: 2}})
      expect(result.failedGates.map(({gate}) => gate)).to.deep.equal(['test-accuracy-minimum'])
      expect(await registry.aliases()).to.deep.equal({production: 1})
    })

    it('promotes it when forced, and says what it replaced', async () => {
      await registry.add(passing(makeDraft()))
      await registry.add(makeDraft())
      await registry.promote(1)
      const result = await promoteModel({...options(), model: '2', failedGates: 'force'})
      expect(result).to.include({promoted: true, forced: true, from: 1})
      expect(await registry.aliases()).to.deep.equal({production: 2, previous: 1})
    })

    it('needs no force when all gates passed', async () => {
      await registry.add(passing(makeDraft()))
      const result = await promoteModel({...options(), model: '1', failedGates: 'force'})
      expect(result).to.include({promoted: true, forced: false, from: null})
    })

    it('takes aliases too', async () => {
      for (let added = 0; added < 2; added++) await registry.add(passing(makeDraft()))
      await registry.promote(1)
      await registry.promote(2)
      const result = await promoteModel({...options(), model: 'previous', failedGates: 'refuse'})
      expect(result).to.include({version: 1, promoted: true, from: 2})
    })
  })

  describe('rollbackModel', () => {
    it('says what is in production now, and what was', async () => {
      for (const name of ['first', 'second']) await registry.add(passing(makeDraft({name})))
      await registry.promote(1)
      await registry.promote(2)
      expect(await rollbackModel(options())).to.deep.equal({folder, version: 1, name: 'first', from: 2})
    })

    it('says what to do when nothing was in production', async () => {
      const error = await rejection(rollbackModel(options()))
      expect(error).to.have.property('suggestion').that.contains('mlops models promote')
    })
  })
})
