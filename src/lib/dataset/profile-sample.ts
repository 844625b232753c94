import {createRandom} from '../statistics/random.js'

/**
 * Row numbers of a random sample, ascending; all rows when there are no more than asked for. The same every time: a
 * profile of the same table is the same profile.
 *
 * @source selection sampling, Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S
 */
export function sampleRows(candidates: Int32Array, most: number): Int32Array {
  if (candidates.length <= most) return candidates
  const random = createRandom('profile sample')
  const sample = new Int32Array(most)
  let taken = 0
  for (let index = 0; taken < most; index++) {
    if (random() * (candidates.length - index) < most - taken) sample[taken++] = candidates[index]!
  }
  return sample
}
