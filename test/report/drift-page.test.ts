import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect} from 'chai'
import {chromium, type Browser, type Page} from 'playwright-core'
import type {DriftReport} from '../../src/lib/drift/drift-report.js'
import {renderDriftPage} from '../../src/lib/report/drift-page.js'
import {inTemporaryFolder} from '../program.js'
import {
  allStable,
  evidently,
  manyFeatures,
  manyMonths,
  nasty,
  numberColumn,
  oneMonth,
  periodOf,
  reportOf,
  untestedColumn,
  weirdNames,
  withoutModel,
} from './drift-reports.js'

const reports: Readonly<Record<string, () => DriftReport>> = {
  'one month': oneMonth,
  'no model': withoutModel,
  'nothing moved': allStable,
  '36 months': manyMonths,
  '50 features in 36 periods': () => manyFeatures(50, 36),
  'the policy evidently': evidently,
  'odd names': weirdNames,
  'two periods': () => manyFeatures(2, 2),
  'no period': () => reportOf([]),
}

/** The text of a page as a reader meets it, from one section on. */
function section(page: string, id: string): string {
  const start = page.indexOf(`<section id="${id}"`)
  return start === -1 ? '' : page.slice(start, page.indexOf('</section>', start))
}

const textOf = (markup: string): string => markup.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('renderDriftPage', () => {
  it('answers first: verdict and reason, what to do, and three numbers', async () => {
    const page = await renderDriftPage(oneMonth())
    const lead = textOf(page.slice(page.indexOf('<p class="lead">'), page.indexOf('<nav')))
    expect(lead).to.match(/▲ Investigate miles has drifted to 7\.2 times its limit/)
    const answer = textOf(section(page, 'answer'))
    expect(answer).to.contain('Look at where miles comes from')
    expect(answer).to.contain('6 of 14 columns drifted')
    expect(answer).to.contain('7.2 × limit miles: median 41.8 → 29.8')
    expect(answer).to.match(/59.% of what matters to the model/)
    expect(page.indexOf('<section id="answer"')).to.equal(page.indexOf('<section'))
  })

  it('names the first period of lasting drift, and the trend', async () => {
    const page = await renderDriftPage(manyMonths())
    expect(textOf(section(page, 'answer'))).to.contain('month-2 miles began to drift, and still does')
    expect(textOf(section(page, 'timeline'))).to.contain('miles since month-2 : -1.00 a period')
  })

  it('ranks by what matters to the model, and without one by how far the columns went', async () => {
    const withModel = section(await renderDriftPage(oneMonth()), 'impact')
    expect(withModel).to.contain('What matters to the model').and.to.contain('Contribution')
    const without = section(await renderDriftPage(withoutModel()), 'impact')
    expect(without).to.contain('How far the columns went').and.to.contain('7.2 × limit, drift')
    expect(without).to.not.contain('Contribution')
  })

  it('has a heat map that is a table: a row a column, a cell a period, each with a word', async () => {
    const timeline = section(await renderDriftPage(manyMonths()), 'timeline')
    const heat = timeline.slice(timeline.indexOf('<table class="heat"'), timeline.indexOf('</table>'))
    expect(heat.match(/<th scope="row"/g)).to.have.length(14)
    expect(heat.match(/<span>(?:drift|warning|stable|not tested)<\/span>/g)).to.have.length(14 * 36)
    expect(heat).to.contain('title="month-7: drift, effect 0.42, 4.2 × limit, level 34.8"')
    expect(heat).to.contain('<caption')
  })

  it('leaves out what there is nothing to say of', async () => {
    const page = await renderDriftPage(withoutModel())
    for (const id of ['timeline', 'rows', 'notes']) expect(section(page, id), id).to.equal('')
  })

  it('shows the rows that drive it, with gaps where values are missing', async () => {
    const rows = textOf(section(await renderDriftPage(oneMonth()), 'rows'))
    expect(rows).to.contain('Row Not of the reference training age miles colour')
    expect(rows).to.match(/ 48 98.% 1 41\.12 – red/)
  })

  it('says why a column was not tested, and which file could not be read', async () => {
    const columns = [
      numberColumn('age', {before: 1, now: 1, spread: 1}),
      untestedColumn('void', 'all values are missing'),
    ]
    const report = reportOf([periodOf('may', columns)], {
      failed: [{name: 'june', path: 'june.csv', message: 'june.csv has no rows.'}],
      notes: ['The columns are separated by ";".'],
    })
    const page = await renderDriftPage(report)
    expect(textOf(section(page, 'features'))).to.contain('void : void was not tested: all values are missing.')
    expect(textOf(section(page, 'notes'))).to.contain('june june.csv has no rows.')
    expect(section(page, 'notes')).to.contain('separated by &quot;;&quot;.')
  })

  it('describes the policy that judged, and adjusts no p-value that was not adjusted', async () => {
    const page = await renderDriftPage(evidently())
    expect(section(page, 'method')).to.contain('Evidently 0.7')
    expect(page).to.not.contain('p adjusted').and.to.not.contain('p, adjusted')
    expect(textOf(section(await renderDriftPage(oneMonth()), 'method'))).to.match(/false discovery rate of 5.%/)
  })

  it('draws a column of zeros and ones as two bars with the share of each', async () => {
    const features = section(await renderDriftPage(oneMonth()), 'features')
    expect(features).to.contain('0: 60.0\u00a0%, now 42.0\u00a0%; 1: 40.0\u00a0%, now 58.0\u00a0%')
  })

  it('gives cards to what drifted or matters, and a line each to 33 stable features', async () => {
    const features = section(await renderDriftPage(manyFeatures(50, 36)), 'features')
    expect(features.match(/<article/g)).to.have.length(17)
    expect(features.match(/<th scope="row"/g)).to.have.length(33)
  })

  it('lets no name or value of the data become markup', async () => {
    const page = await renderDriftPage(weirdNames())
    expect(page).to.not.contain('<script')
    expect(page).to.contain('&lt;script&gt;')
  })

  it('takes at most 400 KB for 36 months of 14 columns, and 1 MB for 50 features', async () => {
    expect(Buffer.byteLength(await renderDriftPage(manyMonths()))).to.be.below(400_000)
    expect(Buffer.byteLength(await renderDriftPage(manyFeatures(50, 36)))).to.be.below(1_000_000)
  })

  for (const [name, make] of Object.entries(reports)) {
    it(`is whole, accessible and without a script: ${name}`, async () => {
      const page = await renderDriftPage(make())
      expect(page).to.match(/^<!doctype html>\s*<html lang="en">/)
      expect(page).to.contain("default-src 'none'")
      expect(page).to.not.match(/<script|NaN|undefined|\[object|Infinity/)
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).to.equal(ids.length)
      for (const [, table] of page.matchAll(/<table[^>]*>(.*?)<\/table>/gs)) expect(table).to.contain('<th scope="col"')
      for (const [svg] of page.matchAll(/<svg(?![^>]*aria-hidden).*?<\/svg>/gs)) {
        expect(svg).to.match(/role="img"\s+aria-labelledby/)
        expect(svg).to.match(/<title id="[^"]*">[^<]+<\/title>\s*<desc id="[^"]*">[^<]+<\/desc>/)
      }
    })
  }
})

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const inBrowser = executablePath === undefined ? describe.skip : describe

inBrowser(`the page of a drift in a browser${executablePath === undefined ? ' (no Chromium here)' : ''}`, () => {
  let browser: Browser
  before(async () => {
    browser = await chromium.launch({executablePath: executablePath!, args: ['--no-sandbox']})
  })
  after(() => browser.close())

  interface Screen {
    readonly width: number
    readonly scheme: 'light' | 'dark'
  }

  function opened(
    report: DriftReport,
    {width, scheme}: Screen,
    look: (page: Page, trouble: readonly string[]) => Promise<void>,
  ): Promise<void> {
    return inTemporaryFolder(async (folder) => {
      const file = join(folder, 'page.html')
      writeFileSync(file, await renderDriftPage(report))
      const page = await browser.newPage({viewport: {width, height: 900}, colorScheme: scheme})
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
    for (const [name, make] of [
      ['36 months', manyMonths],
      ['odd names', weirdNames],
    ] as const) {
      it(`opens without an error or a request, and fits ${width} pixels, folded and unfolded: ${name}`, () =>
        opened(make(), {width, scheme: 'light'}, async (page, trouble) => {
          for (let unfolded = 0; unfolded < 2; unfolded++) {
            expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).to.be.at.most(0)
            await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true })')
          }
          expect(trouble).to.deep.equal([])
        }))

      it(`keeps the texts of every chart inside its panel at ${width} pixels: ${name}`, () =>
        opened(make(), {width, scheme: 'light'}, async (page) => {
          const outside = await page.evaluate<
            string[]
          >(`[...document.querySelectorAll('.panel svg')].filter((svg) => svg.checkVisibility()).flatMap((svg) => {
            const frame = svg.closest('.panel').getBoundingClientRect()
            return [...svg.querySelectorAll('text')]
              .filter((text) => {
                const {left, right} = text.getBoundingClientRect()
                return left < frame.left || right > frame.right
              })
              .map((text) => svg.querySelector('title').textContent + ': ' + text.textContent)
          })`)
          expect(outside).to.deep.equal([])
        }))
    }
  }

  for (const scheme of ['light', 'dark'] as const) {
    it(`has signs in the heat map that stand out from their shade on a ${scheme} page`, () =>
      opened(manyMonths(), {width: 1200, scheme}, async (page) => {
        const contrasts = await page.evaluate<[shade: string, contrast: number][]>(`(() => {
          const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
          const rgb = (...layers) => {
            for (const layer of layers) { canvas.fillStyle = layer; canvas.fillRect(0, 0, 1, 1) }
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
          }
          const luminance = (colour) => {
            const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
            return 0.2126 * r + 0.7152 * g + 0.0722 * b
          }
          const surface = getComputedStyle(document.querySelector('.panel')).backgroundColor
          return ['s2', 's3', 's4', 's5'].map((shade) => {
            const {backgroundColor, color} = getComputedStyle(document.querySelector('td.' + shade))
            const [low, high] = [luminance(rgb(surface, backgroundColor)), luminance(rgb(color))].sort((a, b) => a - b)
            return [shade, (high + 0.05) / (low + 0.05)]
          })
        })()`)
        expect(contrasts).to.have.length(4)
        for (const [shade, contrast] of contrasts) expect(contrast, shade).to.be.at.least(3)
      }))
  }

  it('titles the document plainly, whatever a column is called', () =>
    opened(weirdNames(), {width: 1200, scheme: 'light'}, async (page) => {
      expect(await page.title()).to.equal('Drift: week 1 to 🚗 against version 1 (production)')
      expect(await page.locator('h3').first().textContent()).to.equal(nasty)
    }))
})
