import {formatNumber} from '../numbers.js'

/** About four multiples of 1, 2 or 5 times a power of ten. */
export function roundNumbers(low: number, high: number): readonly number[] {
  const quarter = high / 4 - low / 4
  const power = 10 ** Math.floor(Math.log10(quarter))
  const step = ([1, 2, 5].find((factor) => factor * power >= quarter * 0.8) ?? 10) * power
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  return Array.from({length: Math.max(0, count)}, (_, index) => (first + index) * step)
}

/** A number on an axis, where there is little room: '25', '12k', '1.5M'. */
export function formatTick(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e9) return value.toExponential(1).replace('.0', '').replace('e+', 'e')
  if (size < 1e4) return formatNumber(value)
  return size < 1e6 ? `${formatNumber(value / 1e3)}k` : `${formatNumber(value / 1e6)}M`
}
