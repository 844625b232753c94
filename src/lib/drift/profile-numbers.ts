import type {NumberField} from '../dataset/description.js'
import type {Column} from '../dataset/table.js'
import {MlopsError} from '../errors.js'
import {ValueCounter} from '../statistics/value-counts/value-counter.js'
import type {NumberProfile} from './data-profile.js'

/** Counts the values of a number column. */
export class NumberTally {
  readonly name: string
  private readonly counter: ValueCounter
  private readonly minimum: number
  private readonly maximum: number
  private missing = 0
  private infinite = 0
  private below = 0
  private above = 0

  constructor(
    private readonly field: Pick<NumberField, 'name' | 'minimum' | 'maximum'>,
    distinctLimit: number,
  ) {
    this.name = field.name
    this.counter = new ValueCounter(distinctLimit)
    this.minimum = field.minimum ?? -Infinity
    this.maximum = field.maximum ?? Infinity
  }

  add(column: Column): void {
    if (column.kind === 'number') this.addValues(column.values)
    else throw wrongKind(this.name, {found: 'categories', expected: 'numbers'})
  }

  addValues(values: Float64Array): void {
    const {minimum, maximum} = this
    let [missing, infinite, below, above] = [0, 0, 0, 0]
    for (const value of values) {
      if (value < minimum) below++
      else if (value > maximum) above++
      // NaN and infinite ones alone are not 0 then.
      if (value - value !== 0) {
        if (value !== value) missing++
        else {
          infinite++
          // Out of any range, a side that is open included.
          if (value === maximum) above++
          else if (value === minimum) below++
        }
      }
    }
    this.counter.add(missing + infinite === 0 ? values : values.filter((value) => Number.isFinite(value)))
    this.missing += missing
    this.infinite += infinite
    this.below += below
    this.above += above
  }

  finish(): NumberProfile {
    const {minimum = null, maximum = null} = this.field
    const {below, above} = this
    return {
      kind: 'number',
      name: this.name,
      missing: this.missing,
      infinite: this.infinite,
      values: this.counter.finish(),
      range: minimum === null && maximum === null ? null : {minimum, maximum, below, above},
    }
  }
}

/** The error for a column whose values are of another type than the reference says. */
export function wrongKind(
  name: string,
  {found, expected}: {readonly found: string; readonly expected: string},
): MlopsError {
  return new MlopsError('COLUMN_MISSING', {
    message: `The column "${name}" holds ${found}, but the reference has ${expected} there.`,
    suggestion: 'Read both with one description: --schema FILE.',
  })
}
