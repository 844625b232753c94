import type {GateResult} from '../model/gate-result.js'
import {formatCount, formatNumber} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {wrapText} from './text-width.js'

/** Every gate with its value, and how far a failed one is off. */
export function renderGates(gates: readonly GateResult[]): string {
  return renderTable({
    columns: [{title: ''}, {title: 'Gate'}, {title: 'Value', align: 'right'}, {title: ''}],
    rows: gates.map((gate) => [
      gate.passed ? style.good('✔') : style.bad('✘'),
      gate.passed ? gate.requirement : style.strong(gate.requirement),
      gate.passed ? formatValue(gate) : style.bad(formatValue(gate)),
      gate.passed ? '' : style.bad(distance(gate)),
    ]),
  })
}

/** What to do about failed gates, as a list; '' when none failed. Gates that fail for one cause have one line. */
export function renderAdvice(gates: readonly GateResult[]): string {
  const failed = gates.filter(({passed}) => !passed)
  return [...new Set(failed.map(({advice}) => advice))]
    .map((advice) => `• ${wrapText(advice, 94).join('\n  ')}`)
    .join('\n')
}

function formatValue({value, bound, unit}: GateResult): string {
  return unit === 'rows' ? formatCount(value) : formatNumber(value, digitsToTell(value, bound))
}

function distance({value, bound, unit}: GateResult): string {
  if (value === bound) return 'exactly the bound'
  if (unit === 'rows') return `${formatCount(Math.abs(value - bound))} too ${value > bound ? 'many' : 'few'}`
  const digits = digitsToTell(value, bound)
  return `${formatNumber(Math.abs(value - bound), digits)} too ${value > bound ? 'high' : 'low'}`
}

/** Decimals that show on which side of the bound a value lies: 0.8499 is no "0.850". */
function digitsToTell(value: number, bound: number): number {
  let digits = 3
  while (digits < 6 && value !== bound && value.toFixed(digits) === bound.toFixed(digits)) digits++
  return digits
}
