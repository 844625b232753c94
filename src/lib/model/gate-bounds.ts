import type {GateBounds} from '../dataset/description.js'
import {Entry} from '../dataset/data-package-entry.js'
import {parseGateBounds as parseEntry} from '../dataset/data-package-mlops.js'
import {MlopsError} from '../errors.js'

/** Bounds of every gate: what `evaluateGates` works with. Without shares, each class is expected equally often. */
export type ResolvedGateBounds = Required<Omit<GateBounds, 'classShares'>> & Pick<GateBounds, 'classShares'>

/** What is demanded when nobody agreed on anything else; docs/gates.md says why. */
export const defaultGateBounds: ResolvedGateBounds = {
  minimumAccuracy: 0.85,
  maximumAccuracy: 0.95,
  maximumSpread: 0.05,
  classShareTolerance: 0.15,
  minimumProbability: 0.4,
  minimumMeanProbability: 0.7,
  minimumTopProbability: 0.99,
}

/** Bounds as flags give them: those that were not given are there as undefined. */
export type GateBoundChoices = {readonly [Name in keyof GateBounds]: GateBounds[Name] | undefined}

/**
 * Joins bounds of several sources; the first that names one wins, then the default.
 *
 * @throws MlopsError `GATES_INVALID` when no model could pass
 */
export function resolveGateBounds(...sources: readonly (GateBoundChoices | undefined)[]): ResolvedGateBounds {
  const given = [defaultGateBounds, ...sources.toReversed()].flatMap((source) => Object.entries(source ?? {}))
  const bounds = Object.fromEntries(given.filter(([, bound]) => bound !== undefined)) as unknown as ResolvedGateBounds
  if (bounds.minimumAccuracy >= bounds.maximumAccuracy) {
    throw new MlopsError('GATES_INVALID', {
      message: `No model can pass: the accuracy must be above ${bounds.minimumAccuracy} and below ${bounds.maximumAccuracy}.`,
      suggestion: 'Raise maximumAccuracy (--max-accuracy), or lower minimumAccuracy (--min-accuracy).',
    })
  }
  return bounds
}

/**
 * Bounds from JSON: the same keys as `mlops.gates` in a data package.
 *
 * @param where - what to name in a message, such as the path of the file
 * @throws MlopsError `GATES_INVALID` naming the entry
 */
export function parseGateBounds(json: unknown, where: string): GateBounds {
  try {
    return parseEntry(new Entry(json, where), 0)
  } catch (error) {
    // The same faults in a data package are faults of the schema.
    if (!(error instanceof MlopsError)) throw error
    throw new MlopsError('GATES_INVALID', {message: error.message, cause: error, details: error.details})
  }
}
