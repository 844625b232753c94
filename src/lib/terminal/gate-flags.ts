import type {GateBoundChoices} from '../model/gate-bounds.js'
import {numberFlag, sharesFlag} from './flags.js'

const share = numberFlag({minimum: 0, maximum: 1})
const helpGroup = 'GATES'

/** Bounds of the quality gates. Without defaults: only what is given goes before what was agreed. */
export const gateFlags = {
  'min-accuracy': share({helpGroup, summary: 'Accuracy must be above it. Default: 0.85.'}),
  'max-accuracy': share({helpGroup, summary: 'Accuracy must be below it; 1 for any. Default: 0.95.'}),
  'max-spread': share({helpGroup, summary: 'Accuracies must be closer than this; 1 for any. Default: 0.05.'}),
  'class-share-tolerance': numberFlag({minimum: 0})({
    helpGroup,
    summary: 'How far the answers of a class may be from their expected number. Default: 0.15.',
  }),
  'class-shares': sharesFlag({helpGroup, summary: 'Expected share of each class. Default: all equal.'}),
  'min-probability': share({helpGroup, summary: 'Every highest probability must be above it. Default: 0.4.'}),
  'min-mean-probability': share({helpGroup, summary: 'Their mean must be above it. Default: 0.7.'}),
  'min-top-probability': share({helpGroup, summary: 'Some must be above it. Default: 0.99.'}),
}

const boundOf = {
  'min-accuracy': 'minimumAccuracy',
  'max-accuracy': 'maximumAccuracy',
  'max-spread': 'maximumSpread',
  'class-share-tolerance': 'classShareTolerance',
  'class-shares': 'classShares',
  'min-probability': 'minimumProbability',
  'min-mean-probability': 'minimumMeanProbability',
  'min-top-probability': 'minimumTopProbability',
} as const satisfies Record<keyof typeof gateFlags, keyof GateBoundChoices>

type GateFlagValues = {readonly [Flag in keyof typeof gateFlags]?: number | readonly number[] | undefined}

export function gateBoundsOf(flags: GateFlagValues): GateBoundChoices {
  return Object.fromEntries(gateFlagNames.map((flag) => [boundOf[flag], flags[flag]]))
}

/** The flags as they were given, for a command line that repeats them. */
export function givenGateFlags(flags: GateFlagValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    gateFlagNames.flatMap((flag) => {
      const value = flags[flag]
      return value === undefined ? [] : [[flag, typeof value === 'number' ? String(value) : value.join()] as const]
    }),
  )
}

const gateFlagNames = Object.keys(boundOf) as (keyof typeof gateFlags)[]
