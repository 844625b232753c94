/**
 * Runs the benchmarks and writes docs/benchmarks.md. `npm run bench`, on Linux; `bench/peers/install.sh` first.
 * `npm run bench -- drift profile` runs these sections anew and leaves the others as they are: a ratio is within a section.
 */
import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {machine, type Comparison, type Section} from './measure.js'

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

function page(all: readonly Section[]): string {
  return `# Benchmarks

Written by \`npm run bench\` (${new Date().toISOString().slice(0, 10)}; ${machine()}). Every figure stands beside a yardstick that ran in the
same minutes on the same machine; the ratio is what carries over to another machine. Ratios above 1 mean that mlops
is better: faster, or smaller.

${all.map(render).join('\n')}`
}

/** The part of the README between its marks. */
const readmeBlock = /(?<=<!-- benchmarks -->\n)[^]*(?=\n<!-- \/benchmarks -->)/
const quoted = [
  '`mlops --help`',
  '`mlops train`, whole process, against Keras',
  'memory of `mlops train`, against Keras',
  'one row, against TensorFlow.js `predict`',
  '`mlops drift`, 1,500 rows: whole process',
  '`mlops drift`, 1,000,000 rows: whole process',
  'installed size',
]

function excerpt(all: readonly Section[]): string {
  const rows = all.flatMap(({names, comparisons}) =>
    comparisons
      .filter(({what}) => quoted.includes(what))

      .map((each) => {
        const name = names[1] === 'yardstick' ? '' : `, ${names[1]}`
        return `| ${each.what} | ${amount(each.ours, each.unit)} | ${amount(each.yardstick, each.unit)}${name} |`
      }),
  )
  return ['| | mlops | yardstick in the same run |', '|---|---:|---:|', ...rows].join('\n')
}

function render({title, text, names, comparisons}: Section): string {
  const rows = comparisons.map(
    (each) =>
      `| ${each.what} | ${amount(each.ours, each.unit)} | ${amount(each.yardstick, each.unit)} | ${ratio(each)} |`,
  )
  return `## ${title}

${text}

| | ${names[0]} | ${names[1]} | ratio |
|---|---:|---:|---:|
${rows.join('\n')}
`
}

function amount(value: number, unit: Comparison['unit']): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits})} ${unit}`
}

function ratio({ours, yardstick, unit}: Comparison): string {
  const better = unit === 'rows/s' || unit === 'MB/s' ? ours / yardstick : yardstick / ours
  return `${better.toLocaleString('en-US', {maximumSignificantDigits: 2})}x`
}

/** The page with some sections written anew, or added at its end. */
function updatedPage(present: string, sections: readonly Section[]): string {
  return sections.map(render).reduce((text, section) => {
    const heading = section.slice(0, section.indexOf('\n') + 1)
    const start = text.indexOf(heading)
    if (start === -1) return `${text.trimEnd()}\n\n${section}`
    const next = text.indexOf('\n## ', start)
    return text.slice(0, start) + section + (next === -1 ? '' : text.slice(next))
  }, present)
}

/** Rows of the README's table by their names: those that were measured anew in place of the old ones. */
function updatedExcerpt(present: string, sections: readonly Section[]): string {
  const nameOf = (row: string): string => row.split(' | ')[0]!
  const rows = [...readmeBlock.exec(present)![0].split('\n'), ...excerpt(sections).split('\n').slice(2)]
  const latest = new Map(rows.slice(2).map((row) => [nameOf(row), row]))
  const order = quoted.map((what) => `| ${what}`).filter((name) => latest.has(name))
  return [...rows.slice(0, 2), ...order.map((name) => latest.get(name)!)].join('\n')
}

const asked = process.argv.slice(2)
if (asked[0] === '--apart') {
  const section = await benchmarks[asked[1]!]!()
  process.stdout.write(`\n${JSON.stringify(section ?? null)}\n`)
} else if (asked.length > 0) {
  const sections = asked.flatMap(runApart)
  const readme = readFileSync('README.md', 'utf8')
  writeFileSync('docs/benchmarks.md', updatedPage(readFileSync('docs/benchmarks.md', 'utf8'), sections))
  writeFileSync(
    'README.md',
    readme.replace(readmeBlock, () => updatedExcerpt(readme, sections)),
  )
} else {
  const sections = Object.keys(benchmarks).flatMap(runApart)
  writeFileSync('docs/benchmarks.md', page(sections))
  writeFileSync(
    'README.md',
    readFileSync('README.md', 'utf8').replace(readmeBlock, () => excerpt(sections)),
  )
}
