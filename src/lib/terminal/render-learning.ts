import type {EpochRecord, FeatureImportance, TrainingRecord} from '../model/manifest.js'
import {bar, lineChart} from './chart.js'
import {formatNumber} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'

/** Loss and accuracy by epoch, of the training rows and of the test split. */
export function renderCurves({history, config: {dropout}}: Pick<TrainingRecord, 'history' | 'config'>): string {
  if (history.length < 2) return style.dim('One epoch makes no curve.')
  const chart = (title: string, train: keyof EpochRecord, test: keyof EpochRecord): string => {
    const lines = [
      {name: 'train', values: history.map((record) => record[train])},
      {name: 'test', values: history.map((record) => record[test])},
    ]
    const plot = lineChart(lines, {format: (value) => value.toFixed(2), height: 6})
    return `${style.dim(title)}\n${plot === '' ? style.dim('not a number in any epoch') : plot}`
  }
  return [
    chart('loss, nats', 'loss', 'testLoss'),
    chart('accuracy', 'accuracy', 'testAccuracy'),
    style.dim(
      `epoch 1 to ${history.length}; train is measured ${dropout > 0 ? 'with dropout on, which makes it look worse' : 'during the epoch, test after it'}`,
    ),
  ].join('\n')
}

/** What shuffling each feature costs in test accuracy. */
export function renderImportance(features: readonly FeatureImportance[]): string {
  const greatest = features.reduce((most, {mean}) => (mean > most ? mean : most), 1e-9)
  const shown = features.slice(0, SHOWN_FEATURES)
  const further = features.length - shown.length
  const table = renderTable({
    columns: [{title: 'Feature'}, {title: 'Accuracy lost', align: 'right'}, {title: '±', align: 'right'}, {title: ''}],
    rows: shown.map(({feature, mean, standardDeviation}) => [
      feature,
      formatNumber(mean, 3),
      style.dim(formatNumber(standardDeviation, 3)),
      style.accent(bar(mean / greatest, 24).trimEnd()),
    ]),
  })
  return further === 0 ? table : `${table}\n${style.dim(`and ${further} more: --json has them all`)}`
}

const SHOWN_FEATURES = 20
