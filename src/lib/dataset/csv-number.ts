/** Largest size of a number: what a 32-bit float, with which the network computes, can hold. */
export const largestNumber = 3.4028234663852886e38

const decimalNumber = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/
const powersOfTen = Float64Array.from({length: 16}, (_, exponent) => Number(`1e${exponent}`))

/**
 * The number that a text writes in decimal, blanks around it allowed; NaN for any other text, so also for an empty
 * one, '0x10' and 'Infinity', which `Number` would take.
 *
 * Called once a cell. Up to 15 digits without exponent are read here, three times as fast as by `Number` and just as
 * exact: digits and power of ten both are whole numbers below 2^53, and their quotient is rounded once.
 *
 * @source Clinger (1990), How to read floating point numbers accurately: the fast path
 */
export function parseNumber(text: string): number {
  const {length} = text
  if (length > 16) return parseAnyNumber(text)
  const isNegative = text.charCodeAt(0) === 45
  const first = isNegative ? 1 : 0
  let digits = 0
  let point = -1
  for (let index = first; index < length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit
    else if (digit === -2 && point < 0) point = index
    else return parseAnyNumber(text)
  }
  const count = length - first - (point < 0 ? 0 : 1)
  if (count < 1 || count > 15) return parseAnyNumber(text)
  const value = point < 0 ? digits : digits / powersOfTen[length - point - 1]!
  return isNegative ? 0 - value : value
}

function parseAnyNumber(text: string): number {
  return decimalNumber.test(text) ? Number(text) + 0 : Number.NaN
}

/**
 * The one spelling of a number when the text is it, or is it with ".0" behind, as programs write whole numbers beside
 * missing ones; undefined for other spellings and texts. "007" and "+7" may be other labels than "7".
 */
export function plainNumber(text: string): string | undefined {
  const plain = text.replace(/^(-?\d+)\.0$/, '$1')
  const value = parseNumber(plain)
  return Number.isFinite(value) && String(value) === plain ? plain : undefined
}

/** Whether a text is a number written with a decimal comma ("12,5") or thousands separators ("1,234,567"). */
export function hasDecimalComma(text: string): boolean {
  return text.includes(',') && /^\s*[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?\s*$/.test(text)
}

/** Whether a text stands for infinity or for "not a number", as other programs write them. */
export function isNonFinite(text: string): boolean {
  return /^\s*[+-]?(?:nan|inf(?:inity)?)\s*$/i.test(text)
}
