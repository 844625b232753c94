import {hash} from 'node:crypto'

/** 64 bits of an id, in two halves; never 0 and 0. */
export interface IdHash {
  readonly high: number
  readonly low: number
}

/**
 * Stands for an id in indexes. Of 10,000,000 ids two share it with a chance of 3 in 1,000,000; cryptographic, so that
 * clients who choose their ids cannot make it likelier by accident of their numbering.
 */
export function hashId(id: string): IdHash {
  const digest = hash('sha256', id, 'buffer')
  const high = digest.readUInt32LE(0)
  const low = digest.readUInt32LE(4)
  return {high, low: high === 0 && low === 0 ? 1 : low}
}
