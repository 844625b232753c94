import type {MonitorReport} from '../monitor/monitor-report.js'
import {renderDataTable} from '../report/data-table.js'
import {html, type Html} from '../report/html.js'
import {formatCount, formatPercent} from '../numbers.js'
import {moment} from './page-live-time.js'

/** How often each class was answered, and by whom, since the version was loaded. */
export function answersTable(report: MonitorReport): Html {
  const {answers, version, loadedAt, dataset} = report
  const {rows, classes, sources} = answers
  const share = (count: number): string => (rows === 0 ? '–' : formatPercent(count / rows))
  const table = (title: string, counts: readonly {readonly name: string; readonly rows: number}[]): Html =>
    renderDataTable({
      columns: [{title}, {title: 'Rows', align: 'right'}, {title: 'Share', align: 'right'}],
      rows: counts.map(({name, rows: count}) => [name, formatCount(count), share(count)]),
    })
  return html`<div class="panel counts">
    <h3>
      ${
        dataset === null
          ? html`All ${formatCount(rows)} answers since version ${version} was loaded, ${moment(loadedAt)}`
          : html`All ${formatCount(rows)} rows of ${dataset.name} since ${moment(Math.max(dataset.since, loadedAt))}:
            predictions ${dataset.predictions === 'given' ? 'came with them' : `are those of version ${version}`}`
      }
    </h3>
    <div class="pair">
      ${table(
        'Answered by',
        sources.map(({source, rows: count}) => ({name: sourceWords[source], rows: count})),
      )}
      ${table(
        'Answer',
        classes.map((each) => ({name: each.class, rows: each.rows})),
      )}
    </div>
  </div>`
}

const sourceWords = {
  ML: 'the model',
  'baseline - out of range': 'the baseline: out of range',
  'baseline - low probability': 'the baseline: low probability',
} as const
