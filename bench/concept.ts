/**
 * How soon concept drift is seen, and how often it is seen where there is none: trains the example with 12 seeds, lets
 * four worlds move, whose truth is known, and writes docs/concept-drift.md.
 */
import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {driftKinds, generateMonth, type DriftKind} from '../src/lib/dataset/generator.js'
import {loadDatasetAs} from '../src/lib/dataset/load-dataset.js'
import type {Table} from '../src/lib/dataset/table.js'
import {
  alikeRows,
  leastOverlapOfAlikeRows,
  testConcept,
  type AnsweredRows,
  type ConceptTest,
} from '../src/lib/drift/concept.js'
import type {ErrorProfile} from '../src/lib/drift/data-profile.js'
import {testMultivariate} from '../src/lib/drift/domain-test.js'
import {errorStratum, strataOf} from '../src/lib/drift/error-strata.js'
import {train} from '../src/lib/lifecycle/train.js'
import type {Artifact} from '../src/lib/model/artifact.js'
import {compilePredictor} from '../src/lib/model/predictor.js'
import {labelsOf} from '../src/lib/model/preprocessing.js'
import {Registry} from '../src/lib/model/registry.js'
import {defaultTrainingConfig} from '../src/lib/model/training-config.js'
import {createRandom} from '../src/lib/statistics/random.js'
import {mean} from './measure.js'

const seeds = Array.from({length: 12}, (_unused, index) => index + 1)
const months = Array.from({length: 12}, (_unused, index) => 3 * (index + 1))
const rows = 1500
/** As `mlops drift` has it by default: the change of the error rate that is drift. */
const limit = 0.05
const alpha = 0.05

interface Answers {
  readonly table: Table
  readonly errors: Int8Array
  /** Stratum of equal confidence; -1 where there is no answer. */
  readonly strata: Int32Array
}

const variants = [
  {key: 'test split, alike rows', title: '300 reference rows (the test split), alike rows'},
  {key: 'all rows, alike rows', title: '1,500 reference rows (`--folds 5`), alike rows'},
  {key: 'test split, equal confidence', title: '300 reference rows, equal confidence (profiles: no rows at hand)'},
  {key: 'all rows, equal confidence', title: '1,500 reference rows, equal confidence'},
] as const

const results = new Map<string, {readonly test: ConceptTest; readonly isDrift: boolean}[]>()
for (const seed of seeds) await measure(seed)
writeFileSync('docs/concept-drift.md', page())

async function measure(seed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-concept-'))
  copyFileSync('data/datapackage.json', join(folder, 'datapackage.json'))
  const file = join(folder, 'rows.csv')
  writeFileSync(file, generateMonth({month: 0, rows, seed, drift: 'none'}))
  const registry = new Registry(join(folder, 'models'), {now: () => new Date(), random: Math.random})
  const {version} = await train({
    data: {path: file, onBadRow: 'fail'},
    registry,
    config: {...defaultTrainingConfig, seed},
    folds: 5,
    backend: 'wasm',
    loadNative: () => ({available: false, reason: 'not asked for'}),
    clock: () => new Date(),
    now: () => performance.now(),
    createdBy: 'bench',
  })
  const artifact = await registry.load(version)
  const reference = await referenceAnswers(artifact)
  const predictor = compilePredictor(artifact)
  const {description, data} = artifact.manifest
  const isTest = new Set(data.testRows)
  const tested = {...reference, errors: reference.errors.map((error, row) => (isTest.has(row) ? error : -1))}
  for (const drift of driftKinds) {
    for (const month of months) {
      writeFileSync(file, generateMonth({month, rows, seed, drift}))
      const {table} = await loadDatasetAs(description, {path: file, onBadRow: 'fail', requireTarget: true})
      const current = answersOf(table, labelsOf(table, description), predictor.predictTable(table))
      const random = createRandom(`${seed}/${drift}/${month}`)
      const told = await testMultivariate(reference.table, table, {features: description.features, random})
      if ('notTested' in told) throw new Error(told.notTested)
      const note = (
        variant: (typeof variants)[number]['key'],
        profiles: {reference: ErrorProfile; current: ErrorProfile},
      ) => {
        // As `mlops drift` calls it: where hardly a row is like one of the reference, it does not compare.
        const leastOverlap = variant.endsWith('alike rows') ? leastOverlapOfAlikeRows : 0
        const test = testConcept(profiles.reference, profiles.current, {leastOverlap})
        if ('notTested' in test) throw new Error(test.notTested)
        const key = `${variant}/${drift}/${month}`
        const isDrift = test.pValue <= alpha && Math.abs(test.effect) >= limit
        results.set(key, [...(results.get(key) ?? []), {test, isDrift}])
      }
      const now: AnsweredRows = {probabilities: told.probabilities, errors: current.errors}
      for (const [rowsOf, answers] of [
        ['test split', tested],
        ['all rows', reference],
      ] as const) {
        const before: AnsweredRows = {probabilities: told.referenceProbabilities, errors: answers.errors}
        note(`${rowsOf}, alike rows`, alikeRows(before, now))
        note(`${rowsOf}, equal confidence`, {reference: profileOf(answers), current: profileOf(current)})
      }
    }
  }
  rmSync(folder, {recursive: true})
}

async function referenceAnswers({manifest, ...artifact}: Artifact): Promise<Answers> {
  const reference = await artifact.reference()
  return answersOf(reference.table, labelsOf(reference.table, manifest.description), reference)
}

function answersOf(
  table: Table,
  labels: Int32Array,
  {predicted, probabilities}: {readonly predicted: Int32Array; readonly probabilities: Float32Array},
): Answers {
  const classes = probabilities.length / predicted.length
  return {
    table,
    errors: Int8Array.from(predicted, (answer, row) => (answer === -1 ? -1 : answer === labels[row] ? 0 : 1)),
    strata: predicted.map((answer, row) =>
      answer === -1 ? -1 : errorStratum(answer, probabilities[row * classes + answer]!, classes),
    ),
  }
}

function profileOf({errors, strata}: Answers): ErrorProfile {
  const profile = {rows: new Float64Array(strataOf(3)), errors: new Float64Array(strataOf(3))}
  errors.forEach((error, row) => {
    if (error === -1) return
    profile.rows[strata[row]!]! += 1
    profile.errors[strata[row]!]! += error
  })
  return profile
}

function page(): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  const percent = (share: number): string => (100 * share).toFixed(0)
  const world: Readonly<Record<DriftKind, string>> = {
    none: 'nothing moves',
    covariate: 'customers move',
    concept: 'what causes risk moves',
    full: 'both move',
  }
  const table = (variant: string, value: (found: readonly {test: ConceptTest; isDrift: boolean}[]) => string): string =>
    [
      row(['world', ...months]),
      row(['---', ...months.map(() => '---:')]),
      ...driftKinds.map((drift) =>
        row([world[drift], ...months.map((month) => value(results.get(`${variant}/${drift}/${month}`)!))]),
      ),
    ].join('\n')
  const sections = variants.map(({key, title}) =>
    [
      `## ${title}`,
      'Drift, per cent of the seeds, by month:',
      table(key, (found) => percent(mean(found.map(({isDrift}) => (isDrift ? 1 : 0))))),
      'p-value up to 0.05, per cent of the seeds:',
      table(key, (found) => percent(mean(found.map(({test}) => (test.pValue <= alpha ? 1 : 0))))),
      'Change of the error rate on such rows, mean, in points:',
      table(key, (found) => percent(mean(found.map(({test}) => test.effect))).replace('-0', '0')),
    ].join('\n\n'),
  )
  return [
    '# Concept drift, where the truth is known',
    `Written by \`node --import tsx bench/concept.ts\`: ${seeds.length} models of the example, each with its own reference of ` +
      `${rows.toLocaleString('en-US')} rows, and months of as many rows in four worlds. In the first two nothing has ` +
      'happened to what features mean; in the second the model errs more and more often all the same, because customers ' +
      'move to where it knows little. Drift is a p-value up to 0.05 with a change of the error rate of 5 points or more.',
    'Alike rows are rows that are equally likely to be current by all their features, in ten strata. Where only profiles ' +
      'are at hand, rows are compared at equal confidence of the model; that follows the customers where the model is ' +
      'more sure than right.',
    ...sections,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}
