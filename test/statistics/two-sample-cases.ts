import type {TwoSampleTest} from '../../src/lib/statistics/two-sample/two-sample-test.js'

/** A sample by recipe: test/golden/make_scipy_two_sample_tests.py says how. */
export interface Recipe {
  readonly shape: string
  readonly rows: number
  readonly seed: number
  readonly scale: number
  readonly shift: number
  readonly grain: number
}

/** Makes the numbers of a recipe, in the order of making. */
export function makeSample({shape, rows, seed, scale, shift, grain}: Recipe): Float64Array {
  let state = seed
  const uniform = (): number => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  const draw = (): number => {
    if (shape === 'constant') return 1
    if (shape === 'sum') return uniform() + uniform() + uniform() + uniform() - 2
    const u = uniform()
    return shape === 'ratio' ? u / (1 - u) : u
  }
  return Float64Array.from({length: rows}, () => {
    const value = draw() * scale + shift
    return grain === 0 ? value : Math.floor(value / grain) * grain
  })
}

export function sorted(values: readonly number[] | Float64Array): Float64Array {
  return Float64Array.from(values).sort()
}

export type Test = (reference: Float64Array, current: Float64Array) => TwoSampleTest
