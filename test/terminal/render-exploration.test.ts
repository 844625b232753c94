import {stripVTControlCharacters} from 'node:util'
import {expect} from 'chai'
import {profileTable} from '../../src/lib/dataset/profile.js'
import {generateMonth} from '../../src/lib/dataset/generator.js'
import type {Table} from '../../src/lib/dataset/table.js'
import type {Exploration} from '../../src/lib/lifecycle/explore.js'
import {describeFinding} from '../../src/lib/report/exploration-words.js'
import {renderExploration, type ExplorationView} from '../../src/lib/terminal/render-exploration.js'
import {textWidth} from '../../src/lib/terminal/text-width.js'
import {buildTable, readExample, target} from '../dataset/build-table.js'

const example = readExample(generateMonth({month: 0, rows: 600, seed: 3, drift: 'none'}))

async function explorationOf(
  table: Table,
  rest: Partial<Exploration> & {readonly label?: never} = {},
  label = 'group',
) {
  const classes = label === 'group' ? ['0', '1', '2'] : ['no', 'yes']
  const profile = await profileTable(table, {fields: [], ignored: [], target: target(label, classes)})
  const exploration: Exploration = {
    path: 'data/customers.csv',
    file: 'customers.csv',
    hash: 'sha256-0',
    source: {kind: 'inferred', notes: ['The target is "group", the last column.']},
    skippedRows: 0,
    badRows: [],
    ...profile,
    findings: profile.findings.map((finding) => ({...finding, ...describeFinding(finding)})),
    written: {html: null, schema: null},
    ...rest,
  }
  return exploration
}

function lines(exploration: Exploration, view: Partial<ExplorationView> = {}): readonly string[] {
  return stripVTControlCharacters(renderExploration(exploration, {width: 80, asked: {}, ...view})).split('\n')
}

/** The lines below a title, up to the next empty one. */
function section(all: readonly string[], title: string): readonly string[] {
  const rest = all.slice(all.findIndex((line) => line.startsWith(title)) + 1)
  const end = rest.indexOf('')
  return end === -1 ? rest : rest.slice(0, end)
}

const odd = buildTable({
  'a name that is much longer than anybody would like to read, and than a line of a terminal is wide': Array.from(
    {length: 600},
    (_, row) => row / 3,
  ),
  'quite\u2009wide 日本語の名前': Array.from({length: 600}, (_, row) => `value number ${row % 9} of this column`),
  gaps: Array.from({length: 600}, (_, row) => (row % 3 === 0 ? null : row % 50)),
  y: Array.from({length: 600}, (_, row) => (row % 5 === 0 ? 'yes' : 'no')),
})

describe('renderExploration', () => {
  it('says first what the file is, what it needs, and what was assumed', async () => {
    const [name, sentence, more, note] = lines(await explorationOf(example))
    expect(name).to.equal('customers.csv')
    expect(`${sentence!} ${more!}`).to.match(
      /^600 rows, 9 columns: 8 features and the label "group"\. 2 problems to look at/,
    )
    expect(note).to.contain('The target is "group", the last column.')
  })

  it('shows each class with its share and a bar', async () => {
    const classes = section(lines(await explorationOf(example)), 'Classes of group')
    expect(classes).to.have.length(3)
    expect(classes[0]).to.match(/^ {2}0 +\d+ +\d\d\.\d % {2}█+/)
  })

  it('shows a column with its range, its strength, a histogram a class and a direction', async () => {
    const all = lines(await explorationOf(example))
    const at = all.findIndex((line) => line.startsWith('  braking_distance'))
    expect(all[at]).to.match(/^ {2}braking_distance {2}[\d.]+ … [\d.]+ … [\d.]+ +█.* 0\.\d\d$/)
    for (const line of all.slice(at + 1, at + 4)) expect(line).to.match(/^ {4}[012] {2}[▁▂▃▄▅▆▇█ ]+ {2}median [\d.]+$/)
    expect(all[at + 4]).to.match(/^ {4}falls from 0 \(median [\d.]+\) to 2 \([\d.]+\)$/)
  })

  it('shows a column of two values as shares of each class', async () => {
    const all = lines(await explorationOf(example))
    const at = all.findIndex((line) => line.startsWith('  training'))
    expect(all[at + 1]).to.match(/^ +all +0 +1 +2$/)
    expect(all[at + 3]).to.match(/^ {4}1 +\d+ % +\d+ % +\d+ % +\d+ %$/)
  })

  it('names each finding with what to do about it', async () => {
    const findings = section(lines(await explorationOf(example)), 'Findings')
      .join(' ')
      .replaceAll(/ +/g, ' ')
    expect(findings).to.match(/problem "risk" alone predicts the label.*--ignore risk\. problem "group_name"/)
  })

  it('says so when there is nothing to find', async () => {
    const plain = {rows: example.rows, columns: example.columns.filter(({name}) => !/risk|name/.test(name))}
    expect(section(lines(await explorationOf(plain)), 'Findings')[0]).to.match(/✔ No leaks/)
  })

  for (const width of [80, 120]) {
    for (const [what, table, label] of [
      ['the example', example, 'group'],
      ['odd columns', odd, 'y'],
      ['no label', odd, 'none'],
    ] as const) {
      it(`stays within ${width} columns: ${what}`, async () => {
        const exploration = await explorationOf(table, {}, label)
        // Commands are to be copied whole, so they are never broken.
        const wide = lines(exploration, {width}).filter(
          (line) => textWidth(line) > width && !line.startsWith('  mlops'),
        )
        expect(wide).to.deep.equal([])
      })
    }
  }

  it('uses the room of a wide terminal for larger histograms', async () => {
    const exploration = await explorationOf(example)
    const histogram = (width: number) => lines(exploration, {width}).find((line) => /[▁█].*median/.test(line))!
    expect(textWidth(histogram(120))).to.be.above(textWidth(histogram(80)) + 5)
  })

  it('needs a line a column for many columns, and says where the rest is', async () => {
    const many = buildTable({
      ...Object.fromEntries(Array.from({length: 60}, (_, index) => [`x${index}`, [1.5, 2, 3, index]])),
      y: ['no', 'yes', 'no', 'yes'],
    })
    const columns = section(lines(await explorationOf(many, {}, 'y')), 'Columns')
    expect(columns).to.have.length(1 + 40 + 1)
    expect(columns[41]).to.contain('and 20 more: --html and --json have them all')
  })

  it('shows classes beyond the colours together', async () => {
    const letters = Array.from({length: 120}, (_, row) => String.fromCharCode(97 + (row % 12)))
    const table = buildTable({x: letters.map((_, row) => (row * 7) % 31), y: letters})
    const profile = await profileTable(table, {fields: [], ignored: [], target: target('y', letters.slice(0, 12))})
    const all = lines({...(await explorationOf(odd, {}, 'y')), ...profile, findings: []})
    expect(section(all, 'Classes of y')).to.have.length(6)
    expect(section(all, 'Classes of y')[5]).to.contain('7 other classes')
  })

  describe('the next commands', () => {
    const next = (exploration: Exploration, view: Partial<ExplorationView> = {}) =>
      section(lines(exploration, view), 'Next')
        .filter((line) => line.startsWith('  mlops'))
        .map((line) => line.trim().replace(/ {2}.*$/, ''))

    it('leave out what gives the label away, with the flags that were given', async () => {
      expect(next(await explorationOf(example), {asked: {target: 'group', ignore: ['age']}})).to.deep.equal([
        'mlops explore -d data/customers.csv --target group --ignore age --ignore risk --ignore group_name --write-schema',
        'mlops train -d data/customers.csv --target group --ignore age --ignore risk --ignore group_name',
      ])
    })

    it('do not write over a data package that is there', async () => {
      const exploration = await explorationOf(example, {
        source: {kind: 'file', path: 'data/datapackage.json', notes: []},
      })
      expect(next(exploration)).to.deep.equal(['mlops train -d data/customers.csv --ignore risk --ignore group_name'])
    })

    it('write down what was assumed, train, and draw', async () => {
      expect(next(await explorationOf(odd, {}, 'y'))).to.deep.equal([
        'mlops explore -d data/customers.csv --write-schema',
        'mlops train -d data/customers.csv',
        'mlops explore -d data/customers.csv --html explore.html',
      ])
    })

    it('need no flags once a data package is written beside the data, and its name elsewhere', async () => {
      const asked = {target: 'y'}
      const beside = await explorationOf(odd, {written: {html: 'a.html', schema: 'data/datapackage.json'}}, 'y')
      expect(next(beside, {asked})).to.deep.equal(['mlops train -d data/customers.csv'])
      const elsewhere = await explorationOf(odd, {written: {html: 'a.html', schema: 'my schema.json'}}, 'y')
      expect(next(elsewhere, {asked})).to.deep.equal(["mlops train -d data/customers.csv --schema 'my schema.json'"])
    })

    it('ask for the label where none is known', async () => {
      expect(next(await explorationOf(odd, {}, 'none'))).to.deep.equal([
        'mlops explore -d data/customers.csv --target COLUMN',
      ])
    })
  })

  it('names the files that were written, and the rows left out', async () => {
    const all = lines(await explorationOf(odd, {written: {html: 'a.html', schema: 's.json'}, skippedRows: 3}, 'y'))
    expect(all).to.include('3 rows with bad values left out.')
    expect(all.join('\n')).to.match(/Wrote s\.json: the data package.*\nWrote a\.html: all charts/)
  })
})
