/** Photographs the live page after 1, 12 and 36 months of customers, light and dark. Needs Chromium. `npm run docs` */
import {statSync} from 'node:fs'
import {chromium} from 'playwright-core'
import {findChromium} from './record-chromium.js'
import {inWorkshop} from './record-run.js'

const executablePath = findChromium()
if (executablePath === undefined) {
  console.log('There is no Chromium, so the pictures of the live page stay as they are; CHROMIUM=PATH names one.')
} else {
  await inWorkshop(async ({run, play, ports}) => {
    const {exitCode: served} = await play({
      kind: 'run',
      line: 0,
      command: 'mlops serve --models demo/models',
      exitCode: 0,
      stays: true,
    })
    if (served !== 0) throw new Error('mlops serve did not start')
    const browser = await chromium.launch({executablePath, args: ['--no-sandbox']})
    let before = 0
    for (const month of [1, 12, 36]) {
      const {exitCode, output} = await run(`mlops simulate --months ${before + 1}..${month}`)
      if (exitCode !== 0) throw new Error(output)
      before = month
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({viewport: {width: 1080, height: 860}, colorScheme, deviceScaleFactor: 1.5})
        await page.goto(`http://127.0.0.1:${ports.metrics}/`)
        const path = `docs/pictures/live-${month}-${colorScheme}.png`
        await page.screenshot({path})
        console.log(`${path}: ${Math.ceil(statSync(path).size / 1024)} kB`)
        await page.close()
      }
    }
    await browser.close()
  })
}
