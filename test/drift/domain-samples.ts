import type {Column, Table} from '../../src/lib/dataset/table.js'
import {createNormal, type Random} from '../../src/lib/statistics/random.js'

/** A sample of tables whose single columns may be alike and whose relations are not. */
export type Sampler = (rows: number, random: Random) => Table

export const normals =
  (columns: number): Sampler =>
  (rows, random) => {
    const normal = createNormal(random)
    return tableOf(Array.from({length: columns}, (_unused, place) => numbers(`x${place}`, rows, normal)))
  }

/** Two standard normal columns with this correlation, then others without any. */
export const correlated =
  (correlation: number, others = 0): Sampler =>
  (rows, random) => {
    const normal = createNormal(random)
    const a = numbers('a', rows, normal)
    const rest = Math.sqrt(1 - correlation * correlation)
    const b = numbers('b', rows, (row) => correlation * a.values[row]! + rest * normal())
    return tableOf([a, b, ...Array.from({length: others}, (_unused, place) => numbers(`c${place}`, rows, normal))])
  }

/** Two standard normal columns, of equal sign or not. */
export const sameSign =
  (share: number): Sampler =>
  (rows, random) => {
    const normal = createNormal(random)
    const a = numbers('a', rows, normal)
    const b = numbers('b', rows, (row) => Math.abs(normal()) * Math.sign(a.values[row]!) * (random() < share ? 1 : -1))
    return tableOf([a, b])
  }

/** A number that is higher in one category, or, `direction` being -1, lower. */
export const byCategory =
  (direction: number): Sampler =>
  (rows, random) => {
    const normal = createNormal(random)
    const codes = Int32Array.from({length: rows}, () => Math.floor(3 * random()))
    const number = numbers('number', rows, (row) => normal() + 0.7 * direction * (codes[row]! - 1))
    return tableOf([{kind: 'category', name: 'category', codes, categories: ['x', 'y', 'z']}, number])
  }

export const shifted =
  (shift: number): Sampler =>
  (rows, random) => {
    const normal = createNormal(random)
    return tableOf([numbers('a', rows, () => shift + normal()), numbers('b', rows, normal)])
  }

/** Ties, rare values, heavy tails, missing, constant and empty columns, many categories: all at once. */
export const awkward: Sampler = (rows, random) => {
  const normal = createNormal(random)
  const codes = Int32Array.from({length: rows}, () => (random() < 0.1 ? -1 : Math.floor(50 * random() * random())))
  const categories = Array.from({length: 50}, (_unused, code) => `v${code}`)
  return tableOf([
    numbers('ties', rows, () => Math.floor(4 * random())),
    numbers('rare', rows, () => (random() < 0.03 ? 1 : 0)),
    numbers('heavy', rows, () => normal() / normal()),
    numbers('missing', rows, () => (random() < 0.4 ? NaN : random())),
    numbers('constant', rows, () => 7),
    numbers('empty', rows, () => NaN),
    {kind: 'category', name: 'many', codes, categories},
  ])
}

function numbers(name: string, rows: number, draw: (row: number) => number) {
  return {kind: 'number', name, values: Float64Array.from({length: rows}, (_unused, row) => draw(row))} as const
}

export function tableOf(columns: readonly Column[]): Table {
  const first = columns[0]!
  return {rows: first.kind === 'number' ? first.values.length : first.codes.length, columns}
}
