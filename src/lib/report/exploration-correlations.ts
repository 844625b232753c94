import type {TableProfile} from '../dataset/profile-types.js'
import {renderResponsiveChart} from './charts/chart.js'
import {heatMap} from './charts/heat-map.js'
import {renderNumbers} from './data-table.js'
import {measureNames} from './exploration-words.js'
import {html} from './html.js'
import {formatCount} from './numbers.js'
import type {Section} from './page.js'

/** Rows and columns of the heat map at most: more would not be legible. */
const MAPPED = 24

/** How the features go with each other. */
export async function correlationsSection({correlations, rows}: TableProfile): Promise<Section | null> {
  const {columns, pairs} = correlations
  if (columns.length < 2) return null
  const names = columns.slice(0, MAPPED)
  const matrix = correlations.matrix.slice(0, MAPPED).map((row) => row.slice(0, MAPPED))
  const strongest = pairs[0]
  const chart = await renderResponsiveChart((width) => heatMap({names, matrix}, {width}), {
    id: 'heat-map',
    title: 'How the features go with each other',
    description:
      strongest === undefined
        ? 'No pair could be compared.'
        : `Strongest pair: ${strongest.first} and ${strongest.second}, ${strongest.value.toFixed(2)}.`,
  })
  const table = renderNumbers('Strongest pairs', {
    columns: [{title: 'Feature'}, {title: 'Feature'}, {title: 'Value', align: 'right'}, {title: 'Measure'}],
    rows: pairs.map(({first, second, value, measure}) => [first, second, value.toFixed(3), measureNames[measure]]),
  })
  const sampled =
    correlations.rows < rows ? ` Computed on a random sample of ${formatCount(correlations.rows)} rows.` : ''
  const limited =
    columns.length > MAPPED ? ` The first ${formatCount(MAPPED)} of ${formatCount(columns.length)} features.` : ''
  return {
    id: 'correlations',
    title: 'Features among themselves',
    body: html`<p>
        Orange: they rise together or, with a category, hang together. Blue: one falls as the other
        rises.${sampled}${limited}
      </p>
      <figure class="panel">${chart}${table}</figure>`,
  }
}
