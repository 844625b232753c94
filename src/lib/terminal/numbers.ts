import {formatCount, formatNumber, noNumber} from '../report/numbers.js'

export {formatCount, formatCountOf, formatNumber, formatPercent, formatPValue, noNumber} from '../report/numbers.js'

/** Seconds in the unit that reads best: '12 ms', '8.3 s', '2 min 5 s', '1 h 4 min'. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return noNumber
  if (seconds < 0.9995) return `${formatNumber(seconds * 1000, 0)} ms`
  if (seconds < 9.95) return `${formatNumber(seconds, 1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return joinUnits(Math.floor(whole / 60), 'min', whole % 60, 's')
  const minutes = Math.round(seconds / 60)
  return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${formatCount(large)} ${largeUnit}` : `${formatCount(large)} ${largeUnit} ${small} ${smallUnit}`
}
