import {expect} from 'chai'
import {timelineOf} from '../../src/lib/drift/timeline.js'
import {verdictOf} from '../../src/lib/drift/verdict.js'
import {columnDrift, drifted, tableDrift} from './drift-tables.js'

describe('verdictOf', () => {
  it('is ok when nothing drifted', () => {
    const verdict = verdictOf(tableDrift([columnDrift({column: 'age'})]))
    expect(verdict.level).to.equal('ok')
    expect(verdict.action).to.equal('Nothing to do.')
  })

  it('watches a warning', () => {
    const age = columnDrift({column: 'age', status: 'warning', sentence: 'age rose.'})
    const verdict = verdictOf(tableDrift([age]))
    expect(verdict.level).to.equal('watch')
    expect(verdict.reason).to.equal('age rose. Nothing has come to its limit.')
  })

  it('watches a feature that the model hardly uses', () => {
    const power = drifted({column: 'power', importance: 0.002, contribution: 1})
    const verdict = verdictOf(tableDrift([power]))
    expect(verdict.level).to.equal('watch')
    expect(verdict.reason).to.contain('The model hardly uses power.')
  })

  it('investigates a feature that the model leans on, the one first that contributes most', () => {
    const power = drifted({column: 'power', importance: 0.02, contribution: 0.1})
    const miles = drifted({column: 'miles', importance: 0.31, contribution: 0.9})
    const verdict = verdictOf(tableDrift([power, miles]))
    expect(verdict.level).to.equal('investigate')
    expect(verdict.reason).to.equal(
      'miles fell: median 40.0 -> 30.0, Wasserstein 0.20 (limit 0.10). The model loses 31.0 % accuracy without this ' +
        'feature. 1 more column drifted.',
    )
  })

  it('investigates any drift where there is no model to say what matters', () => {
    expect(verdictOf(tableDrift([drifted({column: 'power'})])).level).to.equal('investigate')
  })

  it('investigates where rows come from when values are missing that were not', () => {
    const verdict = verdictOf(tableDrift([drifted({column: 'miles', aspect: 'missing'})]))
    expect(verdict.level).to.equal('investigate')
    expect(verdict.action).to.contain('Find out what changed where miles comes from')
  })

  it('retrains when the model errs more on rows of which it is as sure as ever', () => {
    const concept = drifted({
      column: 'errors on alike rows',
      aspect: 'concept',
      direction: 'up',
      effect: {name: 'error-rate', value: 0.08, warning: 0.025, limit: 0.05},
      reference: {kind: 'share', rows: 300, share: 0.12},
      current: {kind: 'share', rows: 1500, share: 0.21},
    })
    const verdict = verdictOf(tableDrift([drifted({column: 'miles'}), concept]))
    expect(verdict.level).to.equal('retrain')
    expect(verdict.reason).to.equal(
      'The model misses 21.0 % of the labelled rows, 8.0 points more than of alike rows of the reference: what it ' +
        'learned no longer holds. miles drifted as well.',
    )
  })

  it('does not retrain when the model errs less', () => {
    const concept = drifted({column: 'errors on alike rows', aspect: 'concept', direction: 'down'})
    expect(verdictOf(tableDrift([concept])).level).not.to.equal('retrain')
  })

  it('watches classes that changed their shares while the model errs as it did', () => {
    const verdict = verdictOf(tableDrift([drifted({column: 'group', aspect: 'label'})]))
    expect(verdict.level).to.equal('watch')
    expect(verdict.reason).to.contain('The classes changed their shares')
  })

  it('says since when, where there are periods', () => {
    const table = tableDrift([drifted({column: 'miles'})])
    const timeline = timelineOf([
      {name: 'month-1', drift: table},
      {name: 'month-2', drift: table},
    ])
    expect(verdictOf(table, timeline).reason).to.contain('(limit 0.10), since month-1.')
  })

  it('follows the share of drifted columns by the policy of Evidently', () => {
    const columns = [drifted({column: 'a'}), columnDrift({column: 'b'}), columnDrift({column: 'c'})]
    const few = verdictOf(tableDrift(columns, {policy: 'evidently', status: 'stable'}))
    expect(few).to.deep.include({level: 'watch', reason: '1 of 3 columns drifted, less than half: a.'})
    const many = verdictOf(tableDrift(columns.slice(0, 2), {policy: 'evidently'}))
    expect(many).to.deep.include({level: 'investigate', reason: '1 of 2 columns drifted, half of them or more: a.'})
  })

  it('says when nothing could be tested', () => {
    const verdict = verdictOf(tableDrift([columnDrift({column: 'a', status: 'not-tested', test: null, effect: null})]))
    expect(verdict.reason).to.equal('Nothing could be tested.')
  })
})
