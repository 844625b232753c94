import type {RunningServer} from '../lifecycle/serve.js'
import {style} from './style.js'

/** What a person needs once a server runs: which model, where, and what to try. */
export function renderServer({model, aliases, url, metricsUrl, logFolder}: RunningServer): string {
  const named = aliases.length === 0 ? '' : ` (${aliases.join(', ')})`
  const gates = model.passedGates ? style.good('passed its gates') : style.bad('did not pass all of its gates')
  const places: readonly (readonly [string, string])[] = [
    ['predictions', `${url}/predict`],
    ['a page to try it', `${url}/client.html`],
    ['drift, live', `${metricsUrl}/`],
    ['for Prometheus', `${metricsUrl}/metrics`],
    ...(logFolder === null ? [] : [['log', `${logFolder}/`] as const]),
  ]
  const width = Math.max(...places.map(([name]) => name.length))
  return [
    `${style.strong(`${model.name}, version ${model.version}${named}`)} answers; it ${gates}.`,
    ...places.map(([name, place]) => `  ${name.padEnd(width)}  ${style.accent(place)}`),
    style.dim('Ctrl-C ends it.'),
  ].join('\n')
}
