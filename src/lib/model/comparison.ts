import type {Interval} from '../statistics/interval.js'
import {mcnemar} from '../statistics/mcnemar.js'
import {pairAnswers} from '../statistics/paired-answers.js'
import {count, percent} from './gate-result.js'

/** What one version answered. */
export interface VersionAnswers {
  readonly version: number
  /** Shape [rows], class indices. */
  readonly predicted: Int32Array
  /** Rows that it was trained on; undefined when it has seen none of them. */
  readonly seen?: Uint8Array
}

/** Is the newer of two versions better? Asked on the same rows, none of which either was trained on. */
export interface Comparison {
  readonly newer: {readonly version: number; readonly accuracy: number | null}
  readonly older: {readonly version: number; readonly accuracy: number | null}
  /** Rows compared on. */
  readonly rows: number
  /** Rows left out because one of the two was trained on them. */
  readonly seenRows: number
  readonly onlyNewerRight: number
  readonly onlyOlderRight: number
  /** Accuracy of the newer less accuracy of the older. */
  readonly difference: number | null
  /** 95 % interval of the difference: Tango's score method for paired shares. */
  readonly interval: Interval | null
  /** McNemar's test, two-sided: exact, and mid-p. */
  readonly exactP: number | null
  readonly midP: number | null
  readonly better: 'yes' | 'no' | 'cannot tell'
  /** The same as a sentence. */
  readonly answer: string
}

/** Differences that chance alone makes more often than this are no news. */
const significanceLevel = 0.05

/**
 * Compares the answers of two versions, whichever comes first: the higher version is the newer. McNemar's mid-p value
 * decides; the interval says how large the difference may be.
 */
export function compareVersions(labels: Int32Array, first: VersionAnswers, second: VersionAnswers): Comparison {
  const [older, newer] = first.version < second.version ? [first, second] : [second, first]
  const rows = unseenRows(labels.length, older.seen, newer.seen)
  const seenRows = labels.length - rows.length
  if (rows.length === 0) return nothingToCompare(older.version, newer.version, seenRows)

  const truth = pick(labels, rows)
  const newerAnswers = pick(newer.predicted, rows)
  const olderAnswers = pick(older.predicted, rows)
  const {onlyFirstRight, onlySecondRight, difference, interval, exactP, midP} = mcnemar(
    pairAnswers(truth, olderAnswers, newerAnswers),
  )
  const isClear = midP < significanceLevel
  const comparison = {
    newer: {version: newer.version, accuracy: accuracy(truth, newerAnswers)},
    older: {version: older.version, accuracy: accuracy(truth, olderAnswers)},
    rows: rows.length,
    seenRows,
    onlyNewerRight: onlySecondRight,
    onlyOlderRight: onlyFirstRight,
    difference,
    interval,
    exactP,
    midP,
    better: isClear ? (difference > 0 ? ('yes' as const) : ('no' as const)) : ('cannot tell' as const),
  }
  return {...comparison, answer: answerOf(comparison)}
}

function answerOf(comparison: {
  readonly newer: {readonly version: number; readonly accuracy: number}
  readonly older: {readonly version: number; readonly accuracy: number}
  readonly rows: number
  readonly seenRows: number
  readonly difference: number
  readonly interval: Interval
  readonly midP: number
  readonly better: Comparison['better']
}): string {
  const {newer, older, rows, seenRows, difference, interval, midP, better} = comparison
  const which = seenRows === 0 ? `${count(rows)} rows` : `the ${count(rows)} rows that neither was trained on`
  const facts = `version ${newer.version} is right on ${percent(newer.accuracy)} of ${which}, version ${older.version} on ${percent(older.accuracy)}`
  const evidence = `95 % interval of the difference ${points(interval.lower)} to ${points(interval.upper)} points, p ${pText(midP)}`
  if (better === 'yes') return `Yes: ${facts} (${evidence}).`
  if (better === 'no') return `No, it is worse: ${facts} (${evidence}).`
  return difference === 0
    ? `Cannot tell: ${facts} (${evidence}).`
    : `Cannot tell: ${facts}, which may be chance (${evidence}).`
}

function nothingToCompare(older: number, newer: number, seenRows: number): Comparison {
  return {
    newer: {version: newer, accuracy: null},
    older: {version: older, accuracy: null},
    rows: 0,
    seenRows,
    onlyNewerRight: 0,
    onlyOlderRight: 0,
    difference: null,
    interval: null,
    exactP: null,
    midP: null,
    better: 'cannot tell',
    answer: `Cannot tell: version ${older} or version ${newer} was trained on every one of these rows; compare them on rows that are new to both.`,
  }
}

function unseenRows(rows: number, ...seen: readonly (Uint8Array | undefined)[]): Int32Array {
  const unseen = new Int32Array(rows)
  let size = 0
  for (let row = 0; row < rows; row++) if (seen.every((each) => each?.[row] !== 1)) unseen[size++] = row
  return unseen.subarray(0, size)
}

function pick(values: Int32Array, rows: Int32Array): Int32Array {
  return rows.map((row) => values[row]!)
}

function accuracy(labels: Int32Array, answers: Int32Array): number {
  return labels.reduce((right, label, row) => right + (label === answers[row] ? 1 : 0), 0) / labels.length
}

/** A difference of accuracies in percentage points, with its sign. */
function points(difference: number): string {
  const text = (100 * difference).toFixed(1)
  return difference > 0 && Number(text) !== 0 ? `+${text}` : text.replace(/^-(0\.0)$/, '$1')
}

function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : `= ${p.toPrecision(2)}`
}
