import type {Category} from '../dataset/description.js'
import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import {bar} from './chart.js'
import {formatCount, formatNumber, formatPercent} from './numbers.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'

/** How often each true class was answered by each class. */
export function renderConfusion({confusion}: ClassificationMetrics, classes: readonly Category[]): string {
  return renderTable({
    columns: [{title: 'Truth'}, ...classes.map(({label}) => ({title: `As ${label}`, align: 'right' as const}))],
    rows: confusion.map((counts, truth) => [
      classes[truth]!.label,
      ...counts.map((count, answered) => {
        if (truth === answered) return style.strong(formatCount(count))
        return count === 0 ? style.dim('0') : formatCount(count)
      }),
    ]),
  })
}

/** Precision, recall and F1 of each class, and how often it is there and is answered. */
export function renderClasses({perClass}: ClassificationMetrics, classes: readonly Category[]): string {
  return renderTable({
    columns: [
      {title: 'Class'},
      ...['Precision', 'Recall', 'F1', 'Rows', 'Answered'].map((title) => ({title, align: 'right' as const})),
    ],
    rows: perClass.map(({precision, recall, f1, support, predicted}, code) => [
      classes[code]!.label,
      ...[precision, recall, f1].map((value) => formatNumber(value, 3)),
      ...[support, predicted].map(formatCount),
    ]),
  })
}

/** How sure the model says it is, against how often it is right: one line a bin that holds rows. */
export function renderCalibration({reliability}: ClassificationMetrics): string {
  return renderTable({
    columns: [
      {title: 'Is sure', align: 'right'},
      {title: 'Is right', align: 'right'},
      {title: ''},
      {title: 'Rows', align: 'right'},
    ],
    rows: reliability
      .filter(({rows}) => rows > 0)
      .map(({rows, meanProbability, accuracy}) => [
        formatPercent(meanProbability, 0),
        formatPercent(accuracy, 0),
        bar(accuracy!, 24),
        formatCount(rows),
      ]),
  })
}
