import {html, type Html} from '../report/html.js'

/** '14:05', UTC. */
export function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 16)
}

/** A moment: in UTC, and where a script runs as long ago as it is. */
export function moment(time: number): Html {
  const iso = new Date(time).toISOString()
  return html`<time datetime="${iso}" title="${iso.slice(0, 19).replace('T', ' ')} UTC">${iso.slice(11, 16)} UTC</time>`
}
