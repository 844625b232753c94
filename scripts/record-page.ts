/** Photographs the pages of mlops explore and mlops drift for README.md, light and dark. Needs Chromium. `npm run docs` */
import {statSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {chromium, type Page} from 'playwright-core'
import {findChromium} from './record-chromium.js'
import {inWorkshop} from './record-run.js'

interface PictureOfPage {
  readonly name: string
  readonly commands: readonly string[]
  readonly file: string
  /** The first and the last element that are seen. */
  readonly from: string
  readonly to: string
}

const pictures: readonly PictureOfPage[] = [
  {
    name: 'explore',
    commands: ['mlops explore -d data/reference.csv --html reference.html'],
    file: 'reference.html',
    from: '#label',
    // The card of miles: those of the ignored columns follow.
    to: '#columns article:nth-of-type(6)',
  },
  {
    name: 'drift',
    commands: ['mlops train -d data/reference.csv', "mlops drift -d 'data/month-*.csv' --html drift.html"],
    file: 'drift.html',
    from: 'body > header',
    to: '#timeline',
  },
]

const executablePath = findChromium()
if (executablePath === undefined) {
  console.log('There is no Chromium, so the pictures of the page stay as they are; CHROMIUM=PATH names one.')
} else {
  await inWorkshop(async ({folder, run}) => {
    const browser = await chromium.launch({executablePath, args: ['--no-sandbox']})
    for (const {name, commands, file, from, to} of pictures) {
      for (const command of commands) await run(command)
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({viewport: {width: 1080, height: 1600}, colorScheme, deviceScaleFactor: 1.5})
        await page.goto(pathToFileURL(join(folder, file)).href)
        const path = `docs/pictures/${name}-${colorScheme}.png`
        await page.screenshot({path, clip: await between(page, from, to), fullPage: true})
        console.log(`${path}: ${Math.ceil(statSync(path).size / 1024)} kB`)
      }
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
