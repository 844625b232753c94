import {expect} from 'chai'
import type {ValidationReport} from '../../src/lib/lifecycle/validate.js'
import type {GateResult} from '../../src/lib/model/gate-result.js'
import {renderAdvice, renderGates} from '../../src/lib/terminal/render-gates.js'
import {renderNextSteps, type RepeatedFlags} from '../../src/lib/terminal/render-next-steps.js'
import {defaultTrainingConfig} from '../../src/lib/model/training-config.js'
import {renderValidation as render} from '../../src/lib/terminal/render-validation.js'
import {classificationMetrics} from '../../src/lib/statistics/classification-metrics.js'
import {stripVTControlCharacters} from 'node:util'

const passed: GateResult = {
  gate: 'accuracy-minimum',
  requirement: 'accuracy > 0.85',
  value: 0.873,
  bound: 0.85,
  passed: true,
  advice: '',
}
const failed: GateResult = {...passed, value: 0.8, passed: false, advice: 'Train on newer rows.'}
const shares: GateResult = {
  gate: 'class-share-yes',
  requirement: 'yes answered 1,275 to 1,725 times',
  value: 2000,
  bound: 1725,
  unit: 'rows',
  passed: false,
  advice: 'Agree other shares.',
}

const metrics = classificationMetrics({
  labels: Int32Array.of(0, 0, 1, 1),
  probabilities: Float64Array.of(0.9, 0.1, 0.8, 0.2, 0.55, 0.45, 0.1, 0.9),
  classes: 2,
})

function reportOf(changes: Partial<ValidationReport> = {}): ValidationReport {
  return {
    passed: true,
    validatedAt: '2026-03-02T08:00:00.000Z',
    folder: 'models',
    model: {
      version: 1,
      name: 'cars',
      createdAt: '2026-03-01T08:00:00.000Z',
      aliases: [],
      isNamed: false,
      config: defaultTrainingConfig,
    },
    data: {
      ...{path: 'data/new.csv', file: 'new.csv', hash: `sha256-${'0'.repeat(64)}`, rows: 4, skippedRows: 0},
      columnFlags: {schema: null, target: null, ignore: [], delimiter: null},
    },
    classes: [
      {value: '0', label: 'no'},
      {value: '1', label: 'yes'},
    ],
    bounds: {
      minimumAccuracy: 0.85,
      maximumAccuracy: 0.95,
      maximumSpread: 0.05,
      classShareTolerance: 0.15,
      minimumProbability: 0.4,
      minimumMeanProbability: 0.7,
      minimumTopProbability: 0.99,
    },
    situation: 'other-file',
    metrics,
    split: null,
    accuracyInterval: {lower: 0.3, upper: 0.954},
    gates: [passed],
    fallback: null,
    unfamiliar: [],
    comparison: null,
    notStored: null,
    ...changes,
  }
}

const plain = (text: string): string => stripVTControlCharacters(text)
const nothing: RepeatedFlags = {reading: {}, gates: {}}
const renderValidation = (report: ValidationReport): string => render(report, nothing)

describe('renderGates', () => {
  it('shows how far off a failed gate is, and nothing of the kind for a passed one', () => {
    expect(
      plain(renderGates([passed, failed, shares]))
        .split('\n')
        .slice(1),
    ).to.deep.equal([
      '✔  accuracy > 0.85                    0.873',
      '✘  accuracy > 0.85                    0.800  0.050 too low',
      '✘  yes answered 1,275 to 1,725 times  2,000  275 too many',
    ])
  })

  it('shows enough digits to see on which side of the bound a value lies', () => {
    expect(plain(renderGates([{...failed, value: 0.84996}]))).to.include('0.84996  0.00004 too low')
  })

  it('says that a value is the bound itself', () => {
    expect(plain(renderGates([{...failed, value: 0.85}]))).to.match(/0\.850 {2}exactly the bound$/)
  })
})

describe('renderAdvice', () => {
  it('says once what is the same for several gates', () => {
    expect(renderAdvice([failed, {...shares, advice: failed.advice}])).to.equal('• Train on newer rows.')
  })

  it('lists the advice of the failed gates only', () => {
    expect(renderAdvice([passed, failed, shares])).to.equal('• Train on newer rows.\n• Agree other shares.')
    expect(renderAdvice([passed])).to.equal('')
  })
})

describe('renderValidation', () => {
  it('begins with the verdict in one sentence', () => {
    const first = (changes: Partial<ValidationReport>): string =>
      plain(renderValidation(reportOf(changes))).split('\n')[0]!
    expect(first({})).to.equal('✔ All 1 gates passed on new.csv: model 1 may be used there.')
    expect(first({passed: false, gates: [passed, failed]})).to.equal(
      '✘ 1 of 2 gates failed on new.csv: model 1 should not be used there as it is.',
    )
    expect(first({situation: 'training-file', split: {train: metrics, test: metrics}})).to.equal(
      '✔ All 1 gates passed on new.csv, which it was made from: model 1 may be used.',
    )
  })

  it('shows tables of the held-out rows on the training file, and says so', () => {
    const test = classificationMetrics({labels: Int32Array.of(1), probabilities: Float64Array.of(0.2, 0.8), classes: 2})
    const training = {situation: 'training-file', metrics: test, split: {train: metrics, test}} as const
    const text = plain(renderValidation(reportOf(training)))
    expect(text).to.include('right on 100.0 % of the 1 row held out at training')
    expect(text).to.include(
      'Answers by true class, 1 row held out\nTruth  As no  As yes\nno         0       0\nyes        0       1',
    )
    expect(text).to.include('gated over all 4 rows of the file')
  })

  it('does not take the interval of the accuracy apart, nor a number from its percent sign', () => {
    for (const name of ['a', 'cars', 'car-insurance', 'car-insurance-risk', 'car-insurance-risk-by-month']) {
      const text = plain(renderValidation(reportOf({model: {...reportOf().model, name}})))
      expect(text)
        .to.match(/95 % interval 30\.0 % to 95\.4 %\n/)
        .and.not.match(/\n *%|\u00a0/)
    }
  })

  it('says which values the model does not know, and what it makes of them', () => {
    const unfamiliar = [
      {feature: 'island', kind: 'unseen-category', rows: 168, categories: ['Dream', 'Torgersen'], distinct: 2},
      {feature: 'age', kind: 'below-minimum', rows: 1, limit: 16},
      {feature: 'sex', kind: 'missing', rows: 5},
    ] as const
    expect(plain(renderValidation(reportOf({unfamiliar})))).to.include(
      [
        'Values that the model does not know',
        '• island holds 168 values that the model has not seen (Dream, Torgersen): it treats them as an',
        '  average island.',
        '• age is below 16 in 1 row: what it answers there is a guess.',
        '• sex is missing in 5 rows, and never was in training: it takes an average sex.',
      ].join('\n'),
    )
    const fallback = {minimumProbability: 0.5, accuracy: 1, modelAccuracy: 1, answers: []}
    expect(plain(renderValidation(reportOf({unfamiliar, fallback})))).to.include(
      'Values that the model does not know, left to the rules\n• island holds 168 values that the model has not seen (Dream, Torgersen).\n',
    )
  })

  it('does not call a model good that no gate was set for', () => {
    expect(plain(renderValidation(reportOf({gates: []})))).to.match(/^! No gate is set for new\.csv: model 1 was not/)
  })

  it('keeps every line within 100 columns', () => {
    const advice =
      'Class low is answered 715 times, and then some more words are needed to tell what is to be done. '.repeat(3)
    const text = plain(renderValidation(reportOf({passed: false, gates: [{...failed, advice}]})))
    for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(100)
  })
})

describe('renderNextSteps', () => {
  const steps = (changes: Partial<ValidationReport>, repeated = nothing): string[] =>
    plain(renderNextSteps(reportOf(changes), repeated))
      .split('\n')
      .filter((line) => !line.startsWith('    '))
      .map((line) => line.trim().replace(/ {2,}.*/, ''))
  const {model, data} = reportOf()

  it('promotes a model that passed, unless it is in production', () => {
    expect(steps({})).to.deep.equal(['mlops models promote 1'])
    expect(steps({model: {...model, aliases: ['production']}})).to.deep.equal([''])
  })

  it('explores and trains on a file on which it failed', () => {
    expect(steps({passed: false, gates: [failed]})).to.deep.equal([
      'mlops explore -d data/new.csv',
      'mlops train -d data/new.csv',
      'mlops validate -d data/new.csv --compare 1',
    ])
  })

  it('offers to agree the shares that the rows have, which sum to 1', () => {
    const third = classificationMetrics({
      labels: Int32Array.of(0, 1, 1),
      probabilities: Float64Array.of(0.9, 0.1, 0.8, 0.2, 0.2, 0.8),
      classes: 2,
    })
    const training = {passed: false, situation: 'training-file', gates: [shares], metrics: third} as const
    expect(steps({...training, split: {train: third, test: third}})[1]).to.equal(
      'mlops validate -d data/new.csv -m 1 --class-shares 0.333,0.667',
    )
  })

  it('names the registry when it is not the default one, and quotes paths for a shell', () => {
    const mine = {...data, path: "it's mine.csv"}
    expect(steps({passed: false, folder: '/srv/my models', data: mine})[1]).to.equal(
      String.raw`mlops train -d 'it'\''s mine.csv' --models '/srv/my models'`,
    )
  })

  it('reads the columns as the model did, so that nothing is learned that it was kept from', () => {
    const columnFlags = {schema: null, target: 'species', ignore: ['year', 'row id'], delimiter: ';'}
    expect(steps({passed: false, data: {...data, columnFlags, skippedRows: 2}})).to.deep.equal([
      "mlops explore -d data/new.csv --target species --ignore year --ignore 'row id' --delimiter ';' --on-bad-row skip",
      "mlops train -d data/new.csv --target species --ignore year --ignore 'row id' --delimiter ';' --on-bad-row skip",
      'mlops validate -d data/new.csv --compare 1',
    ])
    const described = {schema: 'penguins.json', target: null, ignore: [], delimiter: null}
    const training = {situation: 'training-file', split: {train: metrics, test: metrics}} as const
    expect(steps({passed: false, ...training, data: {...data, columnFlags: described}})).to.deep.equal([
      'mlops train -d data/new.csv --schema penguins.json --seed 43',
    ])
  })

  it('trains with the settings and under the name that the model had', () => {
    const config = {...defaultTrainingConfig, seed: 2, epochs: 200, hidden: [64], learningRate: 0.01}
    expect(steps({passed: false, model: {...model, config, isNamed: true}})[1]).to.equal(
      'mlops train -d data/new.csv --seed 2 --epochs 200 --hidden 64 --learning-rate 0.01 --name cars',
    )
  })

  it('repeats how the file was read and what was demanded', () => {
    const repeated = {reading: {delimiter: 'tab'}, gates: {'min-accuracy': '0.8'}}
    expect(steps({passed: false}, repeated)).to.deep.equal([
      'mlops explore -d data/new.csv --delimiter tab',
      'mlops train -d data/new.csv --delimiter tab',
      'mlops validate -d data/new.csv --compare 1 --delimiter tab --min-accuracy 0.8',
    ])
  })
})
