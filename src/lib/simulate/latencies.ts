import type {Latency} from '../report/simulate-report.js'
import type {Histogram} from './client-packages.js'

/** Microseconds: an hour. What takes longer counts as that. */
const longest = 3_600_000_000
/** Each figure is right within 0.1 %. */
const digits = 3

/** How long requests took, in a histogram whose memory does not grow with them. */
export class Latencies {
  private constructor(
    private readonly histogram: Histogram,
    private greatest = 0,
  ) {}

  static async create(): Promise<Latencies> {
    const {Histogram} = await import('./client-packages.js')
    return new Latencies(new Histogram(1, longest, digits))
  }

  add(milliseconds: number): void {
    this.histogram.recordValue(Math.min(longest, Math.max(1, Math.round(milliseconds * 1_000))))
    this.greatest = Math.max(this.greatest, milliseconds)
  }

  addAll(other: Latencies): void {
    if (other.histogram.totalCount > 0) this.histogram.add(other.histogram)
    this.greatest = Math.max(this.greatest, other.greatest)
  }

  reset(): void {
    this.histogram.reset()
    this.greatest = 0
  }

  figures(): Latency {
    if (this.histogram.totalCount === 0) return {p50: null, p90: null, p99: null, max: null}
    const at = (percentile: number): number => this.histogram.getValueAtPercentile(percentile) / 1_000
    return {p50: at(50), p90: at(90), p99: at(99), max: Math.round(this.greatest * 1_000) / 1_000}
  }
}
