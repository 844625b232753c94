import {join} from 'node:path'
import type {GenerateResult} from '../lifecycle/generate.js'
import {formatCountOf} from './numbers.js'
import {style} from './style.js'

export function renderGenerate({folder, months, rows, files}: GenerateResult): string {
  const written = files.filter((file) => file.written).length
  const named = months === 0 ? 'reference.csv' : `reference.csv and ${monthNames(months)}`
  const what = `${named}, ${formatCountOf(rows, 'row')} each, and their datapackage.json`
  const sentence =
    written === 0
      ? `${style.accent(folder)} already holds ${what}: nothing to do.`
      : `Wrote ${formatCountOf(written, 'file')} to ${style.accent(folder)}: ${what}.`
  const unchanged = files.length - written
  return [
    sentence,
    ...(written > 0 && unchanged > 0 ? [`${formatCountOf(unchanged, 'file')} had that content already.`] : []),
    style.dim(`Next: mlops train -d ${join(folder, 'reference.csv')}`),
  ].join('\n')
}

function monthNames(months: number): string {
  return months === 1 ? 'month-1.csv' : `month-1.csv … month-${months}.csv`
}
