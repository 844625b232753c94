import {expect} from 'chai'
import fc from 'fast-check'
import {renderDriftMarkdown} from '../../src/lib/report/drift-markdown.js'
import {escapeMarkdown} from '../../src/lib/report/markdown.js'
import {
  allStable,
  driversOf,
  evidently,
  insurerColumns,
  manyFeatures,
  manyMonths,
  oneMonth,
  periodOf,
  reportOf,
  timelineOfPeriods,
  untestedColumn,
  weirdNames,
  withoutModel,
} from './drift-reports.js'

/** Tables in a text: each a list of lines, each line a list of cells. */
function tables(markdown: string): readonly (readonly (readonly string[])[])[] {
  return markdown
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => line.slice(2, -2).split(' | ')))
}

describe('renderDriftMarkdown', () => {
  it('opens with the verdict in a sign and a word, its reason, and what to do', () => {
    const [title, , reason, , action] = renderDriftMarkdown(oneMonth()).split('\n')
    expect(title).to.equal('### 🔶 Investigate: drift of month-12 against version 1 (production)')
    expect(reason).to.equal('miles has drifted to 7.2 times its limit, and the model leans on it most.')
    expect(action).to.match(/^\*\*What to do:\*\* Look at where miles comes from;/)
  })

  it('has a row for each column that drifted or has a warning', () => {
    const [moved] = tables(renderDriftMarkdown(oneMonth()))
    expect(moved!.map(([name]) => name).slice(2, 5)).to.deep.equal(['**miles**', '**emergency_braking**', '**age**'])
    expect(moved).to.have.length(2 + 10)
    expect(moved![2]).to.deep.equal([
      '**miles**',
      '❌ drift',
      'median 41.8 → 29.8',
      '0.72 (0.10)',
      '&#60;1e-99',
      '59 %',
    ])
    expect(moved![0]).to.contain('p, adjusted')
  })

  it('names the stable ones only when unfolded', () => {
    const text = renderDriftMarkdown(allStable())
    expect(tables(text)).to.deep.equal([])
    expect(text).to.match(/<details>\n<summary>14 stable<\/summary>\n\n.*emergency_braking/)
  })

  it('shows a timeline as a line of shades for each column that did not stay calm', () => {
    const text = renderDriftMarkdown(manyMonths())
    expect(text).to.contain('**Lasting drift:** miles since month-2, all features since month-4')
    const timeline = tables(text)[1]!
    expect(timeline[0]).to.deep.equal(['Column', 'month-1 to month-36', 'Since', 'Trend'])
    expect(timeline[2]).to.deep.equal(['miles', '`░▒▒▓▓▓██████████████████████████████`', 'month-2', '-1.00 a period'])
    expect(text).to.contain('4 stable in every period')
  })

  it('leaves out what only a model or an adjustment gives', () => {
    expect(renderDriftMarkdown(withoutModel())).to.not.contain('Matters')
    expect(renderDriftMarkdown(evidently())).to.contain('| p |').and.to.not.contain('adjusted')
  })

  it('names files that could not be read, and columns that were not tested', () => {
    const report = reportOf([periodOf('may', [untestedColumn('void', 'all values are missing')])], {
      failed: [{name: 'june', path: 'june.csv', message: 'june.csv has no rows.'}],
    })
    const text = renderDriftMarkdown(report)
    expect(text).to.contain('- ❌ **june** was not read: june.csv has no rows.')
    expect(text).to.contain('<summary>1 not tested</summary>\n\n- void was not tested: all values are missing.')
    expect(renderDriftMarkdown(reportOf([]))).to.contain('No period could be read.')
  })

  it('lets no name break a table, become markup, call a person or link an issue', () => {
    const text = renderDriftMarkdown(weirdNames())
    expect(text).to.not.match(/<script|@team|(?<!&)#12|(?<!\\)`a/)
    for (const table of tables(text)) {
      for (const row of table) expect(row).to.have.length(table[0]!.length)
    }
  })

  it('takes at most 60 lines for 36 months with a model, and for 50 features', () => {
    const columns = insurerColumns(36)
    const months = Array.from({length: 36}, (_, month) => periodOf(`month-${month + 1}`, insurerColumns(month + 1)))
    const periods = [...months.slice(0, -1), periodOf('month-36', columns, {drivers: driversOf(10)})]
    for (const report of [reportOf(periods, {timeline: timelineOfPeriods(periods)}), manyFeatures(50, 36)]) {
      expect(renderDriftMarkdown(report).split('\n').length).to.be.at.most(60)
    }
  })
})

describe('escapeMarkdown', () => {
  it('leaves plain names as they are', () => {
    for (const name of ['miles', 'emergency_braking', 'miles: out-of-range', '日本語 🚗', '41.8 → 30.2']) {
      expect(escapeMarkdown(name)).to.equal(name)
    }
  })

  it('keeps text on one line, out of tables, tags and code', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), (text) => {
        expect(escapeMarkdown(text)).to.not.match(/[<>|]|\p{Cc}|(?<!\\)`/u)
      }),
    )
  })

  it('breaks mentions, issues and addresses', () => {
    expect(escapeMarkdown('@team #12 https://a.b www.a.b')).to.equal(
      '@\u200Bteam #\u200B12 https\u200B://a.b www\u200B.a.b',
    )
  })
})
