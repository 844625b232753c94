import {Counter, Gauge, Histogram, type Registry} from 'prom-client'
import type {BucketCounts, Labels} from './bucket-counts.js'

export type Samples = () => Iterable<readonly [labels: Labels, value: number]>

export interface MetricDescription {
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly string[]
}

/** One line of the text. */
interface Line {
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly sharedLabels: Labels
  readonly value: number
}

/*
 * Metrics that are read when they are scraped, and that nobody writes to before. To count through prom-client takes some
 * 80 ns a series, of which nearly all is spent on finding the labels: too much for each bin of each row of a large
 * request, and for some hundred series at each scrape.
 */

export function addGauge(registry: Registry, description: MetricDescription, samples: Samples): void {
  registry.registerMetric(scraped(new Gauge(configurationOf(description)), description, 'gauge', linesOf(samples)))
}

export function addCounter(registry: Registry, description: MetricDescription, samples: Samples): void {
  registry.registerMetric(scraped(new Counter(configurationOf(description)), description, 'counter', linesOf(samples)))
}

export function addHistogram(
  registry: Registry,
  description: MetricDescription,
  counts: () => Iterable<BucketCounts>,
): void {
  const lines = () => [...counts()].flatMap((each) => bucketLines(description.name, each))
  const metric = scraped(new Histogram(configurationOf(description)), description, 'histogram', lines)
  // What the registry calls to write the text of a histogram; its declared type does not say so.
  registry.registerMetric(Object.assign(metric, {getForPromString: () => metric.get()}))
}

function configurationOf({name, help, labelNames = []}: MetricDescription) {
  return {name, help, labelNames: [...labelNames], registers: []}
}

function scraped<T extends Gauge | Counter | Histogram>(
  metric: T,
  {name, help}: MetricDescription,
  type: string,
  lines: () => readonly Line[],
): T {
  const get = () => Promise.resolve({name, help, type, values: lines(), aggregator: 'sum'})
  return Object.assign(metric, {get})
}

const noLabels = {}

function linesOf(samples: Samples): () => readonly Line[] {
  return () => Array.from(samples(), ([sharedLabels, value]) => ({labels: noLabels, sharedLabels, value}))
}

function bucketLines(name: string, {bounds, counts, labels: sharedLabels, sum, rows}: BucketCounts): readonly Line[] {
  let below = 0
  const buckets = bounds.map((bound, place) => {
    below += counts[place]!
    return {metricName: `${name}_bucket`, labels: {le: bound}, sharedLabels, value: below}
  })
  return [
    ...buckets,
    {metricName: `${name}_bucket`, labels: {le: '+Inf'}, sharedLabels, value: rows},
    {metricName: `${name}_sum`, labels: noLabels, sharedLabels, value: sum},
    {metricName: `${name}_count`, labels: noLabels, sharedLabels, value: rows},
  ]
}
