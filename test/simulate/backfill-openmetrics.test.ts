import {expect} from 'chai'
import {firstLine, openMetricsText} from '../../src/lib/simulate/backfill-openmetrics.js'
import {ScrapedSeries} from '../../src/lib/simulate/backfill-series.js'

const target = {job: 'mlops', instance: 'host:1'}

function textOf(...scrapes: readonly string[]): string {
  const scraped = new ScrapedSeries(scrapes.map((_, index) => (index + 1) * 3_600_000))
  for (const [moment, text] of scrapes.entries()) scraped.take(text, moment)
  return [...openMetricsText(scraped, target)].join('')
}

/** Without the series that a scrape makes itself. */
function linesOf(...scrapes: readonly string[]): readonly string[] {
  return textOf(...scrapes)
    .split('\n')
    .slice(2 + scrapes.length)
}

const counter = (value: number): string =>
  `# HELP answers_total Rows.\n# TYPE answers_total counter\nanswers_total{class="a b"} ${value}\nanswers_total{class="c"} 0\n`

describe('Scrapes as OpenMetrics text', () => {
  it('stand series after series in order of time, in seconds, with the labels that a scrape adds', () => {
    expect(linesOf(counter(1), counter(5))).to.deep.equal([
      '# HELP answers Rows.',
      '# TYPE answers counter',
      'answers_total{class="a b",instance="host:1",job="mlops"} 1 3600',
      'answers_total{class="a b",instance="host:1",job="mlops"} 5 7200',
      'answers_total{class="c",instance="host:1",job="mlops"} 0 3600',
      'answers_total{class="c",instance="host:1",job="mlops"} 0 7200',
      '# EOF',
      '',
    ])
  })

  it('begin with the series that tells that each scrape succeeded', () => {
    expect(textOf(counter(1), counter(2)).split('\n').slice(0, 4)).to.deep.equal([
      firstLine,
      '# TYPE up gauge',
      'up{instance="host:1",job="mlops"} 1 3600',
      'up{instance="host:1",job="mlops"} 1 7200',
    ])
  })

  it('leave out moments at which a series was not there', () => {
    const later = '# HELP late Late.\n# TYPE late gauge\nlate 0.5\n'
    expect(linesOf(counter(1), counter(2) + later, counter(3)).filter((line) => line.startsWith('late'))).to.deep.equal(
      ['late{instance="host:1",job="mlops"} 0.5 7200'],
    )
  })

  it('keep what is no number', () => {
    const gauge = (value: string): string => `# HELP g G.\n# TYPE g gauge\ng ${value}\n`
    expect(linesOf(gauge('Nan'), gauge('+Inf'), gauge('-Inf'), gauge('1e-7')).slice(2, 6)).to.deep.equal([
      'g{instance="host:1",job="mlops"} NaN 3600',
      'g{instance="host:1",job="mlops"} +Inf 7200',
      'g{instance="host:1",job="mlops"} -Inf 10800',
      'g{instance="host:1",job="mlops"} 1e-7 14400',
    ])
  })

  it('keep the buckets of a histogram as the server names them', () => {
    const histogram =
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 3\nh_sum 4.5\nh_count 3\n'
    expect(linesOf(histogram)).to.deep.equal([
      '# HELP h H.',
      '# TYPE h histogram',
      'h_bucket{le="1",instance="host:1",job="mlops"} 2 3600',
      'h_bucket{le="+Inf",instance="host:1",job="mlops"} 3 3600',
      'h_sum{instance="host:1",job="mlops"} 4.5 3600',
      'h_count{instance="host:1",job="mlops"} 3 3600',
      '# EOF',
      '',
    ])
  })

  it('escape quotation marks in a help text, which the text of a scrape need not', () => {
    const text = '# HELP g Says "yes" \\\\ or\\nno.\n# TYPE g gauge\ng 1\n'
    expect(linesOf(text)[0]).to.equal('# HELP g Says \\"yes\\" \\\\ or\\nno.')
  })

  it('escape the labels that are added', () => {
    const scraped = new ScrapedSeries([1_000])
    scraped.take(counter(1), 0)
    const text = [...openMetricsText(scraped, {job: 'a "b" \\', instance: 'host:1'})].join('')
    expect(text).to.include('job="a \\"b\\" \\\\"} 1 1\n')
  })

  it('come in pieces of about a megabyte', () => {
    const series = Array.from({length: 200}, (_, place) => `many{place="${place}"} ${place}\n`).join('')
    const scraped = new ScrapedSeries(Array.from({length: 300}, (_, index) => index * 1_000))
    for (let moment = 0; moment < 300; moment++) scraped.take(`# HELP many M.\n# TYPE many gauge\n${series}`, moment)
    const pieces = [...openMetricsText(scraped, target)]
    expect(pieces.length).to.be.greaterThan(2)
    expect(Math.max(...pieces.map(({length}) => length))).to.be.lessThan(1_100_000)
    expect(scraped.samples).to.equal(60_000)
  })
})
