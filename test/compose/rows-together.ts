import {join} from 'node:path'
import {loadDataset} from '../../src/lib/dataset/load-dataset.js'
import {Registry} from '../../src/lib/model/registry.js'
import {DriftHistory} from '../../src/lib/monitor/drift-history.js'
import type {FeatureBins} from '../../src/lib/monitor/feature-bins.js'
import {referenceShape} from '../../src/lib/monitor/reference-shape.js'
import {WatchedVersion} from '../../src/lib/monitor/watched-version.js'
import {answersTo, watchedModel} from '../monitor/watched-models.js'

/** Rows in the bins of a feature. */
export interface CountedFeature {
  readonly bins: FeatureBins
  /** Shape [bins] */
  readonly counts: Float64Array
}

/** All rows of months, counted in one process by the model of a registry. */
export async function countTogether(models: string, months: number): Promise<readonly CountedFeature[]> {
  const registry = new Registry(models, {now: () => new Date(0), random: () => 0.5})
  const artifact = await registry.load(1)
  const {table} = await artifact.reference()
  const shape = referenceShape(artifact.manifest.description, table)
  const watched = new WatchedVersion(watchedModel(artifact), shape, {capacity: 100, history: new DriftHistory()})
  for (let month = 1; month <= months; month++) {
    const path = join('data', `month-${month}.csv`)
    const {table: rows} = await loadDataset({path, onBadRow: 'fail', requireTarget: true})
    for (const row of answersTo(rows, artifact)) watched.accept(row)
  }
  return watched.bins.map((bins, feature) => ({bins, counts: watched.observations[feature]!}))
}

/** The largest difference of two cumulative shares at the edges of the bins of a number. */
export function distanceAtEdges({bins, counts}: CountedFeature): number {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  let [difference, largest] = [0, 0]
  bins.labels.forEach((label, place) => {
    if (!/^(?:under|over|\d\d .*)$/.test(label)) return
    difference += counts[place]! / rows - bins.referenceRatios[place]!
    largest = Math.max(largest, Math.abs(difference))
  })
  return largest
}
