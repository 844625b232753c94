import {layoutQuery} from '../rules/query-layout.js'
import type {FieldConfig, FieldStyle, Mapping, Override, Panel, Query, Steps, TimeSeriesStyle} from './grafana-types.js'
import {panelIds, type PanelName} from './panel-ids.js'

/** The data source that was chosen on the page. */
export const dataSource = {type: 'prometheus', uid: '${datasource}'} as const

export const notCompared = 'No rows were compared with the reference at this time'

interface PanelText {
  readonly title: string
  /** What a newcomer must know to read it. */
  readonly description: string
  readonly targets: readonly Query[]
  /** Shown when no query brings anything. */
  readonly noValue: string
}

export function panelBase(name: PanelName, {title, description, targets}: PanelText) {
  return {id: panelIds[name], title, description, datasource: dataSource, targets}
}

/** A line for each series over the time that is shown. */
export function over(refId: string, expr: string, legendFormat: string): Query {
  return {...query(refId, expr), legendFormat, format: 'time_series', range: true, instant: false}
}

/** The figure at the end of that time. */
export function latest(refId: string, expr: string, legendFormat: string): Query {
  return {...query(refId, expr), legendFormat, format: 'time_series', range: false, instant: true}
}

/** Figures at the end of that time, a row for each, with their labels. */
export function rows(refId: string, expr: string): Query {
  return {...query(refId, expr), format: 'table', range: false, instant: true}
}

/** As Grafana calls the figures of a query among several. */
export function valueOf(refId: string): string {
  return `Value #${refId}`
}

function query(refId: string, expr: string): Query & {readonly refId: string} {
  return {refId, expr: layoutQuery(expr), datasource: dataSource, editorMode: 'code', exemplar: false}
}

/** Colours from values on; a colour has a name, so that it fits dark and light pages alike. */
export function thresholds(first: string, ...others: readonly (readonly [value: number, color: string])[]) {
  const steps: Steps = [{value: null, color: first}, ...others.map(([value, color]) => ({value, color}))]
  return {mode: 'absolute', steps} as const
}

/** Words in place of whole numbers from 0 on. */
export function wordsFor(texts: readonly (readonly [text: string, color: string])[]): readonly Mapping[] {
  const options = Object.fromEntries(texts.map(([text, color], index) => [String(index), {text, color, index}]))
  return [{type: 'value', options}]
}

/** What is different for the fields of one name. */
export function fieldNamed(name: string, field: FieldConfig, style: FieldStyle = {}): Override {
  return {
    matcher: {id: 'byName', options: name},
    properties: [...propertiesOf(field, ''), ...propertiesOf(style, 'custom.')],
  }
}

/** What is different for the fields that a query brings. */
export function fieldsOf(refId: string, field: FieldConfig, style: FieldStyle = {}): Override {
  return {
    matcher: {id: 'byFrameRefID', options: refId},
    properties: [...propertiesOf(field, ''), ...propertiesOf(style, 'custom.')],
  }
}

function propertiesOf(values: object, prefix: string): Override['properties'] {
  return Object.entries(values).map(([id, value]: [string, unknown]) => ({id: `${prefix}${id}`, value}))
}

export interface StatOptions extends PanelText {
  readonly field: FieldConfig
  readonly overrides?: readonly Override[]
}

/** Large figures with their names. */
export function statPanel(name: PanelName, {field, overrides = [], ...text}: StatOptions): Panel {
  return {
    ...panelBase(name, text),
    type: 'stat',
    options: {
      ...{colorMode: 'background', graphMode: 'none', justifyMode: 'center', orientation: 'auto'},
      ...{textMode: 'value_and_name', wideLayout: false, showPercentChange: false, percentChangeColorMode: 'standard'},
      reduceOptions: {calcs: ['lastNotNull'], fields: '', values: false},
    },
    fieldConfig: {defaults: {color: {mode: 'thresholds'}, noValue: text.noValue, ...field}, overrides},
  }
}

export interface TimeSeriesOptions extends PanelText {
  readonly field: FieldConfig
  readonly style?: TimeSeriesStyle
  readonly overrides?: readonly Override[]
  readonly legend?: 'bottom' | 'right'
}

/** Lines over time. */
export function timeSeriesPanel(name: PanelName, options: TimeSeriesOptions): Panel {
  const {field, style = {}, overrides = [], legend = 'bottom', ...text} = options
  return {
    ...panelBase(name, text),
    type: 'timeseries',
    options: {
      legend: {displayMode: legend === 'right' ? 'table' : 'list', placement: legend, showLegend: true, calcs: []},
      tooltip: {mode: 'multi', sort: 'desc'},
    },
    fieldConfig: {
      defaults: {
        ...{color: {mode: 'palette-classic'}, noValue: text.noValue, thresholds: thresholds('green')},
        ...field,
        custom: {
          ...{drawStyle: 'line', lineInterpolation: 'linear', lineWidth: 1, fillOpacity: 0, showPoints: 'never'},
          ...style,
        },
      },
      overrides,
    },
  }
}

/** Shares that add up to one. */
export const stackedShares = {
  field: {unit: 'percentunit', min: 0, max: 1},
  style: {stacking: {mode: 'normal', group: 'shares'}, fillOpacity: 40},
} as const

/** A line where a limit is, and a tint beyond it. */
export const withLimit = {thresholdsStyle: {mode: 'dashed+area'}} as const satisfies TimeSeriesStyle

export interface StateOptions extends PanelText {
  readonly field: FieldConfig
}

/** A strip for each series, coloured by its state. */
export function statePanel(name: PanelName, {field, ...text}: StateOptions): Panel {
  return {
    ...panelBase(name, text),
    type: 'state-timeline',
    options: {
      ...{mergeValues: true, showValue: 'never', rowHeight: 0.9, perPage: 20},
      legend: {displayMode: 'list', placement: 'bottom', showLegend: true, calcs: []},
      tooltip: {mode: 'single', sort: 'none'},
    },
    fieldConfig: {
      defaults: {
        ...{color: {mode: 'thresholds'}, noValue: text.noValue, ...field},
        custom: {fillOpacity: 80, lineWidth: 0, insertNulls: false, spanNulls: false},
      },
      overrides: [],
    },
  }
}
