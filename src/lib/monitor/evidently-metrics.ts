import type {Registry} from 'prom-client'
import {hashOf} from '../model/hash.js'
import {addGauge} from './scraped-metrics.js'
import type {WatchedVersion} from './watched-version.js'

/** The names that Evidently's monitoring service used to export, so that dashboards made for it go on. */
export function addEvidentlyMetrics(registry: Registry, versions: () => Iterable<WatchedVersion>): void {
  const datasetLabels = ['dataset_name'] as const
  addGauge(
    registry,
    {
      name: 'evidently:reference_dataset_hash',
      help: 'Hash of the reference rows, as a label.',
      labelNames: [...datasetLabels, 'hash'],
    },
    function* () {
      for (const {model} of openOnly(versions())) {
        const hash = model.artifact.manifest.files['reference.csv'] ?? hashOf(model.hash)
        yield [{dataset_name: model.name, hash}, 1]
      }
    },
  )
  const datasetGauge = (name: string, help: string, valueOf: (watched: WatchedVersion) => number): void => {
    addGauge(registry, {name: `evidently:data_drift:${name}`, help, labelNames: datasetLabels}, function* () {
      for (const watched of openOnly(versions())) yield [{dataset_name: watched.model.name}, valueOf(watched)]
    })
  }
  datasetGauge('dataset_drift', '1 when half of the features have drifted.', ({computed}) =>
    computed?.evidently?.datasetDrifted === true ? 1 : 0,
  )
  datasetGauge(
    'share_drifted_features',
    'Share of the features with a p-value below 0.05.',
    ({computed}) => computed?.evidently?.shareDrifted ?? 0,
  )
  datasetGauge(
    'n_drifted_features',
    'Features with a p-value below 0.05.',
    ({computed}) => computed?.evidently?.driftedFeatures ?? 0,
  )
  addGauge(
    registry,
    {
      name: 'evidently:data_drift:p_value',
      help: 'P-value of a feature, not adjusted: Kolmogorov-Smirnov, chi-squared or z.',
      labelNames: [...datasetLabels, 'feature', 'feature_type'],
    },
    function* () {
      for (const {model, bins, computed} of openOnly(versions())) {
        for (const {feature, kind} of bins) {
          const found = computed?.evidently?.features.find((each) => each.feature === feature)
          const labels = {dataset_name: model.name, feature, feature_type: kind === 'number' ? 'num' : 'cat'}
          yield [labels, found === undefined ? 1 : (found.pValue ?? NaN)]
        }
      }
    },
  )
}

/** These names know of no versions: the one that answers speaks for its data. */
function* openOnly(versions: Iterable<WatchedVersion>): Iterable<WatchedVersion> {
  for (const watched of versions) if (watched.isOpen) yield watched
}
