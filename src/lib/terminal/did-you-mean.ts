import {nearestName} from '../dataset/nearest-name.js'

/** The command, flag or value that was meant: a near spelling, or the only one that begins so. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const begins = word.toLowerCase()
  const begun = candidates.filter((candidate) => begins.length >= 3 && candidate.toLowerCase().startsWith(begins))
  return nearestName(word, candidates) ?? (begun.length === 1 ? begun[0] : undefined)
}
