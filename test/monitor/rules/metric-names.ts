import {recordedSeries} from '../../../src/lib/monitor/rules/recorded-series.js'

/** Words of the query language that stand where a name may stand. */
const words = new Set(
  `and or unless by without on ignoring group_left group_right offset bool start end inf nan
  sum min max avg group stddev stdvar count count_values bottomk topk quantile`.split(/\s+/),
)

/**
 * Names of the series that a query asks for. What is called like a function is one; names of labels stand in braces, or
 * in brackets after a word such as `by`.
 */
export function seriesIn(query: string): readonly string[] {
  const bare = query
    .replace(/#.*$/gm, '')
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""')
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, ' ')
  const names = bare.matchAll(/(?<![\w.:])[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])/g)
  return [...new Set(Array.from(names, ([name]) => name).filter((name) => !words.has(name.toLowerCase())))]
}

/** Names of the series in a text of metrics, histograms by their parts. */
export function shownSeries(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(/[{ ]/, 1)[0]!),
  )
}

/** Those that no server shows and no rule records; Prometheus itself knows `up`. */
export function unknownSeries(query: string, shown: ReadonlySet<string>): readonly string[] {
  return seriesIn(query).filter((name) => name !== 'up' && !shown.has(name) && !(name in recordedSeries))
}
