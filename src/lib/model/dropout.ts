import {randomWords} from '../statistics/random.js'
import type {Kernels, Pointer} from './kernels/kernels.js'

/** Draws dropout masks into kernel memory: 0 with probability `rate`, else 1 / (1 - rate). */
export interface DropoutMasks {
  /** Fills the next `count` numbers, a multiple of 4. */
  draw(mask: Pointer, count: number): void
}

export function createDropoutMasks(kernels: Kernels, rate: number, seed: number): DropoutMasks {
  const state = kernels.allocate(16)
  kernels.words(state, 16).set(randomWords(`${seed}/dropout`, 16))
  const threshold = Math.round(rate * 0x7fffffff)
  const scale = 1 / (1 - rate)
  return {draw: (mask, count) => kernels.dropoutMask(mask, count, state, threshold, scale)}
}
