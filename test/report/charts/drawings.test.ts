import {expect} from 'chai'
import {comparedBars} from '../../../src/lib/report/charts/compared-bars.js'
import {comparedHistogram, miniHistogram} from '../../../src/lib/report/charts/compared-histogram.js'
import {levelLine, type LevelLine} from '../../../src/lib/report/charts/level-line.js'
import {formatTick, roundNumbers} from '../../../src/lib/report/charts/round-numbers.js'

const text = {id: 'x', title: 'A <title>', description: 'Says "this"'}

/** Texts of a drawing, without the title and the description. */
function labels(svg: {toString: () => string}): readonly string[] {
  return [...svg.toString().matchAll(/<text[^>]*>\s*([^<]*?)\s*<\/text/g)].map(([, label]) => label!)
}

const outlines = (svg: {toString: () => string}, look: string): readonly string[] =>
  [...svg.toString().matchAll(/<path[^>]* d="([^"]*)"[^>]* class="([^"]*)"/g)]
    .filter(([, , name]) => name === look)
    .map(([, d]) => d!)

describe('comparedHistogram', () => {
  const histogram = {edges: [0, 10, 20, 30, 40], reference: [0.1, 0.4, 0.4, 0.1], current: [0.4, 0.4, 0.1, 0.1]}

  it('is a picture with a title and a description, each escaped', () => {
    const svg = comparedHistogram(histogram, text).toString()
    expect(svg).to.match(/role="img"\s+aria-labelledby="x-title x-desc"/)
    expect(svg).to.contain('<title id="x-title">A &lt;title&gt;</title>').and.to.contain('Says &quot;this&quot;')
  })

  it('draws the reference and the current rows in two looks, over round numbers', () => {
    const svg = comparedHistogram(histogram, text)
    expect(outlines(svg, 'ref')).to.deep.equal(['M40 128V98H113V8H186V8H259V98H332V128'])
    expect(outlines(svg, 'cur')).to.deep.equal(['M40 128V8H113V8H186V98H259V98H332V128'])
    expect(labels(svg)).to.deep.equal(['0 %', '10 %', '20 %', '30 %', '40 %', '0', '10', '20', '30', '40'])
  })

  it('leaves out labels that would run into each other', () => {
    const edges = [0, 1, 2, 3, 4].map((edge) => 1e9 + edge * 1e5)
    const ticks = labels(comparedHistogram({...histogram, edges}, text)).filter((label) => !label.endsWith('%'))
    expect(ticks.length).to.be.within(1, 5)
  })

  it('bears one bin, a constant, huge numbers and empty sides', () => {
    for (const edges of [
      [5, 5],
      [0, 1],
      [-1.7e308, 1.7e308],
      [1e-300, 2e-300],
    ]) {
      const svg = comparedHistogram({edges, reference: [0], current: [0]}, text).toString()
      expect(svg).to.not.match(/NaN|Infinity|undefined/)
    }
  })
})

describe('miniHistogram', () => {
  it('has both outlines and no text', () => {
    const svg = miniHistogram({reference: [0.5, 0.5], current: [1, 0]}, text)
    expect(outlines(svg, 'ref')).to.deep.equal(['M0 25V13H65V13H130V25'])
    expect(outlines(svg, 'cur')).to.deep.equal(['M0 25V1H65V25H130V25'])
    expect(labels(svg)).to.deep.equal([])
  })
})

describe('comparedBars', () => {
  it('draws two bars a category, each with its share', () => {
    const svg = comparedBars({labels: ['yes', 'no'], reference: [0.75, 0.25], current: [0.5, 0.5]}, text)
    expect(labels(svg)).to.deep.equal(['yes', '75.0 %', '50.0 %', 'no', '25.0 %', '50.0 %'])
    const widths = [...svg.toString().matchAll(/width="([\d.]+)"\s+height="10"/g)].map(([, width]) => Number(width))
    expect(widths[0]! / widths[2]!).to.be.closeTo(3, 0.01)
  })

  it('cuts long names, and bears none', () => {
    const name = 'a category with a name that is longer than the chart is wide'
    expect(labels(comparedBars({labels: [name], reference: [1], current: [1]}, text))[0]).to.match(/^a cat.*…$/)
    expect(comparedBars({labels: [], reference: [], current: []}, text).toString()).to.not.contain('NaN')
  })
})

describe('levelLine', () => {
  const line: LevelLine = {
    levels: [10, 11, null, 13, 14],
    marks: ['none', 'warning', 'none', 'drift', 'drift'],
    band: {lower: 9, middle: 10, upper: 11},
    limit: null,
    since: 3,
    names: ['2024-01', '2024-02', '2024-03', '2024-04', '2024-05'],
    format: String,
  }

  it('breaks the line where a period has no level, and marks drift and warnings', () => {
    const svg = levelLine(line, text)
    expect(outlines(svg, 'cur')[0]!.match(/M/g)).to.have.length(2)
    expect(svg.toString().match(/class="dot drift"/g)).to.have.length(2)
    expect(svg.toString().match(/class="dot warning"/g)).to.have.length(1)
  })

  it('shows the band of the reference, where the drift began, and the first and last period', () => {
    const svg = levelLine(line, text)
    expect(svg.toString()).to.contain('class="band"')
    expect(outlines(svg, 'since')).to.have.length(1)
    expect(labels(svg).slice(-2)).to.deep.equal(['2024-01', '2024-05'])
    expect(outlines(levelLine({...line, since: null, band: null, limit: 12}, text), 'limit')).to.have.length(1)
  })

  it('bears one period, no level at all, and a line that is level', () => {
    for (const levels of [[1], [null, null], [3, 3, 3]]) {
      const marks = levels.map(() => 'none' as const)
      const svg = levelLine({...line, levels, marks, band: null, since: null, names: ['a']}, text).toString()
      expect(svg).to.not.match(/NaN|Infinity|undefined/)
    }
  })
})

describe('the numbers of an axis', () => {
  it('are round, within the ends', () => {
    expect(roundNumbers(3, 41)).to.deep.equal([10, 20, 30, 40])
    expect(roundNumbers(0, 1).map((value) => value.toFixed(1))).to.deep.equal([
      '0.0',
      '0.2',
      '0.4',
      '0.6',
      '0.8',
      '1.0',
    ])
  })

  it('are short', () => {
    expect([0.25, 25, 1500, 12_000, 1_500_000, 1.2e9, -3e10].map(formatTick)).to.deep.equal([
      ...['0.25', '25', '1,500', '12k', '1.5M', '1.2e9', '-3e10'],
    ])
  })
})
