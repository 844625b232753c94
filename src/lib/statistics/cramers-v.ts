import type {IndependenceTest} from './independence-test.js'

/**
 * Cramér's V with Bergsma's correction: how strongly two categorical variables hang together. Without the correction,
 * variables that have nothing to do with each other look associated, the more so the fewer rows and the more values.
 *
 * @param test - chi-squared statistic of the table of the two variables
 * @returns from 0 (independent) to 1 (one determines the other); 0 when one of them is constant
 * @source Bergsma (2013), A bias-correction for Cramér's V and Tschuprow's T, J. Korean Stat. Soc. 42
 */
export function cramersV({statistic, rows, columns, total}: IndependenceTest): number {
  if (rows < 2 || columns < 2 || total < 2) return 0
  const excess = statistic / total - ((rows - 1) * (columns - 1)) / (total - 1)
  const effectiveRows = rows - (rows - 1) ** 2 / (total - 1)
  const effectiveColumns = columns - (columns - 1) ** 2 / (total - 1)
  const most = Math.min(effectiveRows, effectiveColumns) - 1
  if (excess <= 0 || most <= 0) return 0
  return Math.min(1, Math.sqrt(excess / most))
}
