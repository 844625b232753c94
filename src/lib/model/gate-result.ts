/** One quality gate, evaluated. */
export interface GateResult {
  /** Stable name, e.g. "test-accuracy-minimum". */
  readonly gate: string
  /** What it demands, e.g. "test accuracy > 0.85". */
  readonly requirement: string
  readonly value: number
  /** The limit that counts for this value: of a range, the nearer end. */
  readonly bound: number
  /** Set when value and bound are counts; they are fractions otherwise. */
  readonly unit?: 'rows'
  readonly passed: boolean
  /** One line on what to do when it failed, the same for all gates that failed for one cause; '' when it passed. */
  readonly advice: string
}

/** A gate as it is measured, before anybody asks why it failed. */
export type GateVerdict = Omit<GateResult, 'advice'>

/** What is wrong and what to do about it, for the gates that fail for this one cause. */
export interface GateAdvice {
  readonly gates: readonly string[]
  readonly text: string
}

/** A fraction in a sentence: three decimals, as many as 1,500 rows carry. */
export function fraction(value: number): string {
  return value.toFixed(3)
}

/** A fraction as percent in a sentence. */
export function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`
}

/** A count in a sentence: 1,500. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** 'high', 'high and low', 'high, medium and low'. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`
}
