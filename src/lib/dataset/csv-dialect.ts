import Papa from 'papaparse'
import {MlopsError} from '../errors.js'

/** How a file separates its fields and lines. */
export interface CsvDialect {
  readonly delimiter: string
  /** A carriage return before a line feed counts as part of the line end, so two are enough. */
  readonly newline: '\n' | '\r'
}

const delimiters = [',', ';', '\t', '|'] as const
/** Records at the start of a file that are enough to tell its delimiter. */
const sampleRecords = 100

export interface DialectHints {
  /** Given by the user: not questioned. */
  readonly delimiter?: string | undefined
  /** Names of which a header is expected to hold many. */
  readonly names?: readonly string[]
  /** Taken when several delimiters would do equally well. */
  readonly preferred?: string | undefined
}

/**
 * Finds the delimiter and the line end from the first lines of a file.
 *
 * The best delimiter is the one under which the header holds most of the expected names; then the one that cuts
 * most records into as many fields as the header, then the one that makes most fields. With only one column, it is a comma.
 *
 * @param head - the first lines; the last one may be cut
 */
export function findDialect(head: string, {delimiter, names = [], preferred}: DialectHints): CsvDialect {
  const newline = findNewline(head)
  if (delimiter !== undefined) return {delimiter: parseDelimiter(delimiter), newline}
  const known = new Set(names)
  const all = preferred === undefined ? delimiters : [preferred, ...delimiters.filter((each) => each !== preferred)]
  const scores = all.map((candidate) => ({candidate, ...score(head, {delimiter: candidate, newline}, known)}))
  const best = scores
    .filter(({width}) => width > 1)
    .sort((a, b) => b.known - a.known || b.regular - a.regular || b.width - a.width)[0]
  return {delimiter: best?.candidate ?? preferred ?? ',', newline}
}

function score(
  head: string,
  {delimiter, newline}: CsvDialect,
  names: ReadonlySet<string>,
): {readonly width: number; readonly known: number; readonly regular: number} {
  const {data} = Papa.parse<string[]>(head, {delimiter, newline, preview: sampleRecords, skipEmptyLines: 'greedy'})
  const whole = data.length > 2 ? data.slice(0, -1) : data
  const header = whole[0] ?? []
  const regular = whole.filter((record) => record.length === header.length).length / Math.max(1, whole.length)
  return {width: header.length, known: header.filter((name) => names.has(name.trim())).length, regular}
}

/** The first line end that does not stand inside quotes decides. */
function findNewline(head: string): '\n' | '\r' {
  let quoted = false
  for (let index = 0; index < head.length; index++) {
    const character = head[index]
    if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '\n') return '\n'
    else if (character === '\r') return head[index + 1] === '\n' ? '\n' : '\r'
  }
  return '\n'
}

/**
 * A delimiter as a user gives it: one character, or the word "tab".
 *
 * @throws MlopsError `USAGE`
 */
export function parseDelimiter(text: string): string {
  const delimiter = text === 'tab' || text === '\\t' ? '\t' : text
  if (delimiter.length === 1 && !/["\r\n\uFEFF]/.test(delimiter)) return delimiter
  throw new MlopsError('USAGE', {
    message: `The delimiter is ${JSON.stringify(text)}, expected one character.`,
    suggestion: 'Usual ones are , ; | and tab.',
  })
}
