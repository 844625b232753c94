/**
 * Three years in four worlds, of which the truth is known: what the monitor of `mlops serve` says month by month, and what
 * was so. Writes docs/story.md, its chart, and the results behind them. `--quick` tries it out in seconds and writes to a
 * temporary folder; `--render` makes page and chart from the results of the last run.
 */
import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {storyChart} from './story/chart.js'
import {storyPage} from './story/page.js'
import {playSeed} from './story/play.js'
import {inOrder, monthsPlayed, parseRuns, toldSeed, writeRuns, type WorldRun} from './story/results.js'

const SEEDS = 20

const isQuick = process.argv.includes('--quick')
const folder = isQuick ? mkdtempSync(join(tmpdir(), 'mlops-story-')) : '.'
const files = {results: 'docs/story.ndjson', chart: 'docs/pictures/story.svg', page: 'docs/story.md'}

const runs = process.argv.includes('--render') ? parseRuns(readFileSync(files.results, 'utf8')) : await play()
write(files.results, writeRuns(runs))
write(files.chart, storyChart(runs))
write(files.page, storyPage(runs))

async function play(): Promise<readonly WorldRun[]> {
  const seeds = [toldSeed, ...Array.from({length: isQuick ? 1 : SEEDS}, (_, index) => index + 1)]
  const found: WorldRun[] = []
  for (const seed of seeds) {
    const started = performance.now()
    found.push(...(await playSeed({seed, months: monthsPlayed})))
    console.error(`seed ${seed} took ${((performance.now() - started) / 1000).toFixed(0)} s`)
  }
  return inOrder(found)
}

function write(file: string, content: string): void {
  const path = join(folder, file)
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, content)
  console.error(`wrote ${path}`)
}
