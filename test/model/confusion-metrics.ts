import {classificationMetrics, type ClassificationMetrics} from '../../src/lib/statistics/classification-metrics.js'

/** Metrics of rows with these counts: confusion[true][answered]; each row's highest probability is one of `sure`. */
export function metricsOf(
  confusion: readonly (readonly number[])[],
  sure: readonly number[] = [0.55, 0.9, 0.995],
): ClassificationMetrics {
  const classes = confusion.length
  const labels: number[] = []
  const probabilities: number[] = []
  for (const [label, counts] of confusion.entries()) {
    for (const [answered, count] of counts.entries()) {
      for (let i = 0; i < count; i++) {
        const top = sure[labels.length % sure.length]!
        labels.push(label)
        for (let code = 0; code < classes; code++)
          probabilities.push(code === answered ? top : (1 - top) / (classes - 1))
      }
    }
  }
  return classificationMetrics({
    labels: Int32Array.from(labels),
    probabilities: Float64Array.from(probabilities),
    classes,
  })
}

export const good = metricsOf([
  [90, 10, 0],
  [8, 85, 7],
  [0, 9, 91],
])

/** 500 rows of each class, of which the last is answered `low` times: 15 of 100 wrong. */
export function answeredLow(low: number): ClassificationMetrics {
  return metricsOf([
    [500, 0, 0],
    [0, 500 - Math.max(0, low - 500), Math.max(0, low - 500)],
    [0, Math.max(0, 500 - low), Math.min(500, low)],
  ])
}
