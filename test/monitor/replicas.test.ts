import {expect} from 'chai'
import type {Table} from '../../src/lib/dataset/table.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {DriftHistory} from '../../src/lib/monitor/drift-history.js'
import {referenceShape} from '../../src/lib/monitor/reference-shape.js'
import {seriesOf} from '../../src/lib/monitor/version-series.js'
import {WatchedVersion} from '../../src/lib/monitor/watched-version.js'
import {populationStabilityIndex} from '../../src/lib/statistics/distance/population-stability-index.js'
import {answersTo, insuranceDraft, temporaryRegistry, watchedModel} from './watched-models.js'

function watch(artifact: Artifact, table: Table): WatchedVersion {
  const shape = referenceShape(artifact.manifest.description, table)
  return new WatchedVersion(watchedModel(artifact), shape, {capacity: 100, history: new DriftHistory()})
}

describe('bin counters of replicas', () => {
  const {registry, remove} = temporaryRegistry()
  let artifact: Artifact

  before(async () => {
    artifact = await registry.load(await registry.add(await insuranceDraft()))
  })
  after(remove)

  it('add up to those of one server that answers all rows, so a pooled divergence is that of all rows', async () => {
    const {table} = await artifact.reference()
    const open = () => watch(artifact, table)
    const [one, other, whole] = [open(), open(), open()]
    answersTo(table, artifact).forEach((row, place) => {
      ;(place % 3 === 0 ? one : other).accept(row)
      whole.accept(row)
    })
    whole.observations.forEach((counts, feature) => {
      const pooled = counts.map((_, bin) => one.observations[feature]![bin]! + other.observations[feature]![bin]!)
      expect(pooled).to.deep.equal(counts)
      const shares = pooled.map((count) => count / table.rows)
      // The rows are the reference's own.
      expect(populationStabilityIndex(whole.bins[feature]!.referenceRatios, shares)).to.be.closeTo(0, 1e-12)
    })
    expect(seriesOf(one)).to.deep.equal(seriesOf(other))
  })

  it('count rows of a closed version, whose categories nobody keeps any more', async () => {
    const {table} = await artifact.reference()
    const watched = watch(artifact, table)
    const rows = answersTo(table, artifact)
    for (const row of rows) watched.accept(row)
    const before = watched.observations.map((counts) => counts.slice())
    watched.close()
    for (const row of rows) watched.accept(row)
    expect(watched.rows).to.equal(0)
    expect(watched.observations).to.deep.equal(before.map((counts) => counts.map((count) => 2 * count)))
  })
})
