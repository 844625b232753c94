import type {Dashboard, Panel} from '../../../src/lib/monitor/dashboards/grafana-types.js'

/** An expression of a dashboard, and where it stands. */
export interface Expression {
  readonly place: string
  readonly text: string
  /** Whether it is asked for all the time that is shown, or for its end alone. */
  readonly isRange: boolean
}

/** Panels that are not rows. */
export function panelsOf({panels = []}: Dashboard): readonly Panel[] {
  return panels.filter((panel) => panel.type !== 'row') as unknown as readonly Panel[]
}

/** Of all panels and annotations. */
export function expressionsOf(dashboard: Dashboard): readonly Expression[] {
  return [
    ...panelsOf(dashboard).flatMap(({title, targets}) =>
      targets.map(({refId, expr, range}) => ({place: `${title}: ${refId}`, text: expr, isRange: range === true})),
    ),
    ...(dashboard.annotations.list ?? []).flatMap(({name, expr}) =>
      expr === undefined ? [] : [{place: `annotation ${name}`, text: expr, isRange: true}],
    ),
  ]
}

/** Queries that the values of variables come from: of a label of some series. */
export function variableQueriesOf({templating: {list = []}}: Dashboard): readonly {
  readonly name: string
  readonly series: string
  readonly label: string
}[] {
  return list.flatMap(({name, definition}) => {
    const [, series, label] = /^label_values\((.*), (\w+)\)$/s.exec(definition ?? '') ?? []
    return series === undefined ? [] : [{name, series, label: label!}]
  })
}

/** Variables that a text names, without those that Grafana itself knows. */
export function variablesIn(text: string): readonly string[] {
  const names = text.matchAll(/\$(?:(\w+)|\{(\w+)(?:[:.][\w.]+)*\})/g)
  return Array.from(names, ([, plain, braced]) => plain ?? braced!).filter((name) => !name.startsWith('__'))
}

/** Puts values in place of variables, as Grafana does with names that need no quoting. */
export function interpolated(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\w+)/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`Nothing is known of $${name}.`)
    return value
  })
}
