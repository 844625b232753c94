import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {driftKinds, generateMonth, type DriftKind} from '../../src/lib/dataset/generator.js'
import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import {columnOf, type Table} from '../../src/lib/dataset/table.js'
import {modelOutputs} from '../../src/lib/drift/profile-outputs.js'
import {drift} from '../../src/lib/lifecycle/drift.js'
import {train} from '../../src/lib/lifecycle/train.js'
import {labelsOf} from '../../src/lib/model/preprocessing.js'
import {Registry} from '../../src/lib/model/registry.js'
import {defaultTrainingConfig} from '../../src/lib/model/training-config.js'
import type {WindowSnapshot} from '../../src/lib/monitor/row-window.js'
import {createWindowComparison, type WindowComparison} from '../../src/lib/monitor/window-comparison.js'
import {serveModel, type ServedModel} from '../../src/lib/serve/served-model.js'
import {lookOften} from './looks.js'
import {lettersByColumn, lettersOf, levelLettersOf, toldSeed, type Said, type WorldRun} from './results.js'

const rows = 1500
/** As `mlops serve` and `mlops drift` have them when nobody says otherwise. */
const judging = {alpha: 0.05, minEffect: 0.1} as const

export interface Playing {
  readonly seed: number
  readonly months: number
  readonly worlds?: readonly DriftKind[]
}

/** All worlds of a seed. They have the same reference, so they have the same model. */
export async function playSeed({seed, months, worlds = driftKinds}: Playing): Promise<readonly WorldRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-story-'))
  try {
    copyFileSync('data/datapackage.json', join(folder, 'datapackage.json'))
    const reference = join(folder, 'reference.csv')
    writeFileSync(reference, generateMonth({month: 0, rows, seed, drift: 'none'}))
    const models = join(folder, 'models')
    const registry = new Registry(models, {now: () => new Date(), random: Math.random})
    const {version} = await train({
      data: {path: reference, onBadRow: 'fail'},
      registry,
      config: defaultTrainingConfig,
      backend: 'wasm',
      loadNative: () => ({available: false, reason: 'not asked for'}),
      clock: () => new Date(),
      now: () => performance.now(),
      createdBy: 'bench',
    })
    const artifact = await registry.load(version)
    const model = serveModel(artifact, 0)
    const {description, preprocessing, permutationImportance} = artifact.manifest
    const comparison = createWindowComparison({
      ...{description, preprocessing, rows: await artifact.reference(), importance: permutationImportance},
      settings: {...judging, evidently: false},
    })
    const runs: WorldRun[] = []
    for (const world of worlds) runs.push(await playWorld({world, seed, months}, {folder, models, model, comparison}))
    return runs
  } finally {
    rmSync(folder, {recursive: true})
  }
}

interface Stage {
  readonly folder: string
  readonly models: string
  readonly model: ServedModel
  readonly comparison: WindowComparison
}

async function playWorld(
  {world, seed, months}: {readonly world: DriftKind; readonly seed: number; readonly months: number},
  {folder, models, model, comparison}: Stage,
): Promise<WorldRun> {
  const files = Array.from({length: months}, (_, index) => join(folder, `month-${index + 1}.csv`))
  const seen: MonthSeen[] = []
  for (const [index, file] of files.entries()) {
    writeFileSync(file, generateMonth({month: index + 1, rows, seed, drift: world}))
    seen.push(await playMonth(file, {model, comparison}))
  }
  const {periods} = await drift({
    ...{models, data: files, profiles: [], policy: 'calibrated', ...judging, overrides: [], showRows: 0},
    ...{onBadRow: 'fail', existing: 'keep', now: () => new Date(), random: Math.random},
  })
  const labelled = periods.map(({drift: {columns}, verdict}) => ({
    level: verdict.level,
    errors: columns.find(({aspect}) => aspect === 'concept')!.status,
  }))
  const of = <T>(pick: (month: MonthSeen) => T): T[] => seen.map(pick)
  const {manifest} = model.artifact
  return {
    ...{world, seed, rows},
    model: {testAccuracy: manifest.metrics.test.accuracy, passedGates: model.passedGates},
    live: {
      levels: levelLettersOf(of(({level}) => level)),
      columns: lettersByColumn(of(({columns}) => columns)),
    },
    labelled: {
      levels: levelLettersOf(labelled.map(({level}) => level)),
      errors: lettersOf(labelled.map(({errors}) => errors)),
    },
    answers: {
      right: of(({answers}) => answers.right),
      rightByModel: of(({answers}) => answers.rightByModel),
      outOfRange: of(({answers}) => answers.outOfRange),
      unsure: of(({answers}) => answers.unsure),
      fallbackRight: of(({answers}) => answers.fallbackRight),
      fallbackRightByModel: of(({answers}) => answers.fallbackRightByModel),
    },
    medianMiles: of(({medianMiles}) => medianMiles),
    ...(world === 'none'
      ? {
          looks: lettersOf(
            await lookOften(
              of(({window}) => window),
              comparison,
            ),
          ),
        }
      : {}),
    ...(seed === toldSeed ? {said: changesOf(seen)} : {}),
  }
}

interface MonthSeen extends Omit<Said, 'month'> {
  readonly window: WindowSnapshot
  readonly columns: Parameters<typeof lettersByColumn>[0][number]
  readonly answers: Answered
  readonly medianMiles: number
}

/** A month as the server sees it when its last row is answered: its window holds a month. */
async function playMonth(path: string, {model, comparison}: Pick<Stage, 'model' | 'comparison'>): Promise<MonthSeen> {
  const {description, predictor, fallback} = model
  const {table} = await loadDatasetAs(description, {path, onBadRow: 'fail', requireTarget: true})
  const predictions = predictor.predictTable(table)
  const outputs = modelOutputs(table, predictions, fallback)
  const shown: Table = {...table, columns: table.columns.filter(({name}) => description.features.includes(name))}
  const window = {table: shown, outputs}
  const compared = await comparison(window)
  const {answered, sources} = fallback!.answerTable(table, outputs)
  const miles = columnOf(table, 'miles')
  if (miles.kind !== 'number') throw new Error('miles is no number')
  return {
    window,
    columns: compared.drift.columns.map(({key, status}) => ({key, status})),
    ...{level: compared.verdict.level, reason: compared.verdict.reason},
    answers: countAnswers({labels: labelsOf(table, description), predicted: predictions.predicted, answered, sources}),
    medianMiles: miles.values.toSorted()[rows / 2]!,
  }
}

interface Answered {
  right: number
  rightByModel: number
  outOfRange: number
  unsure: number
  fallbackRight: number
  fallbackRightByModel: number
}

function countAnswers({
  labels,
  predicted,
  answered,
  sources,
}: {
  readonly labels: Int32Array
  readonly predicted: Int32Array
  readonly answered: Int32Array
  readonly sources: Uint8Array
}): Answered {
  const counts: Answered = {
    ...{right: 0, rightByModel: 0, outOfRange: 0, unsure: 0, fallbackRight: 0, fallbackRightByModel: 0},
  }
  for (const [row, label] of labels.entries()) {
    const [isRight, isRightByModel] = [Number(answered[row] === label), Number(predicted[row] === label)]
    counts.right += isRight
    counts.rightByModel += isRightByModel
    if (sources[row] === 0) continue
    if (sources[row] === 1) counts.outOfRange++
    else counts.unsure++
    counts.fallbackRight += isRight
    counts.fallbackRightByModel += isRightByModel
  }
  return counts
}

function changesOf(seen: readonly MonthSeen[]): readonly Said[] {
  return seen.flatMap(({level, reason}, index) =>
    level === seen[index - 1]?.level ? [] : [{month: index + 1, level, reason}],
  )
}
