import {answerPanels} from './answer-panels.js'
import type {DashboardOptions} from './dashboard-options.js'
import {dashboardQueries} from './dashboard-queries.js'
import {dashboardAnnotations, dashboardVariables} from './dashboard-variables.js'
import {featurePanels} from './feature-panels.js'
import type {Dashboard, Panel, RowPanel} from './grafana-types.js'
import {modelPanels} from './model-panels.js'
import {dashboardUid} from './panel-ids.js'
import {servicePanels} from './service-panels.js'

/** Grafana makes the last part of the address from it: "evidently-data-drift-dashboard", as in links that people have. */
export const dashboardTitle = 'Evidently data drift dashboard'

/** Width of a page, in Grafana's units. */
const PAGE_WIDTH = 24

/** Panels side by side as long as they fit, each with its width and height. */
type Placed = readonly [panel: Panel, width: number, height: number]

/**
 * The dashboard that alerts lead to: whether there is a problem, which feature it is, what the model answers, and whether
 * the service works.
 */
export function driftDashboard(options: DashboardOptions): Dashboard {
  const queries = dashboardQueries(options.rules)
  const {answer, driftedFeatures, realisedAccuracy, fallbackRate} = answerPanels(options, queries)
  const feature = featurePanels(options, queries)
  const model = modelPanels(queries)
  const service = servicePanels(options, queries)
  const rows: readonly (readonly [title: string, panels: readonly Placed[]])[] = [
    [
      'Is there a problem?',
      [
        [answer, 12, 5],
        [driftedFeatures, 4, 5],
        [realisedAccuracy, 4, 5],
        [fallbackRate, 4, 5],
      ],
    ],
    [
      'Which feature, and how?',
      [
        [feature.featureDrift, 24, 8],
        [feature.featureHistogram, 24, 8],
      ],
    ],
    [
      'Since when?',
      [
        [feature.featureDriftTimeline, 24, 9],
        [feature.featureStatus, 24, 9],
      ],
    ],
    [
      'What does the model answer?',
      [
        [model.predictionDrift, 12, 8],
        [model.predictionMix, 12, 8],
        [model.confidence, 12, 8],
        [model.versionMix, 12, 8],
      ],
    ],
    [
      'Does the service work?',
      [
        [service.requestRate, 8, 7],
        [service.latency, 8, 7],
        [service.latencyBudget, 8, 7],
        [service.errorRate, 8, 7],
        [service.rejections, 8, 7],
        [service.targets, 8, 7],
        [service.driftMonitor, 6, 7],
        [service.modelReloads, 6, 7],
        [service.predictionLog, 6, 7],
        [service.memory, 6, 7],
      ],
    ],
  ]
  return {
    uid: dashboardUid,
    title: dashboardTitle,
    description:
      'Is there a problem with the model, which feature is it, since when, what does the model answer, and does the service work? Made by mlops, whose alerts lead here. Its name is that of an older dashboard, so that links to it go on.',
    tags: ['mlops', 'drift'],
    ...{editable: false, graphTooltip: 1, timezone: 'browser', schemaVersion: 41, preload: false},
    ...{time: {from: options.from, to: 'now'}, refresh: options.refresh},
    timepicker: {refresh_intervals: ['5s', '10s', '30s', '1m', '5m', '15m', '1h']},
    templating: {list: dashboardVariables(options, queries)},
    annotations: {list: dashboardAnnotations(queries)},
    panels: placed(rows),
  }
}

function placed(
  rows: readonly (readonly [title: string, panels: readonly Placed[]])[],
): NonNullable<Dashboard['panels']> {
  let y = 0
  return rows.flatMap(([title, panels], index): NonNullable<Dashboard['panels']> => {
    const head: RowPanel = {
      ...{type: 'row', id: FIRST_ROW_ID + index, title, collapsed: false, panels: []},
      gridPos: {x: 0, y, w: PAGE_WIDTH, h: 1},
    }
    y += 1
    let [x, height] = [0, 0]
    const below = panels.map(([panel, w, h]) => {
      if (x + w > PAGE_WIDTH) {
        y += height
        ;[x, height] = [0, 0]
      }
      const gridPos = {x, y, w, h}
      x += w
      height = Math.max(height, h)
      return {...panel, gridPos}
    })
    y += height
    return [head, ...below]
  })
}

/** Beyond those of panels. */
const FIRST_ROW_ID = 101
