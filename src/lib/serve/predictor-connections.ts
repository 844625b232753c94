import {readFileSync} from 'node:fs'
import type {Server} from 'node:http'
import type {OpenConnections} from './open-connections.js'

/** Connections of a server that was told nothing: far more than balancers keep, at 8 KB each. */
export const defaultMaximumConnections = 10_000

/** Room is made once in this time: to look at all connections for each refused one would be work for whoever floods. */
const MAKE_ROOM_EVERY_MS = 100
/** A server that is flooded says so once in this time. */
const REPORT_EVERY_MS = 10_000

export interface ConnectionLimit {
  readonly connections: OpenConnections
  readonly maximum: number
  /** Told of each connection that was refused. */
  readonly onRefused?: (() => void) | undefined
  /** Told of refused connections, at most every ten seconds, with their number since the last time. */
  readonly onManyRefused?: ((count: number) => void) | undefined
}

/**
 * Closes connections beyond the limit at once, before they cost anything. Those that wait for nothing then make room
 * for the next: kept alive after an answer, or open for a while without having asked.
 */
export function limitConnections(
  server: Server,
  {connections, maximum, onRefused, onManyRefused}: ConnectionLimit,
): void {
  server.maxConnections = maximum
  let [refused, reportedAt, madeRoomAt] = [0, -Infinity, -Infinity]
  const makeRoom = (now: number): void => {
    if (now - madeRoomAt < MAKE_ROOM_EVERY_MS) return
    madeRoomAt = now
    connections.closeUnused(now)
  }
  server.on('drop', () => {
    const now = performance.now()
    makeRoom(now)
    onRefused?.()
    refused += 1
    if (now - reportedAt < REPORT_EVERY_MS) return
    onManyRefused?.(refused)
    ;[refused, reportedAt] = [0, now]
  })
}

/** Files besides connections: log, registry, metrics. */
const FILES_KEPT_FREE = 200

/**
 * The connections that a process may hold, which the system limits as it limits open files.
 *
 * @returns `wanted`, or less where the system allows less
 */
export function affordableConnections(wanted: number, limits = readLimits()): number {
  const openFiles = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity)
  return Math.min(wanted, Math.max(openFiles - FILES_KEPT_FREE, Math.ceil(openFiles / 2)))
}

/** Empty where the system is not Linux: Node has raised its limit to the most that it may have, which is enough. */
function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}
