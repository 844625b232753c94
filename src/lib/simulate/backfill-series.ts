/** A metric with all its series. */
export interface MetricFamily {
  /** As the text of a scrape names it. */
  readonly name: string
  /** 'counter', 'gauge', 'histogram' or 'summary'. */
  readonly type: string
  /** Escaped as in the text of a scrape. */
  readonly help: string
  /** By name and labels. */
  readonly series: Map<string, number>
}

/** What was seen of a metric: its name, type and help stand above its series. */
const comment = /^# (HELP|TYPE) (\S+) ?(.*)$/

/**
 * Scrapes in columns: a value for each series and moment. A database of metrics takes series after series, each in order
 * of time, and not scrape after scrape.
 */
export class ScrapedSeries {
  readonly families = new Map<string, MetricFamily>()
  samples = 0
  /** Shape [series][moments]; what was not there at a moment is marked by `absent`. */
  private readonly values: Float64Array[] = []
  private readonly absent: Uint8Array[] = []

  /** @param times - of all scrapes, milliseconds since the epoch, ascending */
  constructor(readonly times: readonly number[]) {}

  get count(): number {
    return this.values.length
  }

  /**
   * Takes the text of a scrape, of version 0.0.4 of the format.
   *
   * @param moment - which of the times
   */
  take(text: string, moment: number): void {
    let family: MetricFamily | undefined
    for (const line of text.split('\n')) {
      if (line === '') continue
      if (line.startsWith('#')) {
        const [, kind, name, rest = ''] = comment.exec(line) ?? []
        if (kind === 'HELP') this.declare(name!, {help: rest})
        if (kind === 'TYPE') family = this.declare(name!, {type: rest})
        continue
      }
      const end = line.lastIndexOf(' ')
      this.put(family!, line.slice(0, end), {moment, value: parseValue(line.slice(end + 1))})
    }
  }

  /** Each moment at which the series was there, in order of time. */
  *pointsOf(series: number): Generator<readonly [moment: number, value: number]> {
    const [values, absent] = [this.values[series]!, this.absent[series]!]
    for (let moment = 0; moment < values.length; moment++) if (absent[moment] === 0) yield [moment, values[moment]!]
  }

  private declare(name: string, {help = '', type = 'unknown'}: {help?: string; type?: string}): MetricFamily {
    const known = this.families.get(name)
    const family =
      known === undefined
        ? {name, help, type, series: new Map<string, number>()}
        : known.type === 'unknown'
          ? {...known, type}
          : known
    this.families.set(name, family)
    return family
  }

  private put({series}: MetricFamily, key: string, {moment, value}: {readonly moment: number; readonly value: number}) {
    let place = series.get(key)
    if (place === undefined) {
      place = this.values.length
      series.set(key, place)
      this.values.push(new Float64Array(this.times.length))
      this.absent.push(new Uint8Array(this.times.length).fill(1))
    }
    this.values[place]![moment] = value
    this.absent[place]![moment] = 0
    this.samples++
  }
}

/** prom-client writes "Nan", "+Inf" and "-Inf". */
function parseValue(text: string): number {
  if (text.endsWith('Inf')) return text.startsWith('-') ? -Infinity : Infinity
  return Number(text)
}
