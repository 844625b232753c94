import {expect} from 'chai'
import {timelineOf} from '../../src/lib/drift/timeline.js'
import {verdictOf, withSkippedRows} from '../../src/lib/drift/verdict.js'
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
      'miles fell: median 40.0 -> 30.0, Wasserstein 0.20 (limit 0.10). Without this feature the model loses 31.0 points ' +
        'of accuracy. 1 more column drifted.',
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

  it('retrains when the model errs more on rows that are alike', () => {
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
      'The model misses 21.0 % of the labelled rows: on rows that are alike, 8.0 points more than in the reference, so ' +
        'what it learned no longer holds. miles drifted as well.',
    )
  })

  it('does not retrain when the model errs less', () => {
    const concept = drifted({column: 'errors on alike rows', aspect: 'concept', direction: 'down'})
    expect(verdictOf(tableDrift([concept])).level).not.to.equal('retrain')
  })

  it('watches classes that changed their shares while the model errs as it did', () => {
    const errors = columnDrift({column: 'errors on alike rows', aspect: 'concept'})
    const verdict = verdictOf(tableDrift([drifted({column: 'group', aspect: 'label'}), errors]))
    expect(verdict.level).to.equal('watch')
    expect(verdict.reason).to.contain('The classes changed their shares')
  })

  it('investigates classes that changed their shares where nobody knows how the model errs', () => {
    const untested = columnDrift({column: 'errors on alike rows', aspect: 'concept', status: 'not-tested'})
    for (const others of [[], [untested]]) {
      const verdict = verdictOf(tableDrift([drifted({column: 'group', aspect: 'label'}), ...others]))
      expect(verdict.level).to.equal('investigate')
      expect(verdict.reason).not.to.contain('the model errs')
    }
  })

  it('speaks of no model where there is none', () => {
    for (const aspect of ['values', 'missing', 'label'] as const) {
      expect(verdictOf(tableDrift([drifted({column: 'miles', aspect})])).action).not.to.contain('model')
    }
  })

  it('names a single column before all of them together, however far that goes', () => {
    const together = drifted({
      column: 'all features together',
      aspect: 'multivariate',
      effect: {name: 'auc', value: 0.99, warning: 0.525, limit: 0.55},
    })
    const verdict = verdictOf(tableDrift([together, drifted({column: 'miles'})]))
    expect(verdict.reason).to.match(/^miles fell/)
    expect(verdict.action).not.to.contain('No single column')
    expect(verdictOf(tableDrift([together])).action).to.contain('No single column')
  })

  it('watches a feature that cannot be compared any more, where there are rows enough', () => {
    const brand = columnDrift({column: 'brand', status: 'not-tested', current: null, sentence: 'brand not tested: x.'})
    const verdict = verdictOf(tableDrift([columnDrift({column: 'miles'}), brand]))
    expect(verdict).to.deep.include({level: 'watch', reason: 'brand not tested: x. Nothing else drifted.'})
    expect(verdictOf(tableDrift([columnDrift({column: 'miles'}), brand], {currentRows: 1})).level).to.equal('ok')
  })

  it('does not take the silence of a few rows for an answer', () => {
    const verdict = verdictOf(tableDrift([columnDrift({column: 'miles'})], {currentRows: 1}))
    expect(verdict.reason).to.contain('With 1 row only the greatest changes could be seen.')
    expect(verdict.action).to.equal('Look again with more rows.')
  })

  it('says that a bare number is a period', () => {
    const table = tableDrift([drifted({column: 'miles'})])
    const timeline = timelineOf(['1', '2'].map((name) => ({name, drift: table})))
    expect(verdictOf(table, timeline).reason).to.contain(', since period 1.')
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

describe('withSkippedRows', () => {
  const ok = {level: 'ok', reason: 'Nothing.', action: 'Nothing to do.'} as const

  it('investigates where more than a few rows could not be read', () => {
    const verdict = withSkippedRows(ok, {rows: 1000, skippedRows: 500})
    expect(verdict.level).to.equal('investigate')
    expect(verdict.reason).to.equal('500 of 1,500 rows have invalid values and were left out. Nothing.')
  })

  it('adds it to what is worse', () => {
    const verdict = withSkippedRows({...ok, level: 'retrain'}, {rows: 1000, skippedRows: 500})
    expect(verdict.level).to.equal('retrain')
    expect(verdict.reason).to.contain('500 of 1,500 rows')
  })

  it('lets a few go', () => {
    expect(withSkippedRows(ok, {rows: 1000, skippedRows: 50})).to.equal(ok)
  })
})
