import type {CellResult} from './cell.js'
import {moveNames, moveOf, type MoveName} from './moves.js'
import {row} from './page-table.js'
import {currents, powerReferences} from './plan.js'
import {cellAt, count, isAbove, percent, type Rate, type Results} from './results.js'
import {level} from './words.js'

/** With drift: how often each policy sees it. */
export function detectionSections(results: Results): readonly string[] {
  return [
    '## Detections',
    'One column moves; a cell says in how many of 100 repetitions it was seen. Two levels of the policy `calibrated` are ' +
      'shown, and beside them how often its test is significant, whatever the effect: where that is high and `drift` is ' +
      'low, the change is certain and too small to matter (below 0.1, `--min-effect`). Evidently has one level. Its ' +
      'detections are in (brackets) where it calls more than 5 % of columns of that kind drifted at that size although ' +
      'they are not: who always shouts sees everything. Only where there are no brackets do both hold the same false alarm rate.',
    ...[...powerReferences].reverse().flatMap((reference) => referenceSection(reference, results)),
  ]
}

function referenceSection(reference: number, results: Results): readonly string[] {
  if (!results.cells.some((cell) => cell.question === 'drift' && cell.reference === reference)) return []
  const lines = moveNames.flatMap((move) => {
    const figures = (rate: Rate): string[] =>
      currents.map((current) => cellText(results, {move, reference, current, rate}))
    return [
      row([move, 'warning or drift', ...figures('alarmed')]),
      row(['', 'drift', ...figures('drifted')]),
      row(['', 'significant', ...figures('significant')]),
      row(['', 'Evidently', ...figures('evidentlyColumn')]),
    ]
  })
  const tests =
    reference > 1000 ? 'distances (Wasserstein, Jensen-Shannon)' : 'p-values (Kolmogorov-Smirnov, chi-squared, z)'
  return [
    `### ${count(reference)} reference rows: Evidently takes ${tests}`,
    [row(['', '', ...currents.map(count)]), row(['---', '---', ...currents.map(() => '---:')]), ...lines].join('\n'),
    comparison(reference, results),
  ]
}

interface Place {
  readonly move: MoveName
  readonly reference: number
  readonly current: number
}

function cellText(results: Results, {rate, ...place}: Place & {readonly rate: Rate}): string {
  const cell = detectionAt(results, place)
  if (cell === undefined) return ''
  const text = percent(cell[rate] / cell.repetitions)
  return rate === 'evidentlyColumn' && !isFair(results, place) ? `(${text})` : text
}

function detectionAt(results: Results, {move, reference, current}: Place): CellResult | undefined {
  return cellAt(results, {question: 'drift', table: move, reference, current})
}

/** Evidently's false alarm rate for such a column, of such sizes, is not above the level. */
function isFair(results: Results, {move, reference, current}: Place): boolean {
  const cell = cellAt(results, {question: 'no drift', table: moveOf(move).before, reference, current})
  return cell !== undefined && !isAbove(level, {hits: cell.evidentlyColumn, repetitions: cell.repetitions})
}

function comparison(reference: number, results: Results): string {
  const places = moveNames.flatMap((move) => currents.map((current) => ({move, reference, current})))
  const fair = places.filter((place) => detectionAt(results, place) !== undefined && isFair(results, place))
  const behind = (rate: Rate): readonly Place[] => fair.filter((place) => isBehind(detectionAt(results, place)!, rate))
  const name = ({move, current}: Place): string => `${move} at ${count(current)}`
  const found = (rate: Rate, at: string): string => {
    const places = behind(rate)
    const start = `${at} \`calibrated\` sees less than Evidently, beyond two standard errors, in ${count(places.length)} of them`
    return places.length === 0 ? `${start}.` : `${start}: ${places.map(name).join('; ')}.`
  }
  return (
    `Both hold the same false alarm rate in ${count(fair.length)} of ${count(places.length)} cells. ` +
    `${found('alarmed', 'At the level warning or drift,')} ${found('drifted', 'At the level drift,')}`
  )
}

function isBehind({repetitions, evidentlyColumn, ...rates}: CellResult, rate: Rate): boolean {
  const [ours, theirs] = [
    (rate === 'drifted' ? rates.drifted : rates.alarmed) / repetitions,
    evidentlyColumn / repetitions,
  ]
  const error = Math.sqrt((ours * (1 - ours) + theirs * (1 - theirs)) / repetitions)
  return theirs - ours > Math.max(2 * error, 0.005)
}
