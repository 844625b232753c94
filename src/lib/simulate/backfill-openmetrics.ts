import type {MetricFamily, ScrapedSeries} from './backfill-series.js'

/** Labels that a scrape adds to what it reads. */
export interface TargetLabels {
  readonly job: string
  readonly instance: string
}

/** Pieces of about so many characters are handed on. */
const PIECE = 1_000_000

/** That of the first metric in every such file, by which it is known again. */
export const firstLine = '# HELP up 1 for each scrape: mlops simulate --backfill answered it.'

/**
 * The scrapes as OpenMetrics text in pieces: metric after metric, series after series, each in order of time, with the
 * labels that a scrape adds and the series `up` that it makes.
 *
 * Upper bounds of buckets stay as the server writes them ("1", not "1.0"), so that the series are those which a
 * Prometheus has of the server itself.
 */
export function* openMetricsText(scraped: ScrapedSeries, labels: TargetLabels): Generator<string, void, undefined> {
  const times = scraped.times.map((time) => ` ${time / 1_000}\n`)
  const added = `instance="${escapeLabel(labels.instance)}",job="${escapeLabel(labels.job)}"`
  let piece = `${firstLine}\n# TYPE up gauge\n`
  for (const time of times) piece += `up{${added}} 1${time}`
  for (const family of scraped.families.values()) {
    if (family.series.size === 0) continue
    piece += headOf(family)
    for (const [key, series] of family.series) {
      const start = key.endsWith('}') ? `${key.slice(0, -1)},${added}} ` : `${key}{${added}} `
      for (const [moment, value] of scraped.pointsOf(series)) piece += start + formatValue(value) + times[moment]!
      if (piece.length < PIECE) continue
      yield piece
      piece = ''
    }
  }
  yield `${piece}# EOF\n`
}

/** A counter bears its name without the ending of its series. */
function headOf({name, type, help}: MetricFamily): string {
  const family = type === 'counter' ? name.replace(/_total$/, '') : name
  return `# HELP ${family} ${help.replaceAll('"', String.raw`\"`)}\n# TYPE ${family} ${type}\n`
}

function formatValue(value: number): string {
  if (value !== value) return 'NaN'
  if (Math.abs(value) === Infinity) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}

function escapeLabel(text: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
}
