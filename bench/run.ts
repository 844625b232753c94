/**
 * Runs the benchmarks and writes docs/benchmarks.md. `npm run bench`, on Linux; `bench/peers/install.sh` first.
 * `npm run bench -- drift profile` runs these sections anew and leaves the others as they are: a ratio is within a section.
 */
import {execFileSync} from 'node:child_process'
import type {Section} from './measure.js'
import {render, updatePage, writePage} from './page.js'

/** Each runs in a process of its own: what one loads and allocates must not show in the figures of the next. */
const benchmarks: Readonly<Record<string, () => Promise<Section | undefined>>> = {
  startup: async () => (await import('./startup.js')).benchStartup(),
  training: async () => (await import('./training.js')).benchTraining(),
  native: async () => (await import('./native.js')).benchNative(),
  prediction: async () => (await import('./predictor.js')).benchPredictor(),
  csv: async () => (await import('./csv.js')).benchCsv(),
  drift: async () => (await import('./drift.js')).benchDrift(),
  profile: async () => (await import('./profile.js')).benchProfile(),
  install: async () => (await import('./install.js')).benchInstall(),
}

function runApart(name: string): readonly Section[] {
  const answer = execFileSync(process.execPath, ['--import', 'tsx', 'bench/run.ts', '--apart', name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1e8,
  })
  const lines = answer.trim().split('\n')
  const section = JSON.parse(lines.at(-1)!) as Section | null
  if (section === null) {
    console.log(lines.length > 1 ? lines[0] : `${name} is skipped.`)
    return []
  }
  console.log(render(section))
  return [section]
}

const asked = process.argv.slice(2)
if (asked[0] === '--apart') {
  const section = await benchmarks[asked[1]!]!()
  process.stdout.write(`\n${JSON.stringify(section ?? null)}\n`)
} else if (asked.length > 0) {
  updatePage(asked.flatMap(runApart))
} else {
  writePage(Object.keys(benchmarks).flatMap(runApart))
}
