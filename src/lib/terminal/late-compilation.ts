import {setFlagsFromString} from 'node:v8'

/** Default: 67,584. At 400,000 a drift of 1,500 rows takes a fourth less processor time, one of 1,000,000 rows as long. */
const INTERRUPT_BUDGET = 400_000

/**
 * Lets V8 wait longer before it optimises a function: a command that ends in a fraction of a second is over before the
 * compiler's work has paid for itself. To be called when a short command begins.
 */
export function compileLate(): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`)
}
