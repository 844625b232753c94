import {BucketCounts} from './bucket-counts.js'

/** From 0.5 ms, what a prediction takes at most when all is well, to the time of which every client tires. */
export const durationBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

/** Kinds of requests that get a series of their own: there are some tens of routes and codes. */
const MOST_KINDS = 500

const OTHER_ROUTE = 'other'

export interface RequestKind {
  readonly method: string
  /** Its pattern, not the path. */
  readonly route: string
  readonly code: number
}

/** Durations of requests in seconds, by method, route and status code. */
export class RequestCounts {
  private readonly series = new Map<string, BucketCounts>()

  /** The counts of a kind of request; they are shown from now on, at 0 as long as nothing was observed. */
  of({method, route, code}: RequestKind): BucketCounts {
    const key = `${code} ${method} ${route}`
    const known = this.series.get(key)
    if (known !== undefined) return known
    // Whoever asks for ever new things does not get a series for each.
    if (this.series.size >= MOST_KINDS && route !== OTHER_ROUTE) return this.of({method: '', route: OTHER_ROUTE, code})
    const counts = new BucketCounts(durationBounds, {method, route, code: String(code)})
    this.series.set(key, counts)
    return counts
  }

  all(): Iterable<BucketCounts> {
    return this.series.values()
  }
}
