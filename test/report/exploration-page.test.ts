import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect} from 'chai'
import {chromium, type Browser, type Page} from 'playwright-core'
import {generateMonth} from '../../src/lib/dataset/generator.js'
import {profileTable} from '../../src/lib/dataset/profile.js'
import type {Table} from '../../src/lib/dataset/table.js'
import {renderExplorationPage} from '../../src/lib/report/exploration-page.js'
import {buildTable, readExample, target} from '../dataset/build-table.js'
import {inTemporaryFolder} from '../program.js'

const source = {file: 'customers.csv', hash: 'sha256-0', skippedRows: 0, notes: ['The columns are separated by ";".']}
const nasty = '<script>document.title = "taken"</script>'
const example = readExample(generateMonth({month: 0, rows: 400, seed: 1, drift: 'none'}))

function withOddColumns({rows, columns}: Table): Table {
  const odd = buildTable({
    [nasty]: Array.from({length: rows}, (_, row) => (row % 5 === 0 ? null : `${nasty}${row % 3}`)),
    'a name that is far longer than a phone is wide, and without_any_place_to_break_it_into_two_lines': Array.from(
      {length: rows},
      (_, row) => (row % 97) / 7,
    ),
    key: Array.from({length: rows}, (_, row) => `customer ${row}`),
    empty: Array.from({length: rows}, () => null),
  })
  return {rows, columns: [...odd.columns, ...columns]}
}

async function pageOf(table: Table, label = 'group'): Promise<string> {
  const classes = label === 'group' ? ['0', '1', '2'] : ['low', 'medium', 'high']
  const profile = await profileTable(table, {fields: [], ignored: ['risk'], target: target(label, classes)})
  return renderExplorationPage(profile, source)
}

describe('renderExplorationPage', () => {
  it('shows every column, every finding and the classes', async () => {
    const page = await pageOf(example)
    for (const {name} of example.columns) expect(page).to.contain(name)
    expect(page).to.contain('&quot;group_name&quot; alone predicts the label')
    expect(page).to.contain('Classes of group')
    expect(page).to.contain('The columns are separated by &quot;;&quot;.')
  })

  it('lets no name or value of the data become markup', async () => {
    const page = await pageOf(withOddColumns(example))
    expect(page).to.not.contain('<script')
    expect(page).to.contain('&lt;script&gt;')
  })

  it('leaves out what needs a label when there is none', async () => {
    const page = await pageOf(example, 'nothing of that name')
    expect(page).to.contain('No label is known')
    expect(page).to.not.contain('What goes with')
    expect(page).to.not.contain('NaN')
  })

  it('draws a table of many classes and of one row', async () => {
    const letters = Array.from({length: 200}, (_, row) => String.fromCharCode(97 + (row % 20)))
    const many = buildTable({x: letters.map((_, row) => row % 13), y: letters})
    const profile = await profileTable(many, {fields: [], ignored: [], target: target('y', [...new Set(letters)])})
    expect(await renderExplorationPage(profile, source)).to.contain('13 other classes')
    const single = await profileTable(buildTable({x: [1]}), {fields: [], ignored: []})
    expect(await renderExplorationPage(single, source)).to.contain('1 row, 1 column')
  })
})

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const inBrowser = executablePath === undefined ? describe.skip : describe

inBrowser(`the page of an exploration in a browser${executablePath === undefined ? ' (no Chromium here)' : ''}`, () => {
  let browser: Browser
  before(async () => {
    browser = await chromium.launch({executablePath: executablePath!, args: ['--no-sandbox']})
  })
  after(() => browser.close())

  interface DrawnChart {
    readonly name: string
    readonly description: string
    /** Texts that reach beyond the frame. */
    readonly outside: number
    readonly shapes: number
  }

  interface Screen {
    readonly width: number
    readonly scheme: 'light' | 'dark'
  }

  /** Opens the page of a table with all sorts of columns, and collects what goes wrong. */
  function opened(screen: Screen, look: (page: Page, trouble: readonly string[]) => Promise<void>): Promise<void> {
    return inTemporaryFolder(async (folder) => {
      const file = join(folder, 'page.html')
      writeFileSync(file, await pageOf(withOddColumns(example)))
      const page = await browser.newPage({
        viewport: {width: screen.width, height: 900},
        colorScheme: screen.scheme,
      })
      const trouble: string[] = []
      page.on('console', (message) => trouble.push(message.text()))
      page.on('pageerror', (error) => trouble.push(error.message))
      page.on('request', (request) => {
        if (request.url() !== pathToFileURL(file).href && !request.url().startsWith('data:'))
          trouble.push(request.url())
      })
      await page.goto(pathToFileURL(file).href)
      await look(page, trouble)
      await page.close()
    })
  }

  for (const width of [390, 1200]) {
    it(`opens without an error, a script or a request, and fits ${width} pixels, folded and unfolded`, () =>
      opened({width, scheme: 'light'}, async (page, trouble) => {
        for (let unfolded = 0; unfolded < 2; unfolded++) {
          const wider = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
          expect(wider).to.be.at.most(0)
          await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true })')
        }
        expect(await page.title()).to.equal('Exploration of customers.csv')
        expect(trouble).to.deep.equal([])
      }))

    it(`shows every chart with a name and inside its frame at ${width} pixels`, () =>
      opened({width, scheme: 'light'}, async (page) => {
        const charts = await page.evaluate<
          DrawnChart[]
        >(`[...document.querySelectorAll('svg')].filter((svg) => svg.checkVisibility())
          .map((svg) => {
            const frame = svg.closest('.panel').getBoundingClientRect()
            const texts = [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect())
            return {
              name: svg.querySelector('title').textContent,
              description: svg.querySelector('desc').textContent,
              outside: texts.filter(({left, right}) => left < frame.left || right > frame.right).length,
              shapes: svg.querySelectorAll('path').length,
            }
          })`)
        // Classes, ranking, heat map, missing values, and a card for each column but the key and the empty one.
        expect(charts).to.have.length(4 + 10)
        for (const {name, description, outside, shapes} of charts) {
          expect(name).to.not.equal('')
          expect(description, name).to.not.equal('')
          expect(outside, name).to.equal(0)
          expect(shapes, name).to.be.above(0)
        }
      }))
  }

  it('gives the charts the colours of a light and of a dark page', async () => {
    const colours: unknown[] = []
    for (const scheme of ['light', 'dark'] as const) {
      await opened({width: 1200, scheme}, async (page) => {
        colours.push(
          await page.evaluate(`['body', 'svg text', 'svg path[fill^="var(--group"]'].map((selector) => {
            const {backgroundColor, fill} = getComputedStyle(document.querySelector(selector))
            return selector === 'body' ? backgroundColor : fill
          })`),
        )
      })
    }
    const [light, dark] = colours as [string[], string[]]
    for (const [index, colour] of light.entries()) {
      expect(colour).to.match(/^rgb/)
      expect(colour).to.not.equal(dark[index])
    }
  })
})
