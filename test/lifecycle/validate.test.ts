import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {gzipSync} from 'node:zlib'
import {expect} from 'chai'
import {showModel} from '../../src/lib/lifecycle/models.js'
import {validate, type ValidateOptions, type ValidationReport} from '../../src/lib/lifecycle/validate.js'
import type {GateResult} from '../../src/lib/model/gates.js'
import type {ColumnFlags} from '../../src/lib/model/manifest.js'
import {Registry} from '../../src/lib/model/registry.js'
import {wilsonInterval} from '../../src/lib/statistics/wilson-interval.js'
import {rejection} from '../model/rejection.js'
import {csvOf, rowsAround, thresholdModel, type Row, type ThresholdModel} from './threshold-model.js'

describe('validate', () => {
  let folder: string
  let registry: Registry
  const now = () => new Date('2026-03-02T08:00:00.000Z')
  const random = () => 0.5

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlops-validate-'))
    registry = new Registry(join(folder, 'models'), {now, random})
  })
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true})
  })

  const add = (model: ThresholdModel): Promise<number> => registry.add(thresholdModel(model))

  function file(name: string, rows: readonly Row[] | string): string {
    const path = join(folder, name)
    writeFileSync(path, typeof rows === 'string' ? rows : csvOf(rows))
    return path
  }

  const run = (data: string, options: Partial<ValidateOptions> = {}): Promise<ValidationReport> =>
    validate({models: registry.folder, data, onBadRow: 'fail', gates: {}, now, random, ...options})

  const gate = ({gates}: ValidationReport, name: string): GateResult => gates.find((each) => each.gate === name)!

  describe('on a file that the model has not seen', () => {
    it('measures one accuracy, and the spread against that at training', async () => {
      await add({threshold: 0, testAccuracy: 90})
      const report = await run(file('new.csv', rowsAround(1, 1000)))
      expect(report.situation).to.equal('other-file')
      expect(report.split).to.equal(null)
      expect(report.metrics.accuracy).to.equal(0.9)
      expect(report.metrics.confusion).to.deep.equal([
        [500, 100],
        [0, 400],
      ])
      expect(gate(report, 'accuracy-minimum')).to.include({value: 0.9, passed: true})
      expect(gate(report, 'accuracy-spread').value).to.be.closeTo(0, 1e-12)
      expect(report.accuracyInterval.lower).to.be.within(0.87, 0.9)
    })

    it('passes when all gates do', async () => {
      await add({threshold: 0, testAccuracy: 91})
      const report = await run(file('new.csv', rowsAround(0.9, 1000)))
      expect(report.gates.filter(({passed}) => !passed)).to.deep.equal([])
      expect(report.passed).to.equal(true)
    })

    it('fails, with advice, when the world has moved', async () => {
      await add({threshold: 0})
      const report = await run(file('new.csv', rowsAround(2.5, 1000)))
      expect(report.passed).to.equal(false)
      expect(report.gates.filter(({passed}) => !passed).map((each) => each.gate)).to.deep.equal([
        'accuracy-minimum',
        'accuracy-spread',
      ])
      expect(gate(report, 'accuracy-minimum').advice).to.include('the world has moved')
    })

    it('reads standard input', async () => {
      await add({threshold: 0})
      const stdin = Readable.from([Buffer.from(csvOf(rowsAround(1, 100)))])
      expect((await run('-', {stdin})).metrics.rows).to.equal(100)
    })
  })

  describe('on the training file', () => {
    const rows = rowsAround(1, 100)
    // Every tenth row, and all that lie between the threshold and the boundary.
    const testRows = rows.flatMap(([x], row) => (row % 10 === 0 || (Number(x) > 0 && Number(x) < 1) ? [row] : []))

    it('knows it by its content and judges train and test rows apart', async () => {
      await add({threshold: 0, trainingFile: {text: csvOf(rows), rows: 100, testRows}})
      const report = await run(file('renamed.csv', rows))
      expect(report.situation).to.equal('training-file')
      expect(report.split!.train).to.include({rows: 100 - testRows.length, accuracy: 1})
      expect(report.split!.test).to.include({rows: testRows.length, accuracy: (testRows.length - 10) / testRows.length})
      expect(gate(report, 'test-accuracy-minimum').value).to.equal(report.split!.test.accuracy)
      expect(report.data.rows).to.equal(100)
    })

    it('has one accuracy for all who read the report: that of the rows that were held out', async () => {
      await add({threshold: 0, trainingFile: {text: csvOf(rows), rows: 100, testRows}})
      const report = await run(file('training.csv', rows))
      expect(report.metrics).to.deep.equal(report.split!.test)
      expect(report.accuracyInterval.lower).to.be.below(report.metrics.accuracy)
      const shown = await showModel({folder: registry.folder, now, random})
      expect(shown.validations[0]).to.include({rows: testRows.length, accuracy: report.metrics.accuracy})
    })

    it('knows it gzipped as well', async () => {
      await add({threshold: 0, trainingFile: {text: csvOf(rows), rows: 100, testRows}})
      const path = join(folder, 'packed.csv.gz')
      writeFileSync(path, gzipSync(csvOf(rows)))
      expect((await run(path)).situation).to.equal('training-file')
    })

    it('measures interval and fallback on the rows that were held out', async () => {
      const fallback = {rules: 1, minimumProbability: 0.5}
      await add({threshold: 0, fallback, trainingFile: {text: csvOf(rows), rows: 100, testRows}})
      const report = await run(file('training.csv', rows))
      expect(report.fallback!.modelAccuracy).to.equal(report.split!.test.accuracy)
      expect(report.accuracyInterval).to.deep.equal(wilsonInterval(testRows.length - 10, testRows.length))
    })

    it('leaves out the rows that were left out at training', async () => {
      const bad: Row[] = [...rows.slice(0, 50), ['far', 1], ...rows.slice(50)]
      await add({threshold: 0, trainingFile: {text: csvOf(bad), rows: 100, testRows, skippedRows: 1}})
      const report = await run(file('training.csv', bad))
      expect(report.situation).to.equal('training-file')
      expect(report.data).to.include({rows: 100, skippedRows: 1})
    })

    it('still refuses bad rows of any other file', async () => {
      await add({threshold: 0, trainingFile: {text: csvOf(rows), rows: 100, testRows, skippedRows: 1}})
      const error = await rejection(run(file('other.csv', [...rows, ['far', 1]])))
      expect(error).to.have.property('code', 'DATA_INVALID')
    })

    it('refuses a record that does not fit the rows', async () => {
      await add({threshold: 0, trainingFile: {text: csvOf(rows), rows: 101, testRows}})
      const error = await rejection(run(file('training.csv', rows)))
      expect(error).to.have.property('code', 'MODEL_INVALID')
      expect(error.message).to.include('made from 101 rows of training.csv, but 100 were read')
    })
  })

  describe('the bounds of the gates', () => {
    const minimum = async (options: Partial<ValidateOptions>): Promise<number> =>
      (await run(file('new.csv', rowsAround(1, 100)), options)).bounds.minimumAccuracy

    it('are the defaults when nobody says anything', async () => {
      await add({threshold: 0})
      expect(await minimum({})).to.equal(0.85)
    })

    it('are those agreed at training when there are some', async () => {
      await add({threshold: 0, gates: {minimumAccuracy: 0.6}})
      expect(await minimum({})).to.equal(0.6)
    })

    it('are those of a file before those agreed at training, and those of flags before all', async () => {
      await add({threshold: 0, gates: {minimumAccuracy: 0.6, maximumSpread: 0.3}})
      const gatesFile = file('gates.json', '{"minimumAccuracy": 0.7}')
      expect(await minimum({gatesFile})).to.equal(0.7)
      expect(await minimum({gatesFile, gates: {minimumAccuracy: 0.75}})).to.equal(0.75)
      expect(await minimum({gatesFile, gates: {minimumAccuracy: undefined}})).to.equal(0.7)
      expect((await run(join(folder, 'new.csv'), {gatesFile})).bounds.maximumSpread).to.equal(0.3)
    })

    it('are refused by name when the file is missing, is no JSON or holds nonsense', async () => {
      await add({threshold: 0})
      const data = file('new.csv', rowsAround(1, 100))
      const missing = await rejection(run(data, {gatesFile: join(folder, 'no.json')}))
      expect(missing).to.have.property('code', 'FILE_NOT_FOUND')
      const broken = await rejection(run(data, {gatesFile: file('gates.json', '{"minimumAccuracy": ')}))
      expect(broken).to.have.property('code', 'GATES_INVALID')
      expect(broken.message).to.include('gates.json is not JSON')
      const nonsense = await rejection(run(data, {gatesFile: file('gates.json', '{"minimumAcuracy": 0.8}')}))
      expect(nonsense).to.have.property('code', 'GATES_INVALID')
      expect(nonsense.message).to.include('minimumAccuracy')
    })
  })

  describe('the fallback', () => {
    const rules = {if: [{'>': [{var: 'x'}, 1]}, 1, 0]}

    it('is not reported for a model that has none, but what it would answer is counted', async () => {
      await add({threshold: 0})
      const report = await run(file('new.csv', [...rowsAround(1, 100), [11, 1], [12, 1]]))
      expect(report.fallback).to.equal(null)
      expect(report.unfamiliar).to.deep.equal([{feature: 'x', kind: 'above-maximum', rows: 2, limit: 10}])
    })

    it('is reported with its share, and with the accuracy that it makes', async () => {
      // Within 0.25 of its threshold the model is less than 73 % sure; truth and rules change sides at 1.
      await add({threshold: 0, fallback: {rules, minimumProbability: 0.73}})
      const {fallback, unfamiliar} = await run(file('new.csv', [...rowsAround(1, 1000), [11, 1], [-12, 1]]))
      expect(fallback!.answers).to.deep.equal([
        {source: 'ML', rows: 950, accuracy: 875 / 950, modelAccuracy: 875 / 950},
        {source: 'baseline - out of range', rows: 2, accuracy: 0.5, modelAccuracy: 0.5},
        {source: 'baseline - low probability', rows: 50, accuracy: 1, modelAccuracy: 0.5},
      ])
      expect(fallback!.accuracy).to.equal(926 / 1002)
      expect(fallback!.modelAccuracy).to.equal(901 / 1002)
      expect(unfamiliar).to.deep.equal([
        {feature: 'x', kind: 'below-minimum', rows: 1, limit: -10},
        {feature: 'x', kind: 'above-maximum', rows: 1, limit: 10},
      ])
    })
  })

  describe('a comparison', () => {
    it('says yes when the newer version is clearly better', async () => {
      await add({threshold: 0})
      await add({threshold: 2})
      const {comparison} = await run(file('new.csv', rowsAround(2, 1000)), {model: '1', compare: '2'})
      expect(comparison).to.deep.include({
        better: 'yes',
        rows: 1000,
        seenRows: 0,
        onlyNewerRight: 200,
        onlyOlderRight: 0,
      })
      expect(comparison!.newer).to.deep.equal({version: 2, accuracy: 1})
      expect(comparison!.older).to.deep.equal({version: 1, accuracy: 0.8})
      expect(comparison!.difference).to.equal(0.2)
      expect(comparison!.answer).to.match(
        /^Yes: version 2 is right on 100.0 % of 1,000 rows, version 1 on 80.0 % \(95 %/,
      )
    })

    it('asks about the newer version whichever of the two is validated', async () => {
      await add({threshold: 0})
      await add({threshold: 2})
      const data = file('new.csv', rowsAround(2, 1000))
      const one = await run(data, {model: '1', compare: '2'})
      const two = await run(data, {model: '2', compare: '1'})
      expect(two.comparison).to.deep.equal(one.comparison)
      expect(two.metrics.accuracy).to.equal(1)
    })

    it('says no when it is clearly worse', async () => {
      await add({threshold: 2})
      await add({threshold: 0})
      const {comparison} = await run(file('new.csv', rowsAround(2, 1000)), {compare: '1'})
      expect(comparison!.better).to.equal('no')
      expect(comparison!.answer).to.match(/^No, it is worse: version 2/)
    })

    it('cannot tell when chance explains the difference', async () => {
      await add({threshold: 2.02})
      await add({threshold: 2})
      const {comparison} = await run(file('new.csv', rowsAround(2, 1000)), {compare: '1'})
      expect(comparison).to.include({better: 'cannot tell', onlyNewerRight: 2, onlyOlderRight: 0})
      expect(comparison!.answer).to.include('which may be chance')
    })

    it('leaves out rows that one of the two was trained on', async () => {
      const rows = rowsAround(2, 1000)
      const testRows = [...rows.keys()].filter((row) => row % 5 === 0)
      await add({threshold: 0})
      await add({threshold: 2, trainingFile: {text: csvOf(rows), rows: 1000, testRows}})
      const {comparison} = await run(file('new.csv', rows), {compare: '1'})
      expect(comparison).to.include({rows: 200, seenRows: 800, onlyNewerRight: 40})
      expect(comparison!.answer).to.include('the 200 rows that neither was trained on')
    })

    it('cannot tell when no row is new to both', async () => {
      const rows = rowsAround(2, 10)
      const text = csvOf(rows)
      await add({threshold: 0, trainingFile: {text, rows: 10, testRows: [0, 1]}})
      await add({threshold: 2, trainingFile: {text, rows: 10, testRows: [8, 9]}})
      const {comparison} = await run(file('new.csv', rows), {compare: '1'})
      expect(comparison).to.include({better: 'cannot tell', rows: 0, seenRows: 10, difference: null, midP: null})
      expect(comparison!.answer).to.include('on rows that are new to both')
    })

    it('compares classes by their value when the two have them in another order', async () => {
      await add({threshold: 2})
      await add({threshold: 2, yesFirst: true})
      const {comparison} = await run(file('new.csv', rowsAround(2, 100)), {compare: '1'})
      expect(comparison).to.include({onlyNewerRight: 0, onlyOlderRight: 0, difference: 0})
      expect(comparison!.newer.accuracy).to.equal(1)
    })

    it('refuses a version and itself', async () => {
      await add({threshold: 0})
      const error = await rejection(run(file('new.csv', rowsAround(2, 100)), {compare: '1'}))
      expect(error).to.have.property('code', 'USAGE')
      expect(error.message).to.equal('Version 1 cannot be compared with itself.')
    })
  })

  describe('the flags that read the file as the model does', () => {
    const flagsFor = async (model: Partial<ThresholdModel>, path = 'new.csv'): Promise<ColumnFlags> => {
      await add({threshold: 0, ...model})
      return (await run(file(path, rowsAround(1, 100)))).data.columnFlags
    }
    const inferred = {schema: null, target: 'answer', ignore: [], delimiter: null}

    it('name target and ignored columns where they were inferred', async () => {
      expect(await flagsFor({columnFlags: {ignore: ['id']}})).to.deep.equal({...inferred, ignore: ['id']})
    })

    it('name the data package, unless it lies beside the file', async () => {
      mkdirSync(join(folder, 'elsewhere'))
      const schema = file('datapackage.json', '{}')
      const described = {schema, target: null, ignore: ['id'], delimiter: null}
      expect(await flagsFor({columnFlags: described})).to.deep.equal({...described, schema: null})
      expect(await flagsFor({columnFlags: described}, 'elsewhere/new.csv')).to.deep.equal(described)
    })

    it('name target and ignored columns in place of a data package that is gone', async () => {
      expect(await flagsFor({columnFlags: {schema: join(folder, 'gone.json'), target: null}})).to.deep.equal(inferred)
    })
  })

  describe('the result', () => {
    it('is stored with the version, without the folder that the file lay in', async () => {
      await add({threshold: 0})
      const data = file('new.csv', rowsAround(1, 100))
      const report = await run(data)
      expect(report.notStored).to.equal(null)
      const [record] = await registry.readValidations(1)
      expect(record).to.deep.include({passed: report.passed, validatedAt: '2026-03-02T08:00:00.000Z'})
      expect(record).to.have.nested.property('data.file', 'new.csv')
      expect(JSON.stringify(record)).not.to.include(folder)
      await run(data)
      expect(await registry.readValidations(1)).to.have.length(2)
    })

    it('is given even where it cannot be stored', async () => {
      await add({threshold: 0})
      mkdirSync(join(registry.folder, '1', 'validations.ndjson'))
      const report = await run(file('new.csv', rowsAround(1, 100)))
      expect(report.metrics.accuracy).to.equal(0.9)
      expect(report.notStored).to.include('validations.ndjson')
    })

    it('does not change the file that it was made from', async () => {
      await add({threshold: 0})
      const data = file('new.csv', rowsAround(1, 100))
      const before = readFileSync(data, 'utf8')
      await run(data)
      expect(readFileSync(data, 'utf8')).to.equal(before)
    })
  })

  describe('what it refuses', () => {
    const refusals: readonly [string, readonly Row[] | string, string][] = [
      ['a file with a header only', 'x,answer\n', 'DATA_EMPTY'],
      ['a file without the label', 'x\n1\n', 'COLUMN_MISSING'],
      ['a file without a feature', 'answer\n1\n', 'COLUMN_MISSING'],
      ['an unknown class', [[1, 7 as 1]], 'DATA_INVALID'],
      ['a missing label', [[1, '']], 'DATA_INVALID'],
    ]
    for (const [name, rows, code] of refusals) {
      it(`is ${name}`, async () => {
        await add({threshold: 0})
        expect(await rejection(run(file('new.csv', rows)))).to.have.property('code', code)
        expect(await registry.readValidations(1)).to.deep.equal([])
      })
    }

    it('is an empty registry', async () => {
      expect(await rejection(run(file('new.csv', rowsAround(1, 10))))).to.have.property('code', 'MODEL_NOT_FOUND')
    })

    it('ends when it is interrupted, and stores nothing', async () => {
      await add({threshold: 0})
      const error = await rejection(run(file('new.csv', rowsAround(1, 10)), {signal: AbortSignal.abort()}))
      expect(error).to.have.property('code', 'INTERRUPTED')
      expect(await registry.readValidations(1)).to.deep.equal([])
    })
  })
})
