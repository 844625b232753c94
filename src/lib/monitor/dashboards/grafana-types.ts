import type * as barchart from '@grafana/grafana-foundation-sdk/barchart'
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus'
import type * as stat from '@grafana/grafana-foundation-sdk/stat'
import type * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline'
import type * as table from '@grafana/grafana-foundation-sdk/table'
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries'

/**
 * What JSON of a published type of Grafana looks like: the words of an enumeration in place of its members, no methods, and
 * nothing is changed later. The types are there when this is compiled; nothing of their package is in what is shipped.
 */
export type Plain<T> = 0 extends 1 & T
  ? unknown
  : T extends string
    ? `${T}`
    : T extends number
      ? PlainNumber<T>
      : T extends readonly (infer Element)[]
        ? readonly Plain<Element>[]
        : T extends object
          ? {readonly [Key in keyof T as T[Key] extends () => void ? never : Key]: Plain<T[Key]>}
          : T

type PlainNumber<T extends number> = number extends T
  ? number
  : `${T}` extends `${infer Value extends number}`
    ? Value
    : never

// Grafana 12 reads files of the first version alone.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export type Dashboard = Plain<dashboard.Dashboard>
export type RowPanel = Plain<dashboard.RowPanel>
export type Variable = Plain<dashboard.VariableModel>
export type Annotation = Plain<dashboard.AnnotationQuery>
/** What all kinds of panels know; `custom` is of one kind. */
export type FieldConfig = Omit<Plain<dashboard.FieldConfig>, 'custom'>
export type Mapping = Plain<dashboard.ValueMapping>
export type Override = Plain<dashboard.FieldConfigSource>['overrides'][number]
export type Query = Plain<prometheus.Dataquery> & {readonly refId: string}

/** Of a panel, what its kind decides. */
interface Kind<Type extends string, Options, Custom> {
  readonly type: Type
  readonly options: Plain<Options>
  readonly fieldConfig: {
    readonly defaults: FieldConfig & {readonly custom?: Plain<Custom>}
    readonly overrides: readonly Override[]
  }
}

type Kinds =
  | Kind<'stat', stat.Options, never>
  | Kind<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | Kind<'barchart', barchart.Options, barchart.FieldConfig>
  | Kind<'state-timeline', statetimeline.Options, statetimeline.FieldConfig>
  | Kind<'table', table.Options, table.FieldConfig>

/** A panel without its place on the page. */
export type Panel = Kinds &
  Omit<Plain<dashboard.Panel>, 'type' | 'options' | 'fieldConfig' | 'targets' | 'gridPos' | 'id'> & {
    readonly id: number
    readonly title: string
    readonly description: string
    readonly targets: readonly Query[]
  }

export type TimeSeriesStyle = Plain<timeseries.FieldConfig>
/** Of a field, what lines and tables know besides. */
export type FieldStyle = TimeSeriesStyle | Partial<Plain<table.FieldConfig>>
export type Steps = Plain<dashboard.ThresholdsConfig>['steps']
