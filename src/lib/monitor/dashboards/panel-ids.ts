/** Panels of the dashboard, by what they show. An alert leads to its panel, so a number never changes its meaning. */
export const dashboardUid = 'U54hsxv7k'
/** Kept alive for links that people have. */
export const dashboardSlug = 'evidently-data-drift-dashboard'

export const panelIds = {
  /** Is there a problem? */
  answer: 1,
  driftedFeatures: 2,
  realisedAccuracy: 3,
  fallbackRate: 4,
  /** Features ranked by drift. */
  featureDrift: 10,
  featureHistogram: 11,
  featureDriftTimeline: 12,
  predictionDrift: 13,
  predictionMix: 14,
  confidence: 15,
  versionMix: 16,
  featureStatus: 17,
  /** The state of the monitor itself. */
  driftMonitor: 20,
  modelReloads: 21,
  predictionLog: 22,
  requestRate: 30,
  errorRate: 31,
  rejections: 32,
  latency: 33,
  latencyBudget: 34,
  targets: 35,
  memory: 36,
} as const
export type PanelName = keyof typeof panelIds

/** Of the data source that panels and Grafana's alerts ask. */
export const prometheusUid = 'mlops-prometheus'
