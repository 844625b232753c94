import {classOf, growThresholdTree} from '../statistics/threshold-tree.js'
import type {CategoryColumn, Column, NumberColumn} from './table.js'

/** How well one column alone predicts the label, on rows that the rule has not seen. */
export interface OneColumnRule {
  /** Share of right answers, cross-validated. */
  readonly accuracy: number
  /** Share of right answers of always naming the most frequent class. */
  readonly majorityShare: number
  /** Share of the majority's errors that the column avoids: 1 is perfect, 0 no better than the majority. */
  readonly skill: number
  readonly rows: number
}

const FOLDS = 5

/**
 * Cross-validates (5 folds, stratified) the best simple rule on one column: for a category, the most frequent class of
 * each value; for a number, a decision tree of 8 leaves for two classes, 16 for three or four, and so on. An identifier
 * does not pass for a leak, since the values of unseen rows are new to the rule.
 *
 * @param column - of the rows to judge only
 * @param labels - class of each row, none missing
 * @returns null when there is nothing to predict: fewer than two classes
 */
export function oneColumnRule(column: Column, labels: Int32Array, classCount: number): OneColumnRule | null {
  const classRows = countsOf(labels, classCount)
  const majorityShare = Math.max(0, ...classRows) / labels.length
  if (classRows.filter((count) => count > 0).length < 2) return null
  const context = {labels, classCount, folds: foldsOf(labels, classCount)}
  const right = column.kind === 'number' ? rightByThresholds(column, context) : rightByValue(column, context)
  const accuracy = right / labels.length
  return {
    accuracy,
    majorityShare,
    skill: Math.max(0, (accuracy - majorityShare) / (1 - majorityShare)),
    rows: labels.length,
  }
}

interface Context {
  readonly labels: Int32Array
  readonly classCount: number
  readonly folds: Int32Array
}

/** A row's fold is its position within its class, modulo the folds: stratified, and no chance involved. */
function foldsOf(labels: Int32Array, classCount: number): Int32Array {
  const seen = new Int32Array(classCount)
  return labels.map((label) => seen[label]!++ % FOLDS)
}

function rightByThresholds(column: NumberColumn, {labels, classCount, folds}: Context): number {
  const order = Int32Array.from(column.values.keys()).filter((row) => !Number.isNaN(column.values[row]!))
  order.sort((a, b) => column.values[a]! - column.values[b]!)
  const depth = 2 + Math.ceil(Math.log2(classCount))
  let right = 0
  for (let fold = 0; fold < FOLDS; fold++) {
    const training = order.filter((row) => folds[row] !== fold)
    const whenMissing = mostFrequent(
      labels,
      classCount,
      (row) => folds[row] !== fold && Number.isNaN(column.values[row]!),
    )
    const otherwise = mostFrequent(labels, classCount, (row) => folds[row] !== fold)
    const tree =
      training.length > 0 &&
      growThresholdTree(
        Float64Array.from(training, (row) => column.values[row]!),
        Int32Array.from(training, (row) => labels[row]!),
        {classCount, depth},
      )
    for (let row = 0; row < labels.length; row++) {
      if (folds[row] !== fold) continue
      const value = column.values[row]!
      const answer = Number.isNaN(value) ? (whenMissing ?? otherwise) : tree ? classOf(tree, value) : otherwise
      right += Number(answer === labels[row])
    }
  }
  return right
}

function rightByValue(column: CategoryColumn, {labels, classCount, folds}: Context): number {
  const codes = denseCodes(column.codes)
  const values = codes.reduce((most, code) => Math.max(most, code + 1), 0)
  let right = 0
  for (let fold = 0; fold < FOLDS; fold++) {
    const counts = new Int32Array(values * classCount)
    for (let row = 0; row < labels.length; row++) {
      if (folds[row] !== fold) counts[codes[row]! * classCount + labels[row]!]! += 1
    }
    const otherwise = mostFrequent(labels, classCount, (row) => folds[row] !== fold)
    const answers = Array.from({length: values}, (_, code) =>
      indexOfLargest(counts.subarray(code * classCount, (code + 1) * classCount)),
    )
    for (let row = 0; row < labels.length; row++) {
      if (folds[row] === fold) right += Number((answers[codes[row]!] ?? otherwise) === labels[row])
    }
  }
  return right
}

/** Codes from 0 without gaps; missing becomes a value like any other. */
function denseCodes(codes: Int32Array): Int32Array {
  const dense = new Map<number, number>()
  return codes.map((code) => {
    const known = dense.get(code) ?? dense.size
    dense.set(code, known)
    return known
  })
}

function mostFrequent(labels: Int32Array, classCount: number, counts: (row: number) => boolean): number | undefined {
  return indexOfLargest(countsOf(labels, classCount, counts))
}

function countsOf(labels: Int32Array, classCount: number, counts: (row: number) => boolean = () => true): Int32Array {
  const result = new Int32Array(classCount)
  for (let row = 0; row < labels.length; row++) if (counts(row)) result[labels[row]!]! += 1
  return result
}

/** The first of the largest; undefined when all are 0. */
function indexOfLargest(counts: Int32Array): number | undefined {
  let largest = 0
  for (let index = 1; index < counts.length; index++) if (counts[index]! > counts[largest]!) largest = index
  return (counts[largest] ?? 0) > 0 ? largest : undefined
}
