import type {Column} from '../../src/lib/dataset/table.js'
import type {DriftStatus} from '../../src/lib/drift/table-drift.js'
import type {WindowSnapshot} from '../../src/lib/monitor/row-window.js'
import type {WindowComparison} from '../../src/lib/monitor/window-comparison.js'

/** Looks in a month, evenly over its rows. */
export const looksInMonth = 10

/**
 * What a server says that looks at its window all along, not at the end of a month alone: as a month's rows come, those
 * of the month before leave. In the first month the window is still filling.
 *
 * @param months - all with as many rows, which is what the window holds
 * @returns statuses of the table, `looksInMonth` a month
 */
export async function lookOften(
  months: readonly WindowSnapshot[],
  comparison: WindowComparison,
): Promise<readonly DriftStatus[]> {
  const statuses: DriftStatus[] = []
  for (const [index, month] of months.entries()) {
    for (let look = 1; look <= looksInMonth; look++) {
      const come = Math.round((month.table.rows * look) / looksInMonth)
      const window = slide(index === 0 ? null : months[index - 1]!, month, come)
      statuses.push((await comparison(window)).drift.status)
    }
  }
  return statuses
}

/** The rows of a month that have come, behind those of the one before that have not left. */
function slide(before: WindowSnapshot | null, month: WindowSnapshot, come: number): WindowSnapshot {
  const numbers = <T extends Float64Array | Int32Array | Uint8Array>(old: T | undefined, values: T): T => {
    const left = old?.subarray(come) ?? values.subarray(0, 0)
    const joined = new (values.constructor as new (length: number) => T)(left.length + come)
    joined.set(left)
    joined.set(values.subarray(0, come), left.length)
    return joined
  }
  const columns = month.table.columns.map((column, place): Column => {
    const old = before?.table.columns[place]
    if (column.kind === 'number') {
      return {...column, values: numbers(old?.kind === 'number' ? old.values : undefined, column.values)}
    }
    if (old?.kind === 'category' && old.categories.join() !== column.categories.join()) {
      throw new Error(`${column.name} has other categories than the month before`)
    }
    return {...column, codes: numbers(old?.kind === 'category' ? old.codes : undefined, column.codes)}
  })
  const {predicted, confidence, sources} = month.outputs
  const outputs = {
    predicted: numbers(before?.outputs.predicted, predicted),
    confidence: numbers(before?.outputs.confidence, confidence),
    sources: sources && numbers(before?.outputs.sources ?? undefined, sources),
  }
  return {table: {rows: outputs.predicted.length, columns}, outputs}
}
