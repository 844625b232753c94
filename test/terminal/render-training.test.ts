import {stripVTControlCharacters} from 'node:util'
import {expect} from 'chai'
import type {TrainReport} from '../../src/lib/lifecycle/train.js'
import {renderCurves} from '../../src/lib/terminal/render-learning.js'
import {renderTraining} from '../../src/lib/terminal/render-training.js'
import {makeDraft, passing} from '../model/draft.js'

function reportOf(changes: Partial<TrainReport> = {}): TrainReport {
  const {manifest} = passing(makeDraft())
  return {
    version: 3,
    folder: 'models/3',
    manifest: {...manifest, version: 3, files: {}, data: {...manifest.data, testRows: 10}},
    source: {kind: 'inferred', notes: ['The columns are separated by ";".', 'The label "y" was guessed.']},
    warnings: [],
    log: null,
    unfamiliar: [],
    passed: true,
    ...changes,
  }
}

const plain = (report: TrainReport): string => stripVTControlCharacters(renderTraining(report))

describe('renderTraining', () => {
  it('tells apart what was assumed and what should not be overlooked', () => {
    expect(plain(reportOf({warnings: ['The label "y" was guessed.']}))).to.include(
      '\n\n! The label "y" was guessed.\n\n· The columns are separated by ";".\n\n',
    )
    expect(plain(reportOf())).to.not.include('!')
  })

  it('says what the model does with categories that it has not seen', () => {
    const unfamiliar = [{feature: 'fuel', kind: 'unseen-category', rows: 2, categories: ['gas'], distinct: 1}] as const
    expect(plain(reportOf({unfamiliar})).replace(/\s+/g, ' ')).to.include(
      '! In the test split, fuel holds 2 values that the model has not seen (gas): it treats them as an average fuel.',
    )
  })

  it('says in one sentence which features are missing that never were', () => {
    const missing = (feature: string, rows: number) => ({feature, kind: 'missing', rows}) as const
    const unfamiliar = [missing('age', 2), missing('fuel', 1), missing('power', 1_000)]
    expect(plain(reportOf({unfamiliar})).replace(/\s+/g, ' ')).to.include(
      '! In the test split, age (2 rows), fuel (1) and power (1,000) are missing, and never were in training: it takes averages. ·',
    )
  })

  it('suggests commands for the registry that it wrote to', () => {
    expect(plain(reportOf())).to.include('mlops validate -d FILE -m 3 ').and.include('mlops models promote 3 ')
    const elsewhere = reportOf({folder: 'my models/3'})
    expect(plain(elsewhere)).to.include("mlops validate -d FILE -m 3 --models 'my models' ")
    expect(plain(elsewhere)).to.include("mlops models promote 3 --models 'my models' ")
    expect(plain({...elsewhere, passed: false})).to.include("mlops models show 3 --models 'my models' ")
  })
})

describe('renderCurves', () => {
  it('says why train looks worse than test: higher in loss, lower in accuracy', () => {
    const {history, config} = makeDraft().manifest.training
    const caption = (dropout: number): string =>
      stripVTControlCharacters(renderCurves({history, config: {...config, dropout}}))
        .split('\n')
        .at(-1)!
    expect(caption(0.7)).to.equal('epoch 1 to 3; train is measured with dropout on, which makes it look worse')
    expect(caption(0)).to.equal('epoch 1 to 3; train is measured during the epoch, test after it')
  })
})
