import type {Registry} from 'prom-client'
import {hashOf} from '../model/hash.js'
import {described} from './metric-catalogue.js'
import {addGauge} from './scraped-metrics.js'
import type {WatchedVersion} from './watched-version.js'

type DatasetGauge = 'dataset_drift' | 'share_drifted_features' | 'n_drifted_features'

/** The names that Evidently's monitoring service used to export, so that dashboards made for it go on. */
export function addEvidentlyMetrics(registry: Registry, versions: () => Iterable<WatchedVersion>): void {
  addGauge(registry, described('evidently:reference_dataset_hash'), function* () {
    for (const {name, model} of openOnly(versions())) {
      const hash = model.artifact.manifest.files['reference.csv'] ?? hashOf(model.hash)
      yield [{dataset_name: name, hash}, 1]
    }
  })
  const datasetGauge = (name: DatasetGauge, valueOf: (watched: WatchedVersion) => number): void => {
    addGauge(registry, described(`evidently:data_drift:${name}`), function* () {
      for (const watched of openOnly(versions())) yield [{dataset_name: watched.name}, valueOf(watched)]
    })
  }
  datasetGauge('dataset_drift', ({computed}) => (computed?.evidently?.datasetDrifted === true ? 1 : 0))
  datasetGauge('share_drifted_features', ({computed}) => computed?.evidently?.shareDrifted ?? 0)
  datasetGauge('n_drifted_features', ({computed}) => computed?.evidently?.driftedFeatures ?? 0)
  addGauge(registry, described('evidently:data_drift:p_value'), function* () {
    for (const {name, bins, computed} of openOnly(versions())) {
      for (const {feature, kind} of bins) {
        const found = computed?.evidently?.features.find((each) => each.feature === feature)
        const labels = {dataset_name: name, feature, feature_type: kind === 'number' ? 'num' : 'cat'}
        yield [labels, found === undefined ? 1 : (found.pValue ?? NaN)]
      }
    }
  })
}

/** These names know of no versions: the one that answers speaks for its data. */
function* openOnly(versions: Iterable<WatchedVersion>): Iterable<WatchedVersion> {
  for (const watched of versions) if (watched.isOpen) yield watched
}
