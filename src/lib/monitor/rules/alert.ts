import type {PanelName} from '../dashboards/panel-ids.js'
import type {RecordedName} from './recorded-series.js'

export type Severity = 'critical' | 'warning'

/** One alert, as Prometheus and Grafana both can have it. */
export interface Alert {
  /** Alerts of one name differ in their labels. */
  readonly name: string
  readonly severity: Severity
  /** PromQL of the figure that the alert is about. */
  readonly measure: string
  readonly firesWhen: AlertCondition
  /** How long it must hold. */
  readonly for: string
  readonly labels?: Readonly<Record<string, string>>
  /** What a phone shows. */
  readonly summary: (words: AlertWords) => string
  /** Sentences with figures. */
  readonly description: (words: AlertWords) => readonly string[]
  readonly panel: PanelName
  /** Labels of the alert that the dashboard has variables for. */
  readonly variables?: readonly ('model' | 'version' | 'feature')[]
}

export interface AlertCondition {
  readonly is: 'above' | 'below'
  readonly bound: number
}

/** A count is a whole number with all its digits. */
export type FigureFormat = 'number' | 'count' | 'percent' | 'duration'

/** How a text of an alert names what is known only when it fires: Prometheus and Grafana have different templates. */
export interface AlertWords {
  /** Of a label of the alert. */
  readonly label: (name: string) => string
  /** Of the measure. */
  readonly value: (format: FigureFormat) => string
  /**
   * A sentence with other figures of the same labels, when the language can ask for them; '' otherwise.
   *
   * @param parts - texts, and the figures between them
   */
  readonly figures: (
    parts: readonly (string | {readonly of: RecordedName; readonly by: readonly string[]; readonly as: FigureFormat})[],
  ) => string
}
