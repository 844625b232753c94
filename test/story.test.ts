import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {storyChart} from '../bench/story/chart.js'
import {accuracy, fallbackShare, repeated, told, worldsInOrder} from '../bench/story/figures.js'
import {looksInMonth} from '../bench/story/looks.js'
import {storyPage} from '../bench/story/page.js'
import {playSeed} from '../bench/story/play.js'
import {labelDelay, lettersByColumn, levelLettersOf, monthsPlayed, parseRuns, toldSeed} from '../bench/story/results.js'
import type {SimulationReport} from '../src/lib/report/simulate-report.js'
import {inTemporaryFolder, plainEnvironment, runMlops} from './program.js'

const runs = parseRuns(readFileSync('docs/story.ndjson', 'utf8'))

describe('docs/story.md', function () {
  this.timeout(180_000)

  it('is written from the results beside it, as is its picture', () => {
    expect(readFileSync('docs/story.md', 'utf8')).to.equal(storyPage(runs))
    expect(readFileSync('docs/pictures/story.svg', 'utf8')).to.equal(storyChart(runs))
  })

  it('is of four worlds, 20 seeds and the one that is told, 36 months each', () => {
    const counted = worldsInOrder.map((world) => [told(runs, world).seed, repeated(runs, world).length])
    expect(counted).to.deep.equal(worldsInOrder.map(() => [toldSeed, 20]))
    const lengths = runs.flatMap(({live, labelled, answers}) => [
      ...[live.levels, labelled.levels, labelled.errors, ...Object.values(live.columns)].map(({length}) => length),
      ...Object.values(answers).map(({length}) => length),
    ])
    expect(new Set(lengths)).to.deep.equal(new Set([monthsPlayed]))
  })

  it('has, of ten looks a month, the last one at the end of the month', () => {
    for (const {looks, live} of runs.filter(({world}) => world === 'none')) {
      const atEnd = Array.from({length: monthsPlayed}, (_, month) => {
        const letters = Object.values(live.columns).map((column) => column[month])
        return letters.includes('D') ? 'D' : letters.includes('w') ? 'w' : '.'
      })
      const last = Array.from(looks!).filter((_, look) => (look + 1) % looksInMonth === 0)
      expect(last).to.deep.equal(atEnd)
    }
  })

  it('is what comes out when a seed is played again', async () => {
    const months = 6
    for (const run of await playSeed({seed: 7, months, worlds: ['none', 'full']})) {
      const kept = runs.find(({seed, world}) => seed === run.seed && world === run.world)!
      expect(kept.model).to.deep.equal(run.model)
      expect(kept.answers.right.slice(0, months)).to.deep.equal(run.answers.right)
      expect(kept.live.levels.slice(0, months)).to.equal(run.live.levels)
      expect(kept.labelled.levels.slice(0, months)).to.equal(run.labelled.levels)
      for (const [key, letters] of Object.entries(run.live.columns)) {
        expect(kept.live.columns[key]?.slice(0, months), key).to.equal(letters)
      }
    }
  })

  it('is what mlops simulate sees of mlops serve, month by month', () =>
    inTemporaryFolder(async (folder) => {
      const run = told(runs, 'full')
      const {report, metrics} = await playOverHttp(folder, `drift=full,seed=${toldSeed}`)
      const months = report.months.map(({drift}) => drift!)
      expect(months.map(({rows}) => rows)).to.deep.equal(Array(monthsPlayed).fill(run.rows))
      expect(lettersByColumn(months.map(({columns}) => columns))).to.deep.equal(run.live.columns)
      expect(levelLettersOf(months.map(({level}) => level!))).to.equal(run.live.levels)
      expect(report.months.map((month) => Math.round(month.accuracy! * month.rows))).to.deep.equal(run.answers.right)
      for (const {month, fallbackShare: share} of report.months) {
        expect(share, `month ${month}`).to.be.closeTo(fallbackShare(run, month), 1e-9)
      }
      const realised = Number(/^mlops_realised_accuracy\{.*\} (\S+)$/m.exec(metrics)?.[1])
      expect(realised).to.be.closeTo(accuracy(run, 1, monthsPlayed - labelDelay), 1e-9)
    }))
})

/** In the order of the data, and many rows a request, so that the window holds them in that order in little time. */
async function playOverHttp(
  folder: string,
  world: string,
): Promise<{readonly report: SimulationReport; readonly metrics: string}> {
  const data = resolve('data/reference.csv')
  const trained = await runMlops(['train', '-d', data, '--backend', 'wasm'], {cwd: folder})
  expect(trained.exitCode, trained.stderr).to.equal(0)
  const ports = ['--port', '0', '--metrics-port', '0']
  const child = spawn(
    process.execPath,
    [resolve('bin/run.js'), 'serve', '--models', join(folder, 'models'), ...ports],
    {
      ...{cwd: folder, env: plainEnvironment(), stdio: ['ignore', 'ignore', 'pipe']},
    },
  )
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const ended = once(child, 'close')
  try {
    const ready = (): RegExpExecArray | null => /"url":"([^"]+)","metricsUrl":"([^"]+)"/.exec(log)
    while (ready() === null && child.exitCode === null) await sleep(20)
    const [, url, metricsUrl] = ready() ?? []
    if (url === undefined || metricsUrl === undefined) throw new Error(`no server:\n${log}`)
    const places = ['--url', url, '--metrics-url', metricsUrl]
    const how = ['--world', world, '--batch', '500', '--concurrency', '1', '--label-delay', `${labelDelay}`]
    const played = await runMlops(['simulate', ...places, ...how, '--json'], {cwd: folder})
    expect(played.exitCode, played.stderr).to.equal(0)
    const metrics = await (await fetch(`${metricsUrl}/metrics`)).text()
    return {report: JSON.parse(played.stdout) as SimulationReport, metrics}
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}
