import {readFileSync} from 'node:fs'
import type {AddressInfo} from 'node:net'
import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {chromium, type Browser, type BrowserContextOptions, type Page} from 'playwright-core'
import {createMonitor, type Monitor} from '../../src/lib/monitor/monitor.js'
import {createMetricsApp} from '../../src/lib/serve/metrics-app.js'
import {registerClientPage} from '../../src/lib/serve/page-client.js'
import {registerDocsPage} from '../../src/lib/serve/page-docs.js'
import {registerLivePage} from '../../src/lib/serve/page-live.js'
import {createPredictorApp} from '../../src/lib/serve/predictor-app.js'
import {serveModel, type ServedModel} from '../../src/lib/serve/served-model.js'
import {insuranceDraft, temporaryRegistry} from '../monitor/watched-models.js'
import {chromiumPath} from './page-checks.js'

const inBrowser = chromiumPath === undefined ? describe.skip : describe

const anyAnswer = {
  id: '1',
  time: 0,
  predicted: 0,
  answered: 0,
  source: 'ML',
  probabilities: Float32Array.of(0.8, 0.1, 0.1),
} as const

inBrowser(`the pages of a server in a browser${chromiumPath === undefined ? ' (no Chromium here)' : ''}`, () => {
  const {registry, remove} = temporaryRegistry()
  let browser: Browser
  let model: ServedModel
  let monitor: Monitor
  let app: FastifyInstance
  let metrics: FastifyInstance
  let current: ServedModel | undefined
  const trouble: string[] = []

  before(async () => {
    browser = await chromium.launch({executablePath: chromiumPath!, args: ['--no-sandbox']})
    model = serveModel(await registry.load(await registry.add(await insuranceDraft())), Date.now())
  })
  after(async () => {
    await browser.close()
    remove()
  })
  beforeEach(async () => {
    trouble.length = 0
    current = model
    monitor = createMonitor({now: Date.now, driftIntervalMs: 100, processMetrics: false})
    await monitor.load(model)
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await app.close()
    await metrics.close()
    await monitor.close()
  })

  async function start({token}: {readonly token?: string} = {}): Promise<void> {
    app = createPredictorApp({current: () => current, sinks: [monitor], ...(token === undefined ? {} : {token})})
    registerClientPage(app, {current: () => current, hasToken: token !== undefined})
    registerDocsPage(app)
    metrics = createMetricsApp({monitor})
    registerLivePage(metrics, {monitor, refreshMs: 100})
    await app.listen({port: 0})
    await metrics.listen({port: 0})
  }

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage()
    page.on('pageerror', (error) => trouble.push(error.message))
    page.on('console', (message) => {
      // Chromium notes each answer of 4xx, which some of these tests ask for.
      if (!message.text().startsWith('Failed to load resource')) trouble.push(message.text())
    })
    const {port} = (path === '/' ? metrics : app).server.address() as AddressInfo
    await page.goto(`http://127.0.0.1:${port}${path}`)
    return page
  }

  /** Customers of a month to the server of predictions, as a client sends them. */
  async function send(month: number, rows: number): Promise<void> {
    const file = month === 0 ? 'reference' : `month-${month}`
    const [head, ...lines] = readFileSync(`data/${file}.csv`, 'utf8').trim().split('\n')
    const names = head!.split(';')
    const payload = lines.slice(0, rows).map((line) => {
      const values = line.split(';').map((value, index) => [names[index]!, Number(value)] as const)
      return Object.fromEntries(values.filter(([name]) => model.description.features.includes(name)))
    })
    expect((await app.inject({method: 'POST', url: '/predict', payload})).statusCode).to.equal(200)
  }

  const textOf = async (page: Page, selector: string): Promise<string> =>
    (await page.locator(selector).textContent())!.replaceAll(/\s+/g, ' ').trim()

  const answered = (page: Page): Promise<void> => page.locator('#result').waitFor({state: 'visible'})

  describe('the form', () => {
    it('answers a row: category, who answered, the probabilities as bars, version, JSON and command line', async () => {
      await start()
      const page = await open('/client.html')
      await page.getByLabel('Age', {exact: true}).fill('44.25')
      await page.getByRole('button', {name: 'Predict'}).click()
      await answered(page)
      const answer = JSON.parse((await page.locator('#json').textContent())!) as {
        category: string
        source: string
        probabilities: Record<string, number>
      }
      expect(await textOf(page, '#category')).to.equal(answer.category)
      expect(await textOf(page, '#version')).to.equal('insurance, version 1')
      const values = await page.locator('.bars .value').allTextContents()
      expect(values).to.deep.equal(
        Object.values(answer.probabilities).map((share) => `${(100 * share).toFixed(1)}\u00a0%`),
      )
      const widths = await page.evaluate<number[]>(
        `[...document.querySelectorAll('.fill')].map((each) => parseFloat(each.style.width))`,
      )
      expect(widths.reduce((sum, each) => sum + each, 0)).to.be.closeTo(100, 0.01)
      expect(await page.locator('#curl').textContent()).to.match(/^curl 'http:\/\/127\.0\.0\.1:\d+\/predict'/)
      expect(await page.locator('#curl').textContent()).to.contain('"age":44.25')
      expect(trouble).to.deep.equal([])
    })

    it('shows the fallback and why: the field, its value and its range', async () => {
      await start()
      const page = await open('/client.html')
      await page.getByLabel('Power').fill('20')
      expect(await textOf(page, '#field-4-note')).to.equal('Below the range: 40 is the least.')
      await page.getByRole('button', {name: 'Predict'}).click()
      await answered(page)
      expect(await textOf(page, '#by')).to.equal('answered by the baseline')
      expect(await textOf(page, '#why')).to.match(
        /^Power is 20, outside its range from 40 to 500\..*rules of the baseline/,
      )
      expect(await textOf(page, '#source')).to.equal('baseline - out of range')
      expect(await textOf(page, '#said')).to.contain('answered by the baseline')
    })

    it('fills in the example that the model is unsure about, and says below which limit', async () => {
      await start()
      const page = await open('/client.html')
      await page.getByRole('button', {name: 'Unsure'}).click()
      await page.getByRole('button', {name: 'Predict'}).click()
      await answered(page)
      expect(await textOf(page, '#source')).to.equal('baseline - low probability')
      expect(await textOf(page, '#why')).to.match(/The highest probability is 0\.\d+, below 0\.5\./)
    })

    it('puts a wrong value beside its field, with the keyboard there, and no old answer', async () => {
      await start()
      const page = await open('/client.html')
      await page.getByRole('button', {name: 'Predict'}).click()
      await answered(page)
      await page.getByLabel('Age', {exact: true}).fill('abc')
      await page.keyboard.press('Enter')
      await page.locator('#field-1-error').waitFor({state: 'visible'})
      expect(await textOf(page, '#field-1-error')).to.equal('age is "abc", expected a number from 16 to 150')
      expect(await page.getByLabel('Age', {exact: true}).getAttribute('aria-invalid')).to.equal('true')
      expect(await page.evaluate('document.activeElement.id')).to.equal('field-1')
      expect(await page.locator('#result').isVisible()).to.equal(false)
      await page.getByLabel('Age', {exact: true}).fill('40')
      await page.keyboard.press('Enter')
      await answered(page)
      expect(await page.locator('#field-1-error').isVisible()).to.equal(false)
    })

    it('can be used by keyboard alone', async () => {
      await start()
      const page = await open('/client.html')
      const tabTo = async (id: string): Promise<void> => {
        for (let press = 0; press < 30; press++) {
          await page.keyboard.press('Tab')
          if ((await page.evaluate('document.activeElement.id')) === id) return
        }
        throw new Error(`the keyboard does not reach ${id}`)
      }
      await tabTo('field-0')
      await page.keyboard.press('ArrowDown')
      await tabTo('field-4')
      await page.keyboard.type('20')
      await tabTo('predict')
      await page.keyboard.press('Space')
      await answered(page)
      expect(await textOf(page, '#source')).to.equal('baseline - out of range')
      expect(await page.evaluate('document.activeElement.id')).to.equal('predict')
    })

    it('asks for the token, takes it, and keeps it nowhere', async () => {
      await start({token: 'secret'})
      const page = await open('/client.html')
      await page.getByRole('button', {name: 'Predict'}).click()
      await page.locator('#trouble').waitFor({state: 'visible'})
      expect(await textOf(page, '#trouble')).to.equal('The server wants a token.')
      await page.getByLabel('Token').fill('secret')
      await page.keyboard.press('Enter')
      await answered(page)
      expect(await page.locator('#curl').textContent())
        .to.contain('Bearer $TOKEN')
        .and.to.not.contain('secret')
      expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).to.deep.equal([
        0,
        0,
        '',
      ])
      await page.reload()
      expect(await page.getByLabel('Token').inputValue()).to.equal('')
    })

    it('says so when another model answers by now, and when the server is gone', async () => {
      await start()
      const page = await open('/client.html')
      current = {...model, version: 2}
      await page.getByRole('button', {name: 'Predict'}).click()
      await answered(page)
      expect(await textOf(page, '#changed')).to.contain('Another model answers by now')
      await page.context().setOffline(true)
      await page.getByRole('button', {name: 'Predict'}).click()
      await page.locator('#trouble').waitFor({state: 'visible'})
      expect(await textOf(page, '#trouble')).to.contain('There is no answer from the server')
    })
  })

  describe('the live page', () => {
    it('changes by itself when drifted rows come, and says so aloud', async () => {
      await start()
      await send(0, 200)
      await monitor.compareNow()
      const page = await open('/')
      await page.locator('#bar.live').waitFor()
      expect(await textOf(page, '#level')).to.equal('OK')
      await page.locator('#part-features details summary').first().click()
      await send(36, 1_500)
      await page.locator('#level', {hasText: 'Investigate'}).waitFor({state: 'attached'})
      expect(await textOf(page, '#part-lead')).to.match(/^▲ Investigate miles fell/)
      expect(await page.title()).to.equal('Investigate: drift of insurance')
      const miles = page.locator('article', {has: page.getByRole('heading', {name: 'miles', exact: true})})
      expect(await miles.textContent()).to.contain('✘ drift')
      expect(await miles.locator('svg').count()).to.equal(1)
      expect(await textOf(page, '#part-timeline')).to.contain('drift')
      expect(await page.locator('#part-features details').first().getAttribute('open')).to.equal('')
      expect(trouble).to.deep.equal([])
    })

    it('can be paused, and catches up when it goes on', async () => {
      await start()
      const page = await open('/')
      await page.locator('#bar.live').waitFor()
      await page.getByRole('button', {name: 'Pause'}).click()
      await send(36, 300)
      await monitor.compareNow()
      expect(await textOf(page, '#level')).to.equal('Nothing compared yet')
      await page.getByRole('button', {name: 'Go on'}).click()
      await page.locator('#level', {hasText: 'Investigate'}).waitFor({state: 'attached'})
    })

    it('says that the connection is lost, and takes it up again', async () => {
      await start()
      const page = await open('/')
      await page.locator('#bar.live').waitFor()
      const {port} = metrics.server.address() as AddressInfo
      await metrics.close()
      await page.locator('#bar.lost').waitFor()
      expect(await textOf(page, '#connection')).to.contain('may be old')
      metrics = createMetricsApp({monitor})
      registerLivePage(metrics, {monitor})
      await metrics.listen({port})
      await page.locator('#bar.live').waitFor()
    })

    it('begins with the latest of the last hours on a phone, and stays there', async () => {
      const hours = createMonitor({now: () => (time += 60_000), driftIntervalMs: 2 ** 30, processMetrics: false})
      let time = Date.now()
      try {
        await hours.load(model)
        await start()
        await metrics.close()
        metrics = createMetricsApp({monitor: hours})
        registerLivePage(metrics, {monitor: hours})
        await metrics.listen({port: 0})
        const minute = async (): Promise<void> => {
          for (let row = 0; row < 20; row++) {
            hours.accept(model, {...anyAnswer, values: model.description.features.map(() => 1)})
          }
          await hours.compareNow()
        }
        for (let count = 0; count < 25; count++) await minute()
        const page = await open('/', {viewport: {width: 360, height: 740}})
        await page.locator('#bar.live').waitFor()
        const left = `(() => {
          const box = document.querySelector('#part-timeline .scroll')
          return [box.scrollWidth - box.clientWidth - box.scrollLeft, box.querySelectorAll('tbody tr:first-child td').length]
        })()`
        const [before, cells] = await page.evaluate<[number, number]>(left)
        await minute()
        await page.locator('#part-timeline tbody tr:first-child td').nth(cells).waitFor({state: 'attached'})
        expect([before, (await page.evaluate<[number, number]>(left))[0]]).to.deep.equal([0, 0])
      } finally {
        await hours.close()
      }
    })

    it('shows the state at load without a script', async () => {
      await start()
      await send(36, 300)
      await monitor.compareNow()
      const page = await open('/', {javaScriptEnabled: false})
      expect(await textOf(page, '#part-lead')).to.match(/Investigate|Retrain/)
      expect(await page.getByRole('button', {name: 'Pause'}).isVisible()).to.equal(false)
      expect(await textOf(page, '#connection')).to.equal('As it was when this page was loaded.')
      expect(await page.locator('#part-features svg').count()).to.equal(6)
    })
  })

  for (const path of ['/client.html', '/', '/docs']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`fits a phone, unfolded as well: ${path}, ${colorScheme}`, async () => {
        await start()
        await send(36, 300)
        await monitor.compareNow()
        const page = await open(path, {
          viewport: {width: 360, height: 740},
          colorScheme,
          hasTouch: true,
          isMobile: true,
        })
        if (path === '/client.html') {
          await page.getByRole('button', {name: 'Predict'}).click()
          await answered(page)
        }
        await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true })')
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(360)
        const small = await page.evaluate<string[]>(
          `[...document.querySelectorAll('button, input, select')].filter((each) => each.checkVisibility())
            .filter((each) => each.getBoundingClientRect().height < 24).map((each) => each.outerHTML)`,
        )
        expect(small, 'too small for a finger').to.deep.equal([])
        expect(trouble).to.deep.equal([])
      })
    }
  }
})
