import {chanceOf} from './kinds.js'
import {alpha, judge} from './judge.js'
import {drawsOf, type MoveName} from './moves.js'
import {sourceOf, tableSource, type TableName, type TableSource} from './tables.js'

/** One question that many repetitions answer. Its seed follows from it: who computes it makes no difference. */
export type Cell = Size &
  (
    | {readonly question: 'no drift'; readonly table: TableName}
    /** A column of its own kind that did move. */
    | {readonly question: 'drift'; readonly table: MoveName}
  )

interface Size {
  readonly reference: number
  readonly current: number
  readonly repetitions: number
}

/** Of all repetitions, how many were called so; and the mean of what was reported. */
export interface CellResult {
  readonly question: string
  readonly table: string
  readonly reference: number
  readonly current: number
  readonly repetitions: number
  /** Policy calibrated: a column whose adjusted p-value is at most alpha, whatever its effect. */
  readonly significant: number
  /** Policy calibrated: a column at the level warning or drift. */
  readonly alarmed: number
  /** Policy calibrated: a column at the level drift. */
  readonly drifted: number
  /** Policy evidently: a column that drifted. */
  readonly evidentlyColumn: number
  /** Policy evidently: a table that drifted, by its own rule. */
  readonly evidentlyTable: number
  /** Policy calibrated: reported effect of the first column. */
  readonly meanEffect: number
  /** Policy evidently: score of the first column, a distance or a p-value. */
  readonly meanScore: number
}

/** Draws a reference and current rows anew in each repetition, and counts what both policies say of them. */
export async function simulateCell(cell: Cell): Promise<CellResult> {
  const {before, now} = await sourcesOf(cell)
  const {question, table, reference, current, repetitions} = cell
  const counts = {significant: 0, alarmed: 0, drifted: 0, evidentlyColumn: 0, evidentlyTable: 0}
  let [effects, scores] = [0, 0]
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    const chance = chanceOf(`${question}/${table}/${reference}/${current}/${repetition}`)
    const {calibrated, evidently} = judge(before.draw(reference, chance), now.draw(current, chance), before.fields)
    if (calibrated.columns.some(({test}) => (test?.adjustedPValue ?? 1) <= alpha)) counts.significant++
    if (calibrated.status !== 'stable') counts.alarmed++
    if (calibrated.status === 'drift') counts.drifted++
    if (evidently.drifted > 0) counts.evidentlyColumn++
    if (evidently.status === 'drift') counts.evidentlyTable++
    effects += calibrated.columns[0]!.effect?.value ?? NaN
    scores += evidently.columns[0]!.effect?.value ?? NaN
  }
  const means = {meanEffect: effects / repetitions, meanScore: scores / repetitions}
  return {question, table, reference, current, repetitions, ...counts, ...means}
}

async function sourcesOf(cell: Cell): Promise<{readonly before: TableSource; readonly now: TableSource}> {
  if (cell.question === 'drift') {
    const {before, after} = drawsOf(cell.table)
    return {before: sourceOf([before]), now: sourceOf([after])}
  }
  const source = await tableSource(cell.table)
  return {before: source, now: source}
}
