import {style} from './style.js'
import {renderTable} from './text-table.js'
import {textWidth} from './text-width.js'

/** A command to go on with, and why. */
export type SuggestedStep = readonly [command: string, reason: string]

const width = 100

/** Commands with the reasons beside them, or below them where the lines would grow too long. A command stays one line. */
export function renderSteps(steps: readonly SuggestedStep[], indent = ''): string {
  const table = renderTable({
    columns: [{title: ''}, {title: ''}],
    rows: steps.map(([command, reason]) => [`${indent}${style.accent(command)}`, style.dim(reason)]),
  })
  if (table.split('\n').every((line) => textWidth(line) <= width)) return table
  return steps
    .map(([command, reason]) => `${indent}${style.accent(command)}\n${indent}  ${style.dim(reason)}`)
    .join('\n')
}
