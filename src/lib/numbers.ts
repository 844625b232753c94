/** Shown where there is no number: NaN, infinite, null. */
export const noNumber = '–'

/**
 * A number for people: with `digits`, exactly so many decimals; without, about four significant digits and no
 * trailing zeros. Thousands are grouped: 12,345.678 is '12,346', 0.123456 is '0.1235', 1e-9 is '1e-9'.
 */
export function formatNumber(value: number | null, digits?: number): string {
  if (value === null || !Number.isFinite(value)) return noNumber
  if (digits !== undefined) return grouped(value.toFixed(digits))
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return withoutZeros(value.toExponential(3)).replace('e+', 'e')
  return grouped(size >= 1000 ? value.toFixed(0) : withoutZeros(value.toPrecision(4)))
}

/** A fraction as percent, one decimal: 0.8567 is '85.7 %'. */
export function formatPercent(fraction: number | null, digits = 1): string {
  if (fraction === null || !Number.isFinite(fraction)) return noNumber
  return `${formatNumber(fraction * 100, digits)} %`
}

/** A fraction that somebody chose, as percent with all its digits: 0.07 is '7 %', 0.99999 is '99.999 %'. */
export function formatChosenPercent(fraction: number): string {
  // 100 * 0.07 is 7.000000000000001.
  return `${Number((100 * fraction).toPrecision(12))} %`
}

/** A p-value: '0.031', '4e-12', '<1e-99'. */
export function formatPValue(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return noNumber
  if (value >= 0.001) return value.toFixed(3)
  return value < 1e-99 ? '<1e-99' : value.toExponential(0).replace('e+', 'e')
}

/** A whole number with its thousands grouped: '1,500'. */
export function formatCount(count: number): string {
  return formatNumber(count, 0)
}

/** '1 row', '1,500 rows'. */
export function formatCountOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`
}

/** Commas between thousands, no minus before zero. Not Intl.NumberFormat: making the first one takes 6 ms. */
function grouped(text: string): string {
  const [whole = '', decimals] = text.split('.')
  const joined = [whole.replaceAll(/\B(?=(\d{3})+$)/g, ','), ...(decimals === undefined ? [] : [decimals])].join('.')
  return /[1-9]/.test(joined) ? joined : joined.replace('-', '')
}

/** '1.500' as '1.5', '2.000e+7' as '2e+7'. */
function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '')
}
