import {stripVTControlCharacters} from 'node:util'
import {expect} from 'chai'
import type {ListedModel, ModelsPromoteResult, ModelsShowResult} from '../../src/lib/lifecycle/models.js'
import {renderModelsList, renderModelsPromote, renderModelsRollback} from '../../src/lib/terminal/render-models.js'
import {renderModelsShow} from '../../src/lib/terminal/render-models-show.js'
import {makeDraft} from '../model/draft.js'

const model: ListedModel = {
  version: 1,
  aliases: ['production'],
  bytes: 201_000,
  status: 'valid',
  name: 'cars',
  createdAt: '2026-03-01T12:34:56.000Z',
  testAccuracy: 0.8833,
  gates: {passed: 11, total: 12},
  backend: 'wasm',
  dataFile: 'reference.csv',
}

describe('renderModelsList', () => {
  it('is a line a version', () => {
    expect(plain(renderModelsList({folder: 'models', models: [model]}))).to.equal(
      [
        'Version  Name  Created (UTC)     Aliases     Accuracy  Gates  Backend  Data               Size',
        '      1  cars  2026-03-01 12:34  production     0.883  11/12  wasm     reference.csv  201.0 KB',
      ].join('\n'),
    )
  })

  it('says what to do when there is nothing', () => {
    expect(plain(renderModelsList({folder: 'models', models: []}))).to.match(
      /^There is no model in models yet\.\nNext: /,
    )
  })

  it('names the newest version that passed all gates when none is in production', () => {
    const passed = {...model, aliases: [], gates: {passed: 12, total: 12}}
    const models = [passed, {...passed, version: 2}, {...model, version: 3, aliases: []}]
    expect(plain(renderModelsList({folder: 'models', models}))).to.contain('Next: mlops models promote 2')
  })

  it('names none when none passed', () => {
    const text = plain(renderModelsList({folder: 'models', models: [{...model, aliases: []}]}))
    expect(text).to.contain('no version passed all its gates').and.not.contain('promote')
  })

  it('says why a version is broken', () => {
    const broken: ListedModel = {version: 2, aliases: [], bytes: 12, status: 'broken', reason: 'models/2 is empty.'}
    const text = plain(renderModelsList({folder: 'models', models: [model, broken]}))
    expect(text).to.match(/^ +2 {2}broken +12 B$/m)
    expect(text).to.contain('Version 2 is broken: models/2 is empty.')
  })
})

describe('the commands that are suggested', () => {
  const folder = 'my models'
  const failedGates = makeDraft().manifest.gates.filter(({passed}) => !passed)
  const promotion = {folder, version: 2, name: 'cars', forced: false, from: 1, gates: {passed: 11, total: 12}}
  const suggested = (text: string): readonly string[] => [...plain(text).matchAll(/mlops .*?(?= {2}|$)/gm)].map(String)

  it('name the registry where it is not the default one', () => {
    expect(suggested(renderModelsList({folder, models: []}))).to.deep.equal([
      "mlops train -d data/reference.csv --models 'my models'",
    ])
    const passed = {...model, aliases: [], gates: {passed: 12, total: 12}}
    expect(suggested(renderModelsList({folder, models: [passed]}))).to.deep.equal([
      "mlops models promote 1 --models 'my models'",
    ])
    expect(suggested(renderModelsPromote({...promotion, promoted: false, failedGates}))).to.deep.equal([
      "mlops models show 2 --models 'my models'",
      "mlops models promote 2 --force --models 'my models'",
    ])
    const undo = ["mlops models rollback --models 'my models'"]
    expect(suggested(renderModelsPromote({...promotion, promoted: true, failedGates: []}))).to.deep.equal(undo)
    expect(suggested(renderModelsRollback({folder, version: 1, name: 'cars', from: 2}))).to.deep.equal(undo)
  })
})

describe('renderModelsPromote', () => {
  const promoted: ModelsPromoteResult = {
    folder: 'models',
    version: 2,
    name: 'cars',
    promoted: true,
    forced: false,
    from: 1,
    gates: {passed: 12, total: 12},
    failedGates: [],
  }
  const failedGates = makeDraft().manifest.gates.filter(({passed}) => !passed)

  it('says what was replaced and how to undo it', () => {
    const text = plain(renderModelsPromote(promoted))
    expect(text).to.contain('Version 2 (cars) is in production. It replaces version 1, which is previous now.')
    expect(text).to.contain('It passed all 12 gates.').and.contain('mlops models rollback')
  })

  it('offers no way back where there is none', () => {
    expect(plain(renderModelsPromote({...promoted, from: null}))).to.not.contain('rollback')
  })

  it('says that nothing changed when the version was there already', () => {
    expect(plain(renderModelsPromote({...promoted, from: 2}))).to.contain('already: nothing changed')
  })

  it('says which gates stand in the way, and how to go on', () => {
    const text = plain(renderModelsPromote({...promoted, promoted: false, failedGates, gates: {passed: 11, total: 12}}))
    expect(text).to.contain('was not promoted: it failed 1 gate of 12')
    expect(text).to.contain('test accuracy > 0.85')
    expect(text).to.contain('Version 1 stays in production.').and.contain('mlops models promote 2 --force')
  })

  it('keeps quiet about nothing when it was forced', () => {
    const text = plain(renderModelsPromote({...promoted, forced: true, failedGates, gates: {passed: 11, total: 12}}))
    expect(text).to.contain('Forced: it failed 1 gate of 12').and.contain('test accuracy > 0.85')
  })
})

describe('renderModelsRollback', () => {
  it('says what is in production now and what was', () => {
    const text = plain(renderModelsRollback({folder: 'models', version: 1, name: 'cars', from: 2}))
    expect(text).to.contain('Version 1 (cars) is in production again. Version 2 is previous now.')
  })
})

describe('renderModelsShow', () => {
  const {manifest} = makeDraft()
  const result: ModelsShowResult = {
    folder: 'models',
    version: 2,
    aliases: ['production'],
    bytes: 12_345,
    parameters: 24,
    manifest: {...manifest, version: 2, files: {}, data: {...manifest.data, testRows: 10}},
    history: [
      {time: '2026-03-01T12:00:00.000Z', action: 'add', version: 2, from: null, to: null},
      {time: '2026-03-02T12:00:00.000Z', action: 'promote', version: 2, from: 1, to: 2},
      {time: '2026-03-03T12:00:00.000Z', action: 'rollback', version: 1, from: 2, to: 1},
      {time: '2026-03-04T12:00:00.000Z', action: 'promote', version: 2, from: 1, to: 2},
    ],
    validations: [],
  }

  it('tells the history from the side of the version', () => {
    expect(plain(renderModelsShow(result))).to.contain(
      [
        'History (UTC)',
        '2026-03-01 12:00  added',
        '2026-03-02 12:00  into production, in place of version 1',
        '2026-03-03 12:00  out of production by a rollback, replaced by version 1',
        '2026-03-04 12:00  into production, in place of version 1',
      ].join('\n'),
    )
  })

  it('asks for a validation when there was none', () => {
    expect(plain(renderModelsShow(result))).to.contain('Next: mlops validate -d FILE -m 2')
    expect(plain(renderModelsShow({...result, folder: 'other'}))).to.contain('-m 2 --models other')
  })

  it('names classes by their labels', () => {
    expect(plain(renderModelsShow(result))).to.match(/^Target +group: high, medium, low$/m)
  })

  it('stands numbers that are missing', () => {
    const {training, metrics} = manifest
    const history = training.history.map((epoch) => ({...epoch, loss: Number.NaN, testLoss: Number.NaN}))
    const test = {...metrics.test, rocAuc: null, logLoss: Number.NaN}
    const diverged = {...result.manifest, training: {...training, history}, metrics: {...metrics, test}}
    const text = plain(renderModelsShow({...result, manifest: diverged}))
    expect(text).to.match(/^ROC AUC .* –$/m)
    expect(text).to.contain('not a number in any epoch').and.not.contain('NaN')
  })

  it('shows a model of one epoch', () => {
    const training = {...manifest.training, history: manifest.training.history.slice(0, 1)}
    expect(plain(renderModelsShow({...result, manifest: {...result.manifest, training}}))).to.contain('One epoch')
  })
})

function plain(text: string): string {
  return stripVTControlCharacters(text)
}
