import type {EffectName, EffectResult} from './table-drift.js'

/**
 * Where a warning and where drift begins: drift from `minEffect` on, a warning from half of it. A point of accuracy
 * matters more than a point of distance, so error rates have half the limit; an AUC begins at 0.5, where rows cannot be
 * told apart, and 0.5 + d / 2 is what a distance of d between two distributions allows at least.
 */
export function effectLimits(name: Exclude<EffectName, 'score'>, minEffect: number): Omit<EffectResult, 'value'> {
  switch (name) {
    case 'wasserstein':
    case 'jensen-shannon':
      return {name, warning: minEffect / 2, limit: minEffect}
    case 'error-rate':
      return {name, warning: minEffect / 4, limit: minEffect / 2}
    case 'auc':
      return {name, warning: 0.5 + minEffect / 4, limit: 0.5 + minEffect / 2}
  }
}

/** Limits that a person named for one column: half way to drift is a warning, as ever. */
export function chosenLimits(name: Exclude<EffectName, 'score'>, limit: number): Omit<EffectResult, 'value'> {
  const base = name === 'auc' ? 0.5 : 0
  return {name, warning: base + (limit - base) / 2, limit}
}
