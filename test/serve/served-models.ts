import {readFileSync} from 'node:fs'
import {parseDataPackage} from '../../src/lib/dataset/data-package.js'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {toLayersFormat} from '../../src/lib/model/layers-format.js'
import {fitPreprocessing, type Preprocessing} from '../../src/lib/model/preprocessing.js'
import {serveModel, type ServedModel} from '../../src/lib/serve/served-model.js'
import {makeDraft} from '../model/draft.js'
import {insuranceFeatures, randomWeights, readMonth} from '../model/fixtures.js'

export const insuranceDescription = parseDataPackage(
  JSON.parse(readFileSync('data/datapackage.json', 'utf8')),
  'data/datapackage.json',
)

/** A customer in all ranges. */
export const customer = {
  training: 1,
  age: 44.25,
  emergency_braking: 0,
  braking_distance: 40.5,
  power: 130,
  miles: 22.5,
} as const

/** A model of the example's data with weights as a training could have left them. */
export function insuranceModel(version = 1, seed = 7): ServedModel {
  const {table} = readMonth(0)
  return serveModel(
    artifactOf(insuranceDescription, fitPreprocessing(table, insuranceFeatures), {version, seed, hidden: [20, 20]}),
    1_700_000_000_000,
  )
}

/** Numbers, categories of each type, values missing in training and not, another name, and names full of traps. */
export const mixedDescription: DatasetDescription = {
  name: 'cars',
  delimiter: ';',
  missingValues: ['', 'NA'],
  fields: [
    {kind: 'number', name: 'age', integer: false, minimum: 16},
    {kind: 'number', name: 'toString', integer: true},
    {
      kind: 'category',
      name: 'fuel',
      categories: ['petrol', 'diesel', '5'].map((value) => ({value, label: value})),
      spellings: {Benzin: 'petrol', 'a"b\n': 'diesel'},
    },
    {
      kind: 'category',
      name: 'abs',
      valueType: 'boolean',
      categories: ['true', 'false'].map((value) => ({value, label: value})),
      spellings: {True: 'true', False: 'false', yes: 'true'},
    },
    {
      kind: 'category',
      name: 'doors',
      valueType: 'integer',
      categories: ['2', '4'].map((value) => ({value, label: `${value} doors`})),
    },
    {
      kind: 'category',
      name: 'verdict',
      categories: [
        {value: 'k"o', label: 'bad "one"'},
        {value: 'ok', label: 'good'},
      ],
    },
    {kind: 'number', name: 'id', integer: true},
  ],
  target: {
    name: 'verdict',
    classes: [
      {value: 'k"o', label: 'bad "one"'},
      {value: 'ok', label: 'good'},
    ],
    valueType: 'string',
  },
  features: ['age', 'toString', 'fuel', 'abs', 'doors'],
  ignored: ['id'],
  aliases: {years: 'age', Fuel: 'fuel'},
  fallback: {
    minimumProbability: 0.55,
    rules: {if: [{'>': [{'*': [{var: 'age'}, {var: 'toString'}]}, 100]}, 'ok', 'k"o']},
  },
}

const mixedPreprocessing: Preprocessing = {
  features: [
    {kind: 'number', name: 'age', mean: 40, standardDeviation: 10, missingInput: true},
    {kind: 'number', name: 'toString', mean: 3, standardDeviation: 2, missingInput: false},
    {kind: 'category', name: 'fuel', categories: ['petrol', 'diesel', '5'], missingTrained: true},
    {kind: 'category', name: 'abs', categories: ['true', 'false'], missingTrained: false},
    {kind: 'category', name: 'doors', categories: ['2', '4'], missingTrained: false},
  ],
  inputs: 2 + 1 + 5 + 4 + 4,
}

/** @param fallback - whether the model has a baseline */
export function mixedModel({fallback = true} = {}): ServedModel {
  const {fallback: rules, ...rest} = mixedDescription
  const description = fallback ? {...rest, fallback: rules!} : rest
  return serveModel(artifactOf(description, mixedPreprocessing, {version: 3, seed: 5, hidden: [8]}), 0)
}

export const mixedRow = {age: 30.5, toString: 4, fuel: 'diesel', abs: true, doors: 4} as const

interface NetworkOptions {
  readonly version: number
  readonly seed: number
  readonly hidden: readonly number[]
}

function artifactOf(
  description: DatasetDescription,
  preprocessing: Preprocessing,
  {version, seed, hidden}: NetworkOptions,
): Artifact {
  const classes = description.target.classes.length
  const network = randomWeights({inputs: preprocessing.inputs, hidden, classes}, seed)
  const draft = makeDraft()
  return {
    version,
    folder: `models/${version}`,
    bytes: 1_000,
    manifest: {...draft.manifest, name: description.name, version, description, preprocessing, files: {}},
    ...toLayersFormat(network, 0.5),
    reference: () => Promise.resolve(draft.reference),
  }
}
