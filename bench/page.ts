import {readFileSync, writeFileSync} from 'node:fs'
import {machine, type Comparison, type Section} from './measure.js'

/** Writes docs/benchmarks.md anew; sections that were not measured this time stay as they are, behind the others. */
export function writePage(sections: readonly Section[]): void {
  const measured = new Set(sections.map(({title}) => title))
  const present = readFileSync('docs/benchmarks.md', 'utf8').split(/^(?=## )/m)
  const others = present.slice(1).filter((text) => !measured.has(/^## (.*)/.exec(text)![1]!))
  writeFileSync('docs/benchmarks.md', [page(sections), ...others.map((text) => `${text.trimEnd()}\n`)].join('\n'))
  writeReadme(sections)
}

/** Writes some sections anew, and leaves the rest of the page as it is. */
export function updatePage(sections: readonly Section[]): void {
  writeFileSync('docs/benchmarks.md', updatedPage(readFileSync('docs/benchmarks.md', 'utf8'), sections))
  writeReadme(sections)
}

/** The rows of the README's table that were measured anew. */
function writeReadme(sections: readonly Section[]): void {
  const readme = readFileSync('README.md', 'utf8')
  writeFileSync(
    'README.md',
    readme.replace(readmeBlock, () => updatedExcerpt(readme, sections)),
  )
}

function page(all: readonly Section[]): string {
  return `# Benchmarks

Written by \`npm run bench\` and \`npm run bench:serve\` (${new Date().toISOString().slice(0, 10)}; ${machine()}). Every figure stands beside a yardstick that ran in the
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
  '`mlops serve`: one row a request, 64 connections, against MLServer',
  '`mlops serve`: one row a request, 64 connections, against Go',
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

export function render({title, text, names, comparisons}: Section): string {
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
  const better = unit.endsWith('/s') ? ours / yardstick : yardstick / ours
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
