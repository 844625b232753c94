import type {AddressInfo} from 'node:net'
import {expect} from 'chai'
import type {FastifyInstance} from 'fastify'
import {chromium, type Browser} from 'playwright-core'
import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {createMonitor, type Monitor} from '../../src/lib/monitor/monitor.js'
import {createMetricsApp} from '../../src/lib/serve/metrics-app.js'
import {registerLivePage} from '../../src/lib/serve/page-live.js'
import {answersTo, insuranceDraft, temporaryRegistry, watchedModel} from '../monitor/watched-models.js'
import {chromiumPath} from './page-checks.js'

const inBrowser = chromiumPath === undefined ? describe.skip : describe

inBrowser(`the live page of a data set in a browser${chromiumPath === undefined ? ' (no Chromium here)' : ''}`, () => {
  const {registry, remove} = temporaryRegistry()
  let browser: Browser
  let artifact: Artifact
  let monitor: Monitor
  let app: FastifyInstance

  before(async () => {
    browser = await chromium.launch({executablePath: chromiumPath!, args: ['--no-sandbox']})
    artifact = await registry.load(await registry.add(await insuranceDraft()))
    monitor = createMonitor({now: Date.now, driftIntervalMs: 100, processMetrics: false})
    await monitor.load(watchedModel(artifact))
    app = createMetricsApp({monitor})
    registerLivePage(app, {monitor, refreshMs: 100})
    await app.listen({port: 0})
  })
  after(async () => {
    await browser.close()
    await app.close()
    await monitor.close()
    remove()
  })

  async function take(dataset: string, path: string, count = 1_500): Promise<void> {
    const {description} = artifact.manifest
    const {table} = await loadDatasetAs(description, {path, onBadRow: 'fail', requireTarget: true})
    const rows = answersTo(table, artifact).slice(0, count)
    monitor.iterate(dataset, {model: watchedModel(artifact), rows, predictions: 'computed'})
  }

  it('is linked as soon as its first rows come, and follows them and no others', async () => {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/`)
    await page.locator('#bar.live').waitFor()
    await take('claims', 'data/reference.csv', 300)
    await page.getByRole('link', {name: 'claims'}).click()
    await page.locator('#bar.live').waitFor()
    await page.locator('#level', {hasText: 'OK'}).waitFor({state: 'attached'})
    await take('quotes', 'data/month-36.csv')
    await page.getByRole('link', {name: 'quotes'}).waitFor()
    expect(await page.title()).to.equal('OK: drift of claims')
    await take('claims', 'data/month-36.csv')
    await page.locator('#level', {hasText: 'Investigate'}).waitFor({state: 'attached'})
    expect(await page.locator('h1').textContent()).to.contain('Drift of claims, from insurance')
    await page.getByRole('link', {name: 'insurance', exact: true}).click()
    await page.locator('h1', {hasText: 'Drift of insurance, version 1'}).waitFor()
  }).timeout(30_000)
})
