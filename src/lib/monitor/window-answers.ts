import type {WindowRequest, WindowResponse} from './window-messages.js'
import {createWindowComparison, type MonitoredReference, type WindowComparison} from './window-comparison.js'

/** What a thread does that counts references, and compares windows with them: undefined where nobody waits. */
export function createWindowAnswers(): (request: WindowRequest) => Promise<WindowResponse | undefined> {
  const comparisons = new Map<string, WindowComparison>()
  return async (request) => {
    const {kind, key} = request
    if (kind === 'load') {
      comparisons.set(key, comparisonWith(request.reference))
      return undefined
    }
    if (kind === 'forget') {
      comparisons.delete(key)
      return undefined
    }
    const compare = comparisons.get(key)
    if (compare === undefined) return {kind: 'failed', key, message: `The reference of ${key} was not loaded.`}
    try {
      const started = performance.now()
      const result = await compare(request.window)
      return {kind: 'compared', key, seconds: (performance.now() - started) / 1000, result}
    } catch (error) {
      // One window that cannot be compared says nothing of the next one.
      return {kind: 'failed', key, message: error instanceof Error ? error.message : String(error)}
    }
  }
}

/** A reference that cannot be counted is reported with each window, and leaves those of other models alone. */
function comparisonWith(reference: MonitoredReference): WindowComparison {
  try {
    return createWindowComparison(reference)
  } catch (error) {
    return () => {
      throw error
    }
  }
}
