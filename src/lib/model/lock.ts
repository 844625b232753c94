import {setTimeout as sleep} from 'node:timers/promises'
import {MlopsError} from '../errors.js'
import type {Random} from '../statistics/random.js'
import {isAbandoned, listClaims, makeClaim, removeClaim, type Claim} from './registry-claim.js'

export interface LockOptions {
  readonly now: () => Date
  /** Spreads the waiting of processes that met once, so that they do not meet again. */
  readonly random: Random
  /** How long to wait for another holder before giving up. */
  readonly waitMs?: number
}

/** A change of the aliases takes milliseconds; a holder that is silent for so long sleeps or is gone. */
export const lockMaximumAgeMs = 30_000
const defaultWaitMs = 5_000
const firstPauseMs = 2
const longestPauseMs = 100

/**
 * Runs `work` while no other process holds the registry's lock.
 *
 * Each contender first makes a claim of its own, then looks: who sees no other living claim holds the lock, who sees
 * one withdraws and waits. Of two that start together at least the later sees the other, so there are never two
 * holders, and taking away a dead claim cannot hit a living one, because no two claims share a name.
 *
 * @param work - gets a folder of its own in the registry. What it renames out of there takes effect only while the
 *   claim stands: a holder that slept beyond the lock's age finds its folder gone
 * @throws MlopsError `REGISTRY_BUSY` when the lock did not come free in time
 */
export async function withLock<R>(
  registry: string,
  options: LockOptions,
  work: (workspace: string) => Promise<R>,
): Promise<R> {
  const workspace = await acquire(registry, options)
  try {
    return await work(workspace)
  } finally {
    await removeClaim(workspace).catch(() => undefined)
  }
}

async function acquire(registry: string, {now, random, waitMs = defaultWaitMs}: LockOptions): Promise<string> {
  let waitedMs = 0
  for (let longest = firstPauseMs; ; longest = Math.min(2 * longest, longestPauseMs)) {
    // Looking before claiming keeps waiting processes out of each other's way.
    let holder = await otherHolder(registry, now())
    if (holder === undefined) {
      const own = await makeClaim(registry, 'lock', now())
      try {
        holder = await otherHolder(registry, now(), own)
        if (holder === undefined) return own
      } catch (error) {
        await removeClaim(own)
        throw error
      }
      await removeClaim(own)
    }
    if (waitedMs >= waitMs) throw busy(registry, holder, waitedMs)
    const pause = longest * (0.5 + 0.5 * random())
    await sleep(pause)
    waitedMs += pause
  }
}

async function otherHolder(registry: string, now: Date, own?: string): Promise<Claim | undefined> {
  let holder: Claim | undefined
  for (const claim of await listClaims(registry, 'lock')) {
    if (claim.path === own) continue
    if (isAbandoned(claim, now, lockMaximumAgeMs)) await removeClaim(claim.path).catch(() => undefined)
    else holder ??= claim
  }
  return holder
}

function busy(registry: string, {pid, host, since, path}: Claim, waitedMs: number): MlopsError {
  return new MlopsError('REGISTRY_BUSY', {
    message:
      `${registry} is locked by process ${pid} on ${host} since ${since.toISOString()}; ` +
      `gave up after ${(waitedMs / 1000).toFixed(1)} s.`,
    suggestion: `Try again when that process has ended. If it has, remove the folder ${path}.`,
  })
}
