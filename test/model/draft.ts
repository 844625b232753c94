import {fitPreprocessing} from '../../src/lib/model/preprocessing.js'
import {MANIFEST_FORMAT} from '../../src/lib/model/manifest.js'
import type {ArtifactDraft, ReferenceRows} from '../../src/lib/model/artifact.js'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import {columnOf, type CategoryColumn, type NumberColumn, type Table} from '../../src/lib/dataset/table.js'
import {classificationMetrics} from '../../src/lib/statistics/classification-metrics.js'
import {createRandom} from '../../src/lib/statistics/random.js'

/** Names that a careless CSV writer would break on: a quote, the separator, a line break, an umlaut. */
const fuels = ['petrol', 'diesel; "old"', 'two\nlines', 'wörter'] as const

export const draftDescription: DatasetDescription = {
  name: 'cars',
  delimiter: ';',
  missingValues: ['', 'NA'],
  fields: [
    {name: 'age', kind: 'number', integer: false},
    {name: 'fuel', kind: 'category', categories: fuels.map((value) => ({value, label: value}))},
    {
      name: 'group',
      kind: 'category',
      categories: [
        {value: '0', label: 'high'},
        {value: '1', label: 'medium'},
        {value: '2', label: 'low'},
      ],
    },
  ],
  target: {
    name: 'group',
    classes: [
      {value: '0', label: 'high'},
      {value: '1', label: 'medium'},
      {value: '2', label: 'low'},
    ],
    valueType: 'integer',
  },
  features: ['age', 'fuel'],
  ignored: [],
  aliases: {},
}

const classes = draftDescription.target.classes.length

interface DraftOptions {
  readonly seed?: number
  readonly rows?: number
  readonly name?: string
}

/** A whole, small model: one dense layer with softmax over age and fuel, its metrics and its reference rows. */
export function makeDraft({seed = 1, rows = 50, name = 'cars'}: DraftOptions = {}): ArtifactDraft {
  const random = createRandom(`draft ${seed}`)
  const table = makeTable(rows, random)
  const preprocessing = fitPreprocessing(table, draftDescription.features)
  const kernel = Float32Array.from({length: preprocessing.inputs * classes}, () => 2 * random() - 1)
  const reference = predict(table, kernel)
  const testRows = Array.from({length: rows}, (_, row) => row).filter((row) => reference.predicted[row] !== -1)
  const labels = (columnOf(table, 'group') as CategoryColumn).codes
  const metrics = classificationMetrics({
    labels: Int32Array.from(testRows, (row) => labels[row]!),
    probabilities: Float32Array.from(testRows.flatMap((row) => [...probabilitiesOf(reference, row)])),
    classes,
  })
  return {
    manifest: {
      formatVersion: MANIFEST_FORMAT,
      name,
      createdAt: '2026-03-01T12:00:00.000Z',
      createdBy: '0.1.0',
      description: draftDescription,
      preprocessing,
      training: {
        config: {seed, epochs: 3, batchSize: 32, hidden: [], dropout: 0, learningRate: 0.001, testShare: 0.2},
        backend: 'wasm',
        backendReason: 'asked for',
        durationSeconds: 1.25,
        history: [0.9, 0.8, 0.7].map((loss, epoch) => ({
          epoch: epoch + 1,
          loss,
          accuracy: 0.6 + epoch / 10,
          testLoss: loss + 0.05,
          testAccuracy: 0.55 + epoch / 10,
        })),
      },
      data: {
        file: 'cars.csv',
        hash: `sha256-${'0'.repeat(64)}`,
        rows,
        skippedRows: 0,
        testRows,
        columnFlags: {schema: 'cars.json', target: null, ignore: [], delimiter: null},
      },
      metrics: {train: metrics, test: metrics},
      gates: [
        {
          gate: 'test-accuracy-minimum',
          requirement: 'test accuracy > 0.85',
          value: metrics.accuracy,
          bound: 0.85,
          passed: metrics.accuracy > 0.85,
          advice: 'Give the model more to learn from.',
        },
        {
          gate: 'spread-maximum',
          requirement: 'train and test accuracy differ by < 0.05',
          value: 0,
          bound: 0.05,
          passed: true,
          advice: '',
        },
      ],
      permutationImportance: [
        {feature: 'age', mean: 0.2, standardDeviation: 0.01},
        {feature: 'fuel', mean: -0.001, standardDeviation: 0.002},
      ],
    },
    modelJson: modelJson(name, preprocessing.inputs),
    weights: new Uint8Array(Float32Array.from([...kernel, ...new Float32Array(classes)]).buffer),
    reference,
  }
}

/** The same draft with every gate passed, so that it may go into production. */
export function passing(draft: ArtifactDraft): ArtifactDraft {
  const gates = draft.manifest.gates.map((gate) => ({...gate, passed: true, advice: ''}))
  return {...draft, manifest: {...draft.manifest, gates}}
}

function makeTable(rows: number, random: () => number): Table {
  const age: NumberColumn = {kind: 'number', name: 'age', values: new Float64Array(rows)}
  const fuel: CategoryColumn = {kind: 'category', name: 'fuel', codes: new Int32Array(rows), categories: fuels}
  const group: CategoryColumn = {
    kind: 'category',
    name: 'group',
    codes: Int32Array.from({length: rows}, (_, row) => row % classes),
    categories: draftDescription.target.classes.map(({value}) => value),
  }
  for (let row = 0; row < rows; row++) {
    age.values[row] = row % 17 === 16 ? Number.NaN : 18 + 60 * random()
    fuel.codes[row] = row % 13 === 12 ? -1 : row % fuels.length
  }
  return {rows, columns: [age, fuel, group]}
}

/** Predictions for every fifth row, as of a test split of 20 %. */
function predict(table: Table, kernel: Float32Array): ReferenceRows {
  const predicted = new Int32Array(table.rows).fill(-1)
  const probabilities = new Float32Array(table.rows * classes).fill(Number.NaN)
  const {values} = columnOf(table, 'age') as NumberColumn
  for (let row = 0; row < table.rows; row += 5) {
    const input = Number.isNaN(values[row]) ? 0 : (values[row]! - 48) / 17
    const scores = Array.from({length: classes}, (_, each) => Math.exp(input * kernel[each]!))
    const sum = scores.reduce((total, score) => total + score, 0)
    probabilities.set(
      scores.map((score) => score / sum),
      row * classes,
    )
    predicted[row] = scores.indexOf(Math.max(...scores))
  }
  return {table, predicted, probabilities}
}

function probabilitiesOf({probabilities}: ReferenceRows, row: number): Float32Array {
  return probabilities.subarray(row * classes, (row + 1) * classes)
}

function modelJson(name: string, inputs: number): unknown {
  const layer = {name: 'output', trainable: true, batch_input_shape: [null, inputs], dtype: 'float32'}
  return {
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name,
        layers: [{class_name: 'Dense', config: {...layer, units: classes, activation: 'softmax', use_bias: true}}],
      },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    format: 'layers-model',
    generatedBy: 'TensorFlow.js tfjs-layers v4.22.0',
    convertedBy: null,
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          {name: 'output/kernel', shape: [inputs, classes], dtype: 'float32'},
          {name: 'output/bias', shape: [classes], dtype: 'float32'},
        ],
      },
    ],
  }
}
