import type {Labels} from './bucket-counts.js'
import type {WatchedVersion} from './watched-version.js'

/** Labels of every series of a version. */
export interface VersionSeries {
  readonly version: Labels
  /** Shape [classes x sources], as `predictions` of the version. */
  readonly predictions: readonly Labels[]
  /** Shape [features][bins], as `observations` of the version. */
  readonly bins: readonly (readonly Labels[])[]
  /** Shape [columns], as `driftColumns` of the version. */
  readonly columns: readonly Labels[]
}

const known = new WeakMap<WatchedVersion, VersionSeries>()

/** Made once for each version, and gone with it. */
export function seriesOf(watched: WatchedVersion): VersionSeries {
  let series = known.get(watched)
  if (series === undefined) {
    const {confidence, classes, sources, bins, driftColumns} = watched
    const version = confidence.labels
    series = {
      version,
      predictions: classes.flatMap((name) => sources.map((source) => ({...version, class: name, source}))),
      bins: bins.map(({feature, labels}) => labels.map((bin) => ({...version, feature, bin}))),
      columns: driftColumns.map(({key, effect}) => ({...version, feature: key, test: effect})),
    }
    known.set(watched, series)
  }
  return series
}
