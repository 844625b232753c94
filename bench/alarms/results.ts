import {wilsonInterval} from '../../src/lib/statistics/wilson-interval.js'
import type {CellResult} from './cell.js'
import type {MonthsResult} from './months.js'
import type {TaskResult} from './worker.js'

/** All that was counted, as it is kept beside the page. */
export interface Results {
  readonly cells: readonly CellResult[]
  readonly months: readonly MonthsResult[]
}

export type Rate = 'significant' | 'alarmed' | 'drifted' | 'evidentlyColumn' | 'evidentlyTable'

export function resultsOf(found: readonly TaskResult[]): Results {
  const order = ({table, reference, current}: CellResult): string =>
    [table, String(reference).padStart(8), String(current).padStart(8)].join('/')
  return {
    cells: found
      .filter((each): each is CellResult => each.question !== 'months')
      .sort((a, b) => (`${a.question}/${order(a)}` < `${b.question}/${order(b)}` ? -1 : 1)),
    months: found.filter((each): each is MonthsResult => each.question === 'months').sort((a, b) => a.seed - b.seed),
  }
}

export interface Where {
  readonly question: 'no drift' | 'drift'
  readonly table: string
  readonly reference: number
  readonly current: number
}

export function cellAt({cells}: Results, where: Where): CellResult | undefined {
  return cells.find(
    ({question, table, reference, current}) =>
      question === where.question &&
      table === where.table &&
      reference === where.reference &&
      current === where.current,
  )
}

/** Several cells as one: their counts added up. */
export function pooled(
  cells: readonly CellResult[],
  rate: Rate,
): {readonly hits: number; readonly repetitions: number} {
  const sum = (of: (cell: CellResult) => number): number => cells.reduce((total, cell) => total + of(cell), 0)
  return {hits: sum((cell) => cell[rate]), repetitions: sum(({repetitions}) => repetitions)}
}

/** The cell's rate is above the level beyond what chance explains: the 95 % interval lies above it. */
export function isAbove(
  level: number,
  {hits, repetitions}: {readonly hits: number; readonly repetitions: number},
): boolean {
  return wilsonInterval(hits, repetitions).lower > level
}

/** "3.2 (2.7–3.8)", in per cent; of a part of the cells alone there may be none. */
export function withInterval(hits: number, repetitions: number): string {
  if (repetitions === 0) return 'not simulated'
  const {lower, upper} = wilsonInterval(hits, repetitions)
  return `${percent(hits / repetitions)} (${percent(lower)}–${percent(upper)})`
}

/** With a decimal where it is below 10, for what is about 5. */
export function percent(share: number): string {
  const hundreds = 100 * share
  return hundreds === 0 || hundreds >= 9.95 ? hundreds.toFixed(0) : hundreds.toFixed(1)
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** One line a result, so that runs can be compared. */
export function writeResults({cells, months}: Results): string {
  return [...cells, ...months].map((result) => `${JSON.stringify(result)}\n`).join('')
}

export function parseResults(text: string): Results {
  const lines = text.split('\n').filter((line) => line !== '')
  return resultsOf(lines.map((line) => JSON.parse(line) as TaskResult))
}
