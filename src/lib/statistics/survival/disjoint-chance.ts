/**
 * Chance that two samples of one continuous distribution do not overlap: 2 of the C(n + m, n) orders of their rows.
 *
 * @param sizes - rows of either sample, >= 1
 * @returns 0 .. 1
 */
export function disjointChance(sizes: readonly [number, number]): number {
  const smaller = Math.min(...sizes)
  const larger = Math.max(...sizes)
  let chance = 2
  for (let row = 1; row <= smaller && chance > 0; row++) chance *= row / (larger + row)
  return Math.min(1, chance)
}
