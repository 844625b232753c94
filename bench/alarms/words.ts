import {binomialProbability} from '../../src/lib/statistics/binomial.js'
import type {CellResult} from './cell.js'
import {kindNames} from './kinds.js'
import {count, isAbove, percent, pooled, withInterval, type Rate, type Results} from './results.js'
import {exampleTable, mixedTable} from './tables.js'

/** The level that both policies are held to. */
export const level = 0.05

export const nullCells = ({cells}: Results): readonly CellResult[] =>
  cells.filter(({question}) => question === 'no drift')

/** The main figures, for a reader who reads nothing else. */
export function mainFigures(results: Results): string {
  const few = nullCells(results).filter(({reference, current}) => reference === 1500 && current <= 200)
  const rateOf = (tables: readonly string[], rate: Rate): string => {
    const {hits, repetitions} = pooled(
      few.filter(({table}) => tables.includes(table)),
      rate,
    )
    return `${withInterval(hits, repetitions)} %`
  }
  const tables = [
    {name: 'tables of one column', of: kindNames as readonly string[]},
    {name: "the example's six features", of: [exampleTable]},
    {name: 'tables of 50 columns', of: [mixedTable]},
  ]
  const ours = tables.map(({name, of}) => `${rateOf(of, 'alarmed')} of ${name}`)
  const theirs = tables.map(({name, of}) => `${rateOf(of, 'evidentlyColumn')} of ${name}`)
  return (
    `With 20 to 200 current rows beside 1,500 reference rows, where nothing had drifted, the policy \`calibrated\` raised ` +
    `an alarm (a warning or drift in any column) in ${list(ours)}. By the defaults of Evidently 0.7 a column had ` +
    `drifted in ${list(theirs)}. In brackets are 95 % intervals. ${whereItFails(results)}`
  )
}

/** Says of the policy calibrated where the level does not hold; of many cells some are above it by chance. */
export function whereItFails(results: Results): string {
  const cells = nullCells(results)
  const above = cells.filter((cell) => isAbove(level, {hits: cell.alarmed, repetitions: cell.repetitions}))
  const expected = count(Math.round(0.025 * cells.length))
  const many =
    `Of ${count(cells.length)} combinations of table, reference rows and current rows, ${count(above.length)} ` +
    `${above.length === 1 ? 'has' : 'have'} a 95 % interval that lies above 5 %; with a false alarm rate of exactly 5 % ` +
    `everywhere, chance alone would make it about ${expected}`
  const worst = [...cells].sort((a, b) => chanceOf(a) - chanceOf(b))[0]!
  const farthest =
    `The one that chance explains least is ${percent(worst.alarmed / worst.repetitions)} % in ${count(worst.repetitions)} repetitions ` +
    `(${nameOf(worst)}), which chance makes ${oneOf(chanceOf(worst))} at 5 %`
  const failed = failures(results).length
  const verdict =
    failed === 0
      ? 'among so many combinations that is nothing unusual, so nothing here speaks against the level'
      : `**in ${count(failed)} combinations the level does not hold**`
  return `${many}. ${farthest}: ${verdict}.`
}

function oneOf(chance: number): string {
  return chance < 1e-6 ? 'less than once in a million' : `once in ${count(Number((1 / chance).toPrecision(2)))}`
}

/** Cells in which the level does not hold beyond what chance explains in so many of them. */
export function failures(results: Results): readonly CellResult[] {
  const cells = nullCells(results)
  return cells.filter((cell) => chanceOf(cell) * cells.length < 0.05)
}

/** Chance of at least as many alarms where each repetition has one at the level. */
function chanceOf({alarmed, repetitions}: CellResult): number {
  let sum = 0
  for (let alarms = alarmed; alarms <= repetitions; alarms++) sum += binomialProbability(alarms, repetitions, level)
  return Math.min(1, sum)
}

export function nameOf({table, reference, current}: CellResult): string {
  return `${table}; ${count(reference)} reference and ${count(current)} current rows`
}

function list(parts: readonly string[]): string {
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`
}
