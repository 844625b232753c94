import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Table} from '../../src/lib/dataset/table.js'
import {loadDataset} from '../../src/lib/dataset/load-dataset.js'
import type {Artifact, ArtifactDraft} from '../../src/lib/model/artifact.js'
import {answerSources, createFallback} from '../../src/lib/model/fallback.js'
import {toLayersFormat} from '../../src/lib/model/layers-format.js'
import {compilePredictor, createPredictor} from '../../src/lib/model/predictor.js'
import {fitPreprocessing} from '../../src/lib/model/preprocessing.js'
import {Registry} from '../../src/lib/model/registry.js'
import type {AnsweredRow} from '../../src/lib/monitor/answered-rows.js'
import type {MonitoredModel} from '../../src/lib/monitor/watched-version.js'
import {makeDraft} from '../model/draft.js'
import {randomWeights} from '../model/fixtures.js'

const registryOptions = {now: () => new Date('2026-03-01T12:00:00.000Z'), random: () => 0.5}

/** A registry in a folder of its own. */
export function temporaryRegistry(): {
  readonly folder: string
  readonly registry: Registry
  readonly remove: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-monitor-'))
  return {
    folder,
    registry: new Registry(join(folder, 'models'), registryOptions),
    remove: () => rmSync(folder, {recursive: true, force: true}),
  }
}

/** A network that learned nothing, with the example's description and its reference rows: every fifth was held out. */
export async function insuranceDraft(): Promise<ArtifactDraft> {
  const {table, description} = await loadDataset({path: 'data/reference.csv', onBadRow: 'fail', requireTarget: true})
  const preprocessing = fitPreprocessing(table, description.features)
  const classes = description.target.classes.length
  const network = randomWeights({inputs: preprocessing.inputs, hidden: [8], classes}, 7)
  const {predicted, probabilities} = createPredictor(preprocessing, network).predictTable(table)
  const isTested = (row: number): boolean => row % 5 === 0
  const {manifest} = makeDraft()
  return {
    manifest: {
      ...manifest,
      ...{name: 'insurance', description, preprocessing},
      permutationImportance: description.features.map((feature, place) => ({
        ...{feature, mean: place / 20, standardDeviation: 0.01},
      })),
    },
    ...toLayersFormat(network, 0),
    reference: {
      table: {
        rows: table.rows,
        columns: [...description.features, description.target.name].map((name) =>
          table.columns.find((column) => column.name === name)!,
        ),
      },
      predicted: predicted.map((code, row) => (isTested(row) ? code : -1)),
      probabilities: probabilities.map((value, place) => (isTested(Math.floor(place / classes)) ? value : NaN)),
    },
  }
}

export function watchedModel(artifact: Artifact, hash = 'sha256-abc'): MonitoredModel {
  const {manifest, version} = artifact
  return {name: manifest.name, version, artifact, description: manifest.description, hash, loadedAt: 1_772_366_400_000}
}

/** The rows of a table as a server has answered them. */
export function answersTo(table: Table, artifact: Artifact): AnsweredRow[] {
  const {manifest} = artifact
  const {probabilities, predicted, classes} = compilePredictor(artifact).predictTable(table)
  const confidence = Float64Array.from(predicted, (code, row) => probabilities[row * classes + code]!)
  const fallback = createFallback(manifest.description, manifest.preprocessing)
  const answers = fallback?.answerTable(table, {predicted, confidence})
  const columns = manifest.description.features.map((name) => table.columns.find((column) => column.name === name)!)
  return Array.from({length: table.rows}, (_, row) => ({
    id: String(row),
    time: row,
    values: columns.map((column) => {
      if (column.kind === 'category') return column.categories[column.codes[row]!] ?? null
      return Number.isNaN(column.values[row]) ? null : column.values[row]!
    }),
    predicted: predicted[row]!,
    answered: answers?.answered[row] ?? predicted[row]!,
    source: answerSources[answers?.sources[row] ?? 0]!,
    probabilities: probabilities.slice(row * classes, (row + 1) * classes),
  }))
}
