import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import type {Column, Table} from '../../src/lib/dataset/table.js'
import {fitPreprocessing} from '../../src/lib/model/preprocessing.js'
import type {AnsweredRow} from '../../src/lib/monitor/answered-rows.js'
import type {MonitoredModel} from '../../src/lib/monitor/watched-version.js'
import {createRandom, type Random} from '../../src/lib/statistics/random.js'
import {makeDraft} from '../model/draft.js'

export interface WideShape {
  readonly numbers: number
  readonly categoryFeatures: number
  /** Of each of them. */
  readonly categories: number
  readonly referenceRows: number
}

/** A model of many columns whose classes are words, and the rows that it answers. */
export function wideModel(shape: WideShape): {
  readonly model: MonitoredModel
  /** @param moved - how far all numbers have moved, in standard deviations of about 0.3 */
  readonly answers: (rows: number, moved?: number) => AnsweredRow[]
} {
  const random = createRandom('wide')
  const table = wideTable(shape, shape.referenceRows, random)
  const description = wideDescription(shape)
  const draft = makeDraft()
  const classes = description.target.classes.length
  const predicted = Int32Array.from({length: table.rows}, (_, row) => (row % 2 === 0 ? row % classes : -1))
  const reference = {
    table,
    predicted,
    probabilities: Float32Array.from({length: table.rows * classes}, (_, place) =>
      predicted[Math.floor(place / classes)] === -1
        ? NaN
        : place % classes === predicted[Math.floor(place / classes)]
          ? 0.8
          : 0.1,
    ),
  }
  const artifact = {
    version: 1,
    folder: 'models/1',
    bytes: 1,
    manifest: {
      ...draft.manifest,
      ...{name: 'wide', version: 1, description, files: {}},
      preprocessing: fitPreprocessing(table, description.features),
      permutationImportance: description.features.map((feature) => ({feature, mean: 0.01, standardDeviation: 0})),
    },
    modelJson: draft.modelJson,
    weights: draft.weights,
    reference: () => Promise.resolve(reference),
  }
  return {
    model: {name: 'wide', version: 1, artifact, description, hash: 'sha256-wide', loadedAt: 0},
    answers: (rows, moved = 0) =>
      Array.from({length: rows}, (_, row) => ({
        ...{id: '', time: row, predicted: row % classes, answered: row % classes, source: 'ML' as const},
        values: [
          ...Array.from({length: shape.numbers}, () => random() + 0.3 * moved),
          ...Array.from({length: shape.categoryFeatures}, () => `c${Math.floor(random() * shape.categories)}`),
        ],
        probabilities: Float32Array.from({length: classes}, (_, each) => (each === row % classes ? 0.8 : 0.1)),
      })),
  }
}

const classNames = ['sehr gut', 'so "lala"', 'schlecht\\'] as const

function wideDescription({numbers, categoryFeatures, categories}: WideShape): DatasetDescription {
  const names = (letter: string, count: number): string[] =>
    Array.from({length: count}, (_, place) => `${letter}${place}`)
  const classes = classNames.map((value) => ({value, label: value}))
  return {
    ...{name: 'wide', delimiter: ';', missingValues: [''], ignored: [], aliases: {}},
    fields: [
      ...names('n', numbers).map((name) => ({kind: 'number' as const, name, integer: false})),
      ...names('c', categoryFeatures).map((name) => ({
        ...{kind: 'category' as const, name},
        categories: names('c', categories).map((value) => ({value, label: value})),
      })),
      {kind: 'category', name: 'grade', categories: classes},
    ],
    target: {name: 'grade', classes, valueType: 'string'},
    features: [...names('n', numbers), ...names('c', categoryFeatures)],
  }
}

function wideTable({numbers, categoryFeatures, categories}: WideShape, rows: number, random: Random): Table {
  const columns: Column[] = Array.from({length: numbers}, (_, place) => ({
    ...{kind: 'number', name: `n${place}`},
    values: Float64Array.from({length: rows}, random),
  }))
  const texts = Array.from({length: categories}, (_, place) => `c${place}`)
  for (let place = 0; place < categoryFeatures; place++) {
    const codes = Int32Array.from({length: rows}, () => Math.floor(random() * categories))
    columns.push({kind: 'category', name: `c${place}`, codes, categories: texts})
  }
  const codes = Int32Array.from({length: rows}, (_, row) => row % classNames.length)
  columns.push({kind: 'category', name: 'grade', codes, categories: [...classNames]})
  return {rows, columns}
}
