import {stripVTControlCharacters} from 'node:util'
import {expect} from 'chai'
import type {DriftReport} from '../../src/lib/drift/drift-report.js'
import {renderDrift, type DriftView, type ShownDrift} from '../../src/lib/terminal/render-drift.js'
import {textWidth} from '../../src/lib/terminal/text-width.js'
import {
  allStable,
  categoryColumn,
  evidently,
  manyFeatures,
  manyMonths,
  numberColumn,
  oneMonth,
  periodOf,
  reportOf,
  untestedColumn,
  weirdNames,
  withoutModel,
} from '../report/drift-reports.js'

function lines(report: ShownDrift, view: Partial<DriftView> = {}): readonly string[] {
  return stripVTControlCharacters(renderDrift(report, {width: 80, ...view})).split('\n')
}

/** The lines below a title, up to the next empty one. */
function section(all: readonly string[], title: string): readonly string[] {
  const start = all.findIndex((line) => line.startsWith(title))
  if (start === -1) return []
  const rest = all.slice(start + 1)
  const end = rest.indexOf('')
  return end === -1 ? rest : rest.slice(0, end)
}

const reports: Readonly<Record<string, () => DriftReport>> = {
  'one month': oneMonth,
  'no model': withoutModel,
  'nothing moved': allStable,
  '36 months': manyMonths,
  '150 months': () => manyMonths(150),
  '50 features in 36 periods': () => manyFeatures(50, 36),
  '50 features in one period': () => manyFeatures(50, 1),
  'the policy evidently': evidently,
  'odd names': weirdNames,
}

describe('renderDrift', () => {
  it('opens with the verdict as a sign and a word, the reason, and what to do', () => {
    const all = lines(oneMonth())
    expect(all[0]).to.equal('▲ INVESTIGATE  month-12 against version 1 (production)')
    expect(all[1]).to.match(/^miles has drifted to 7\.2 times its limit/)
    expect(all[2]).to.match(/^→ Look at where miles comes from/)
    expect(lines(allStable())[0]).to.match(/^✔ OK /)
    expect(lines(manyMonths())[0]).to.match(/^✘ RETRAIN {2}month-1 to month-36 against/)
  })

  it('shows each column that moved with its change, effect, p-value and what it means to the model', () => {
    const table = section(lines(oneMonth()), 'What changed')
    expect(table[0]).to.match(/^ {4}Column +What changed +Effect +p adj\. +Matters$/)
    expect(table[1]).to.match(/^ {2}✘ miles +median 41\.8 → 29\.8 +0\.72 {2}█\|███ +<1e-99 +59 %$/)
    expect(table.find((line) => line.includes('emergency'))).to.match(/1: 40 % → 58 % +0\.14 {2}█\|▌ /)
    expect(table.find((line) => line.includes('concept'))).to.match(/! concept +misses 12 % → 22 % +10\.0 pts/)
    expect(table.find((line) => line.includes('out-of-range'))).to.match(/! miles: out-of-range +0\.0 % → 4\.8 %/)
  })

  it('names the stable columns in short', () => {
    const table = section(lines(oneMonth()), 'What changed')
    expect(table.at(-1)).to.equal('  ✔ 4 stable  braking_distance, power, training, age: missing')
  })

  it('shows both distributions beside a column on a wide terminal, and below it on a narrow one', () => {
    const wide = section(lines(withoutModel(), {width: 120}), 'What changed')
    expect(wide[0]).to.match(/Reference → now$/)
    expect(wide[1]).to.match(/✘ miles .*[▁▂▃▄▅▆▇█]{5,} → [▁▂▃▄▅▆▇█]{5,}$/)
    const narrow = section(lines(withoutModel()), 'What changed')
    expect(narrow[2]).to.match(/^ +reference [▁▂▃▄▅▆▇█]+ {2}now [▁▂▃▄▅▆▇█]+$/)
  })

  it('draws a heat map with a shaded cell a period, and since when', () => {
    const map = section(lines(manyMonths()), 'Since when')
    expect(map[0]).to.match(/^ {2}month +1 3 {2}6 {2}9 {2}12 15 .* 36 {2}Since$/)
    expect(map[1]).to.equal('  miles                ░▒▒▓▓▓██████████████████████████████  month-2')
    expect(map.find((line) => line.includes('power'))).to.equal(`  power                ${'·'.repeat(36)}  –`)
    expect(map.find((line) => line.includes('stable'))).to.contain('· stable  ░ warning  ▒ drift')
    expect(map.at(-2)).to.match(/^ {2}miles +-1\.00 a period$/)
  })

  it('gives each period two columns and names the trend beside them where there is room', () => {
    const map = section(lines(manyMonths(), {width: 140}), 'Since when')
    expect(map[1]).to.match(/^ {2}miles +░░▒▒▒▒▓▓▓▓▓▓█{60} {2}month-2 +-1\.00 a period$/)
  })

  it('lets several periods share a cell, the worst of them showing, when there are very many', () => {
    const map = section(lines(manyMonths(150)), 'Since when')
    expect(map[1]).to.match(/^ {2}miles +▓█{37} {2}month-2$/)
    expect(map.join(' ').replaceAll(/ +/g, ' ')).to.contain('a cell is the worst of 4 periods')
  })

  it('shows the worst 20 of 50 columns, and says so', () => {
    const map = section(lines(manyFeatures(50, 36)), 'Since when')
    expect(map.filter((line) => /[·░▒▓█]{36}/.test(line))).to.have.length(20)
    expect(map.join(' ')).to.contain('and 30 more columns, stable in every period: the worst 20 are shown')
    const columns = Array.from({length: 30}, (_, index) =>
      numberColumn(`f${index}`, {before: 1, now: 2, spread: 1, effect: 0.5}),
    )
    const table = section(lines(reportOf([periodOf('may', columns)])), 'What changed')
    expect(table.filter((line) => line.includes('✘ f'))).to.have.length(20)
    expect(table.join(' ')).to.contain('and 10 more: --html and --json have them all')
  })

  it('marks periods in which a column was not tested', () => {
    const report = manyMonths(8)
    const [first, ...rest] = report.timeline!.columns
    const cells = first!.cells.map((cell) => ({...cell, status: 'not-tested', effect: null, severity: null}) as const)
    const map = section(
      lines({...report, timeline: {...report.timeline!, columns: [...rest, {...first!, cells}]}}),
      'Since when',
    )
    expect(map.find((line) => line.includes('training'))).to.match(/^ {2}training +(?:--){8} {2}–$/)
    expect(map.join(' ')).to.contain('- not tested')
  })

  it('cuts the name of a category rather than the change of its share', () => {
    const column = categoryColumn('colour', {'a colour without a name': [0.2, 0.4], red: [0.8, 0.6]}, {effect: 0.2})
    const three = {...column, importance: 0.2, contribution: 1}
    expect(section(lines(reportOf([periodOf('may', [three])]), {width: 60}), 'What changed')[1]).to.match(
      /✘ colour +r?e?d?:? ?80 % → 60 %|✘ colour +\S+… 20 % → 40 %/,
    )
  })

  it('shows the rows that drive it', () => {
    const rows = section(lines(oneMonth()), 'Rows of month-12 that look least like the reference')
    expect(rows[0]).to.match(/^ +Row +Unlike +training +age +miles +colour$/)
    expect(rows[2]).to.match(/^ +48 +98 % +1 +41\.12 +– +red$/)
  })

  it('says why a column was not tested, and which file could not be read', () => {
    const report = reportOf([periodOf('may', [untestedColumn('void', 'all values are missing')])], {
      failed: [{name: 'june', path: 'june.csv', message: 'june.csv has no rows.'}],
    })
    const text = lines(report).join('\n')
    expect(text).to.contain('  – void was not tested: all values are missing.')
    expect(text).to.contain('✘ june was not read:\n  june.csv has no rows.')
    expect(lines(reportOf([])).join(' ')).to.contain('No period could be read.')
  })

  it('adjusts no p-value that the policy does not', () => {
    const table = section(lines(evidently()), 'What changed')
    expect(table[0]).to.match(/Score +p +Matters$/)
  })

  it('proposes what follows: rows that drive it, gates, a page', () => {
    const steps = section(lines(manyMonths()), 'Next').join('\n')
    expect(steps).to.contain('mlops train -d data/month-36.csv')
    expect(steps).to.contain('mlops validate -d data/month-36.csv -m 1')
    expect(steps).to.contain('mlops drift -d data/month-36.csv -m 1 --show-rows 10')
    const files = section(lines(withoutModel()), 'Next').join('\n')
    expect(files)
      .to.contain('mlops drift -d data/b.csv --reference a.csv --html drift.html')
      .and.to.not.contain('validate')
  })

  it('repeats what was asked in the commands, and proposes no page that was written', () => {
    const asked = {data: 'data/month-*.csv', model: 'production', models: 'registry'}
    const steps = section(lines(manyMonths(), {asked, width: 120}), 'Next').join('\n')
    expect(steps).to.contain("mlops drift -d 'data/month-*.csv' -m production --models registry --html drift.html")
    const written = lines({...oneMonth(), written: {html: 'drift.html', markdown: null}})
    expect(written.join('\n')).to.contain('Wrote drift.html: all charts').and.to.not.contain('--html')
  })

  for (const width of [54, 60, 80, 120, 140]) {
    for (const [name, make] of Object.entries(reports)) {
      it(`stays within ${width} columns: ${name}`, () => {
        // Commands are to be copied whole, so they are never broken.
        const wide = lines(make(), {width}).filter((line) => textWidth(line) > width && !line.startsWith('  mlops'))
        expect(wide).to.deep.equal([])
      })
    }
  }
})
