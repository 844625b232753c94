/**
 * How often the drift engine raises an alarm where nothing drifted, and how often where something did: simulates both
 * and writes docs/drift-calibration.md, its chart, and the counts behind them. `--quick` tries it out in seconds and
 * writes to a temporary folder; `--render` makes page and chart from the counts of the last run.
 */
import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {calibrationChart} from './alarms/chart.js'
import {calibrationPage} from './alarms/page.js'
import {plan, quickPlan} from './alarms/plan.js'
import {parseResults, resultsOf, type Results, writeResults} from './alarms/results.js'
import {monthsInSeries} from './alarms/months.js'
import {computeAll} from './alarms/work.js'
import type {Task} from './alarms/worker.js'

const SEEDS = 100

const isQuick = process.argv.includes('--quick')
const folder = isQuick ? mkdtempSync(join(tmpdir(), 'mlops-alarms-')) : '.'
const files = {
  counts: 'docs/drift-calibration.ndjson',
  chart: 'docs/pictures/drift-calibration.svg',
  page: 'docs/drift-calibration.md',
}

void main()

async function main(): Promise<void> {
  const results = process.argv.includes('--render')
    ? parseResults(readFileSync(files.counts, 'utf8'))
    : await simulate()
  write(files.counts, writeResults(results))
  write(files.chart, calibrationChart(results))
  write(files.page, calibrationPage(results))
}

async function simulate(): Promise<Results> {
  const seeds = Array.from({length: 1 + (isQuick ? 1 : SEEDS)}, (_, seed) => seed)
  const months = isQuick ? 2 : monthsInSeries
  const tasks: Task[] = [
    ...(isQuick ? quickPlan() : plan()),
    ...seeds.map((seed) => ({question: 'months', seed, months}) as const),
  ]
  const started = performance.now()
  const found = await computeAll(tasks, (done) => {
    if (done % 50 > 0 && done < tasks.length) return
    console.error(`${done} of ${tasks.length} after ${((performance.now() - started) / 1000).toFixed(0)} s`)
  })
  return resultsOf(found)
}

function write(file: string, content: string): void {
  const path = join(folder, file)
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, content)
  console.error(`wrote ${path}`)
}
