import {driftKinds, type DriftKind} from '../dataset/generator.js'
import {MlopsError} from '../errors.js'

/** A world that is made up as it goes. */
export interface World {
  readonly drift: DriftKind
  readonly rows: number
  readonly months: number
  readonly seed: number
}

/** As `mlops generate` makes it. */
const usualWorld: World = {drift: 'full', rows: 1_500, months: 36, seed: 42}
const bounds = {rows: [1, 1_000_000], months: [1, 120], seed: [0, Number.MAX_SAFE_INTEGER]} as const

/**
 * 'drift=concept,rows=500,months=12,seed=7', any of them, or 'concept' alone.
 *
 * @throws MlopsError `USAGE`
 */
export function parseWorld(text: string): World {
  const world: {drift: DriftKind; rows: number; months: number; seed: number} = {...usualWorld}
  for (const part of text.split(',')) {
    const [key, value = ''] = part.includes('=')
      ? part.split('=', 2).map((each) => each.trim())
      : ['drift', part.trim()]
    if (key === 'drift') {
      const kind = driftKinds.find((each) => each === value)
      if (kind === undefined) throw unusable(text, `there is no drift "${value}": choose ${driftKinds.join(', ')}`)
      world.drift = kind
    } else if (key === 'rows' || key === 'months' || key === 'seed') {
      const [least, most] = bounds[key]
      const number = value === '' ? NaN : Number(value)
      if (!Number.isSafeInteger(number) || number < least || number > most) {
        const range = `${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}`
        throw unusable(text, `${key} is "${value}", expected a whole number from ${range}`)
      }
      world[key] = number
    } else throw unusable(text, `a world has no "${key ?? ''}"`)
  }
  return world
}

function unusable(text: string, problem: string): MlopsError {
  return new MlopsError('USAGE', {
    message: `--world is ${JSON.stringify(text)}: ${problem}.`,
    suggestion: 'Give for example --world drift=concept, or --world drift=none,rows=500,months=12,seed=7.',
  })
}
