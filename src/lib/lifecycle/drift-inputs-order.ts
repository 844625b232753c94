import {parseNumber} from '../dataset/csv-number.js'

/** Numbers by their size; names as a person sorts them: month-2 before month-10. */
export function inNaturalOrder(names: readonly string[]): readonly string[] {
  // What orders names takes 6 ms to load.
  if (names.length < 2) return names
  // Numbers inside of names count as numbers. Of one language, so that the order is the same on every machine.
  const collator = new Intl.Collator('en', {numeric: true})
  const numbers = new Map(names.map((name) => [name, parseNumber(name)]))
  const areNumbers = names.every((name) => !Number.isNaN(numbers.get(name)))
  return names.toSorted((a, b) =>
    areNumbers ? numbers.get(a)! - numbers.get(b)! : collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0),
  )
}
