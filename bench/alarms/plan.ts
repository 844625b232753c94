import type {Cell} from './cell.js'
import {moveNames} from './moves.js'
import {exampleTable, mixedTable, tableNames, type TableName} from './tables.js'

export const references = [100, 1500, 5000, 20_000] as const
/** What drift is to be found beside: Evidently takes p-values up to 1,000 reference rows, distances beyond. */
export const powerReferences = [1000, 1500] as const
export const currents = [20, 50, 100, 200, 500, 1500, 5000, 20_000, 100_000] as const
/** Beside one reference alone, and for no table of 50 columns: a repetition takes a second a column. */
export const mostRows = {reference: 5000, current: 1_000_000}

/** Columns before they moved, which need a false alarm rate at each reference of `powerReferences`. */
export const powerKinds = [
  'normal',
  'Cauchy (heavy tails)',
  'lognormal',
  'yes or no, 40 % yes',
  '50 equal categories',
] as const

/** All that is simulated, what takes longest first. */
export function plan(): readonly Cell[] {
  const cells: Cell[] = []
  const addNull = (table: TableName, reference: number, current: number): void => {
    const repetitions = repetitionsOf({
      milliseconds: costOf(table, reference + current),
      budget: budgetOf(table, {reference, current}),
    })
    cells.push({question: 'no drift', table, reference, current, repetitions})
  }
  for (const table of tableNames) {
    for (const reference of references) for (const current of currents) addNull(table, reference, current)
    if (table !== mixedTable) addNull(table, mostRows.reference, mostRows.current)
  }
  for (const table of powerKinds) for (const current of currents) addNull(table, 1000, current)
  for (const table of moveNames) {
    for (const reference of powerReferences) {
      for (const current of currents) {
        const repetitions = repetitionsOf({milliseconds: 0.5 + 0.0011 * (reference + current), budget: 2000})
        cells.push({question: 'drift', table, reference, current, repetitions})
      }
    }
  }
  return cells.sort((a, b) => totalCost(b) - totalCost(a))
}

/** The same questions with so few repetitions and rows that a run takes seconds: whether it works, not what comes out. */
export function quickPlan(): readonly Cell[] {
  return plan()
    .filter(({reference, current}) => reference + current <= 3000)
    .map((cell) => ({...cell, repetitions: 3}))
}

const numbersOfRepetitions = [4000, 2000, 1000, 500, 300, 200, 100, 50, 30, 20, 10]

function repetitionsOf({milliseconds, budget}: {readonly milliseconds: number; readonly budget: number}): number {
  return numbersOfRepetitions.find((repetitions) => repetitions * milliseconds <= budget) ?? 10
}

/** Milliseconds of a repetition, as measured: distinct values cost, categories hardly do. */
function costOf(table: TableName, rows: number): number {
  if (table === mixedTable) return 10 + 0.03 * rows
  if (table === exampleTable) return 1 + 0.006 * rows
  return isContinuous(table) ? 0.3 + 0.0011 * rows : 0.6 + 0.00007 * rows
}

function isContinuous(table: TableName): boolean {
  return table === 'normal' || table === 'lognormal' || table === 'Cauchy (heavy tails)'
}

/** Milliseconds that a cell may take: most where rows are few, since there no effect is too small to be an alarm. */
function budgetOf(
  table: TableName,
  {reference, current}: {readonly reference: number; readonly current: number},
): number {
  const isSmall = reference <= 100 || reference + current <= 2000
  if (table === mixedTable) return isSmall ? 30_000 : 8_000
  return isSmall ? 6_000 : 3_000
}

function totalCost({question, table, reference, current, repetitions}: Cell): number {
  const rows = reference + current
  return repetitions * (question === 'drift' ? 0.5 + 0.0011 * rows : costOf(table, rows))
}
