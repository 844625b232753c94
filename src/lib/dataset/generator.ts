import {createNormal, createRandom} from '../statistics/random.js'

/** What moves as the months pass: nothing, the customers, what causes risk, or both. */
export const driftKinds = ['none', 'covariate', 'concept', 'full'] as const
export type DriftKind = (typeof driftKinds)[number]

export interface MonthOptions {
  /** 0 is the reference; month 1 is the first one live. */
  readonly month: number
  readonly rows: number
  readonly seed: number
  readonly drift: DriftKind
}

/** Lines of a chunk: about half a megabyte. */
const chunkRows = 10_000

const header = 'training;age;emergency_braking;braking_distance;power;miles;risk;group_name;group'

/**
 * The customers of one month of the example's car insurer, as CSV text: the causal world that the example learns.
 * The same options give the same bytes on every machine.
 *
 * People grow older and drive less, cars brake for themselves more often (covariate drift); ability counts less for
 * risk (concept drift). Late miles turn negative in the tail: that is the world's, and kept.
 */
export function generateMonth(options: MonthOptions): string {
  return [...generateMonthChunks(options)].join('')
}

/** The same text in pieces, so that a month of millions of rows need not be held at once. */
export function* generateMonthChunks({month, rows, seed, drift}: MonthOptions): Generator<string, void, undefined> {
  const random = createRandom(`${seed}/${month}`)
  const normal = createNormal(random)
  const moved = drift === 'covariate' || drift === 'full' ? month : 0
  const abilityWeight = 4 - 0.1 * (drift === 'concept' || drift === 'full' ? month : 0)
  let lines = [header]
  for (let row = 0; row < rows; row++) {
    const training = random() < 0.2 ? 1 : 0
    const bornAge = Math.min(100, Math.max(16, skewNormal(normal, {shape: 16, location: 18, scale: 22})))
    const age = round(bornAge + 0.1 * moved + 0.1 * normal())
    const emergencyBraking = random() < 0.4 + 0.015 * moved ? 1 : 0
    const brakingDistance = round(40 + 5 * normal())
    const power = round(skewNormal(normal, {shape: 2, location: 100, scale: 50}))
    const miles = round(skewNormal(normal, {shape: 4, location: 25, scale: 25}) - moved + normal())
    const safety = emergencyBraking - (brakingDistance - 40) / 5 - Math.abs(power - 100) / 50 + 0.1 * normal()
    const ability = training - Math.abs(age - 35) / 22 + 0.1 * normal()
    const risk = round(-(ability * abilityWeight + safety - Math.abs(miles - 25) / 25 + 0.1 * normal()))
    const group = riskGroup(risk)
    lines.push(
      `${training};${age};${emergencyBraking};${brakingDistance};${power};${miles};${risk};${groupNames[group]};${group}`,
    )
    if (lines.length >= chunkRows) {
      yield lines.join('\n') + '\n'
      lines = []
    }
  }
  if (lines.length > 0) yield lines.join('\n') + '\n'
}

const groupNames = ['high', 'medium', 'low'] as const

/** The population's terciles in month 0, so that the insurer's groups start equal. */
function riskGroup(risk: number): 0 | 1 | 2 {
  if (risk > 3.42) return 0
  return risk < 1.39 ? 2 : 1
}

/** Four decimals, as the file shows them: risk follows from the values that a reader of the file sees. */
function round(value: number): number {
  return Number(value.toFixed(4))
}

/** Azzalini's skew-normal distribution, from two standard normal numbers. */
function skewNormal(
  normal: () => number,
  {shape, location, scale}: {readonly shape: number; readonly location: number; readonly scale: number},
): number {
  const delta = shape / Math.sqrt(1 + shape * shape)
  return location + scale * (delta * Math.abs(normal()) + Math.sqrt(1 - delta * delta) * normal())
}
