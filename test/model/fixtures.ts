import {readFileSync} from 'node:fs'
import type {Table} from '../../src/lib/dataset/table.js'
import type {NetworkShape, NetworkWeights} from '../../src/lib/model/network.js'
import {createRandom} from '../../src/lib/statistics/random.js'

export const insuranceFeatures = ['training', 'age', 'emergency_braking', 'braking_distance', 'power', 'miles'] as const

/** A committed month of the example, read as plainly as can be: 0 is the reference. */
export function readMonth(month: number): LabelledMonth {
  const file = month === 0 ? 'reference.csv' : `month-${month}.csv`
  return parseMonth(readFileSync(`data/${file}`, 'utf8'))
}

export interface LabelledMonth {
  readonly table: Table
  readonly labels: Int32Array
}

/** A month of the example, as the generator writes it. */
export function parseMonth(text: string): LabelledMonth {
  const [header, ...lines] = text.trimEnd().split('\n')
  const names = header!.split(';')
  const cells = lines.map((line) => line.split(';'))
  const numbers = (name: string): Float64Array => Float64Array.from(cells, (row) => Number(row[names.indexOf(name)]))
  const columns = insuranceFeatures.map((name) => ({kind: 'number', name, values: numbers(name)}) as const)
  return {table: {rows: lines.length, columns}, labels: Int32Array.from(numbers('group'))}
}

/** Weights as a training could have left them: nothing is at its initial value. */
export function randomWeights({inputs, hidden, classes}: NetworkShape, seed: number): NetworkWeights {
  const random = createRandom(seed)
  const vector = (length: number, from: number, to: number): Float32Array =>
    Float32Array.from({length}, () => from + (to - from) * random())
  const dense = (read: number, units: number) => ({
    kernel: vector(read * units, -1 / Math.sqrt(read), 1 / Math.sqrt(read)),
    bias: vector(units, -0.5, 0.5),
  })
  return {
    hidden: hidden.map((units, layer) => ({
      ...dense(hidden[layer - 1] ?? inputs, units),
      gamma: vector(units, 0.5, 1.5),
      beta: vector(units, -0.5, 0.5),
      movingMean: vector(units, 0, 1),
      movingVariance: vector(units, 0.1, 2),
    })),
    output: dense(hidden.at(-1) ?? inputs, classes),
  }
}
