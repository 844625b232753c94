/**
 * Photographs what a real Prometheus with the files of compose/ shows after 36 months: its page of alerts, and how far
 * each feature went. Needs Prometheus, Alertmanager and Chromium. `npm run docs`
 */
import {mkdtempSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {chromium, type Browser, type Page} from 'playwright-core'
import {alertmanagerNames, installed, startAlarms, type RealAlarms} from './alarm-stack.js'
import {findChromium} from './record-chromium.js'
import {inWorkshop} from './record-run.js'

/** Long enough for a curve. */
const monthDuration = '2s'

const executablePath = findChromium()
if (
  executablePath === undefined ||
  [['prometheus'], alertmanagerNames].some((names) => installed(names) === undefined)
) {
  console.log('Prometheus, Alertmanager or Chromium is missing, so the pictures of the alerts stay as they are.')
} else {
  await inWorkshop(async ({run, play, ports}) => {
    await play({kind: 'run', line: 0, command: 'mlops serve --models demo/models', exitCode: 0, stays: true})
    const folder = mkdtempSync(join(tmpdir(), 'mlops-record-alerts-'))
    let alarms: RealAlarms | undefined
    let browser: Browser | undefined
    try {
      alarms = await startAlarms(folder, `http://127.0.0.1:${ports.metrics}`)
      const {exitCode, output} = await run(`mlops simulate --months 36 --month-duration ${monthDuration}`)
      if (exitCode !== 0) throw new Error(output)
      await untilFiring(alarms)
      browser = await chromium.launch({executablePath, args: ['--no-sandbox']})
      await photograph(browser, `${alarms.prometheusUrl}/classic/alerts`, 'alerts', openFeatureDrift)
      const query = new URLSearchParams({
        'g0.expr': 'max by (feature) (model_version_feature:mlops_feature_drift:ratio)',
        ...{'g0.tab': '0', 'g0.range_input': '90s', 'g0.step_input': '1', 'g0.stacked': '0'},
      })
      await photograph(browser, `${alarms.prometheusUrl}/classic/graph?${query.toString()}`, 'alerts-graph', graphDrawn)
    } finally {
      await browser?.close()
      await alarms?.end()
      rmSync(folder, {recursive: true, force: true})
    }
  })
}

async function untilFiring(alarms: RealAlarms): Promise<void> {
  for (let wait = 0; wait < 60; wait++) {
    const firing = (await alarms.alerts()).filter(({state}) => state === 'firing')
    const features = firing.map(({labels}) => labels['feature'])
    // The slower one is the second and the last.
    if (features.includes('miles') && features.includes('emergency_braking')) return
    await sleep(1_000)
  }
  throw new Error('no alert fires for miles, or none for emergency_braking')
}

/** Prometheus as Debian has it knows no dark pages. */
async function photograph(
  browser: Browser,
  url: string,
  name: string,
  prepare: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({
    viewport: {width: 1080, height: name === 'alerts' ? 1140 : 900},
    deviceScaleFactor: 1.5,
  })
  await page.goto(url)
  await prepare(page)
  const path = `docs/pictures/${name}.png`
  await page.screenshot({path})
  console.log(`${path}: ${Math.ceil(statSync(path).size / 1024)} kB`)
  await page.close()
}

async function openFeatureDrift(page: Page): Promise<void> {
  await page.locator('label', {has: page.locator('#inactiveAlerts')}).click()
  await page.locator('div.show-annotations').click()
  const header = page.locator('tr.alert_header', {hasText: 'MlopsFeatureDrift'})
  await header.click()
  // The text of the rule, two pages of templates, which stands above what they became.
  await page.addStyleTag({content: '.alert_details pre {display: none !important}'})
  await sleep(500)
}

async function graphDrawn(page: Page): Promise<void> {
  await page.waitForSelector('.rickshaw_graph svg path', {state: 'attached'})
  await sleep(1_000)
}
