/** Photographs the page of mlops explore for README.md, light and dark. Needs Chromium. `npm run docs` */
import {existsSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {chromium, type Page} from 'playwright-core'
import {inWorkshop} from './record-run.js'

/** The card of miles: those of the ignored columns follow. */
const lastFeature = '#columns article:nth-of-type(6)'
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env['CHROMIUM'] ?? places.find((path) => existsSync(path))
if (executablePath === undefined) {
  console.log('There is no Chromium, so the pictures of the page stay as they are; CHROMIUM=PATH names one.')
} else {
  await inWorkshop(async ({folder, run}) => {
    await run('mlops explore -d data/reference.csv --html reference.html')
    const browser = await chromium.launch({executablePath, args: ['--no-sandbox']})
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({viewport: {width: 1080, height: 1600}, colorScheme, deviceScaleFactor: 1.5})
      await page.goto(pathToFileURL(join(folder, 'reference.html')).href)
      const path = `docs/pictures/explore-${colorScheme}.png`
      await page.screenshot({path, clip: await between(page, '#label', lastFeature), fullPage: true})
      console.log(`${path}: ${Math.ceil(statSync(path).size / 1024)} kB`)
    }
    await browser.close()
  })
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The page from one element to another below it, as wide as the first, with a margin. */
async function between(page: Page, first: string, last: string): Promise<Rectangle> {
  // Less below: what follows is not to be seen.
  const [margin, below] = [20, 8]
  const [start, end] = [await page.locator(first).boundingBox(), await page.locator(last).boundingBox()]
  if (start === null || end === null) throw new Error(`the page has no ${first} or no ${last}`)
  const y = start.y - margin
  return {x: start.x - margin, y, width: start.width + 2 * margin, height: end.y + end.height + below - y}
}
