/** Runs the benchmarks and writes docs/benchmarks.md. `npm run bench`, on Linux; `bench/peers/install.sh` first. */
import {writeFileSync} from 'node:fs'
import {benchCsv} from './csv.js'
import {benchInstall} from './install.js'
import {machine, type Comparison, type Section} from './measure.js'
import {benchPredictor} from './predictor.js'
import {benchStartup} from './startup.js'
import {benchTraining} from './training.js'

const benchmarks: readonly (() => Section | Promise<Section>)[] = [
  benchStartup,
  benchTraining,
  benchPredictor,
  benchCsv,
  benchInstall,
]

const sections: Section[] = []
for (const bench of benchmarks) {
  const section = await bench()
  console.log(render(section))
  sections.push(section)
}
writeFileSync('docs/benchmarks.md', page(sections))

function page(all: readonly Section[]): string {
  return `# Benchmarks

Written by \`npm run bench\` (${new Date().toISOString().slice(0, 10)}; ${machine()}). Every figure stands beside a yardstick that ran in the
same minutes on the same machine; the ratio is what carries over to another machine. Ratios above 1 mean that mlops
is better: faster, or smaller.

${all.map(render).join('\n')}`
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
