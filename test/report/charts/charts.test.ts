import {expect} from 'chai'
import {renderChart, renderResponsiveChart} from '../../../src/lib/report/charts/chart.js'
import type {Chart} from '../../../src/lib/report/charts/chart.js'
import {groupedBars} from '../../../src/lib/report/charts/grouped-bars.js'
import {groupedHistogram} from '../../../src/lib/report/charts/grouped-histogram.js'
import {heatMap} from '../../../src/lib/report/charts/heat-map.js'
import {horizontalBars} from '../../../src/lib/report/charts/horizontal-bars.js'
import {fitText, textWidth} from '../../../src/lib/report/charts/label-text.js'
import {shareAxis} from '../../../src/lib/report/charts/share-axis.js'

const text = {id: 'x', title: 'A <title>', description: 'Says "this"'}

async function draw(chart: Chart): Promise<string> {
  return (await renderChart(chart, text)).toString()
}

const bars = [
  {label: 'age', value: 0.4, text: '0.40', colour: 'var(--group-1)'},
  {label: '<b>"miles"</b>', value: 0.2, text: '0.20'},
]

describe('renderChart', () => {
  it('is a picture with a title and a description, each escaped', async () => {
    const svg = await draw(horizontalBars(bars, {width: 340, maximum: 1}))
    expect(svg).to.match(/^<svg [^>]*viewBox="0 0 340 68" role="img" aria-labelledby="x-title x-desc">/)
    expect(svg).to.contain('<title id="x-title">A &lt;title&gt;</title><desc id="x-desc">Says &quot;this&quot;</desc>')
    expect(svg).to.contain('&lt;b&gt;')
    expect(svg).to.not.contain('<b>')
  })

  it('holds nothing for scripts, and no size that the page could not change', async () => {
    const svg = await draw(horizontalBars(bars, {width: 340, maximum: 1}))
    expect(svg).to.not.match(/ecmeta|class=|<style|<svg[^>]* width=/)
  })

  it('is the same every time, with ids of its own', async () => {
    const histogram = groupedHistogram(
      {edges: [0, 1, 2], groups: [{shares: [0.25, 0.75], colour: 'var(--group-1)'}]},
      {width: 340},
    )
    const first = await draw(histogram)
    expect(await draw(histogram)).to.equal(first)
    for (const [, id] of first.matchAll(/id="([^"]*)"/g)) expect(id).to.match(/^x-/)
  })

  it('keeps colours as variables, for both schemes of the page', async () => {
    expect(await draw(horizontalBars(bars, {width: 340, maximum: 1}))).to.contain('fill="var(--group-1)"')
  })
})

describe('renderResponsiveChart', () => {
  it('draws for a wide page and for a phone', async () => {
    const both = (await renderResponsiveChart((width) => horizontalBars(bars, {width, maximum: 1}), text)).toString()
    expect(both).to.match(/<div class="wide">\s*<svg [^>]*viewBox="0 0 860 /)
    expect(both).to.match(/<div class="narrow">\s*<svg [^>]*viewBox="0 0 330 /)
    expect(both).to.contain('x-wide-title').and.to.contain('x-narrow-title')
  })
})

describe('horizontalBars', () => {
  it('draws bars in proportion, the first one on top', async () => {
    const svg = await draw(horizontalBars(bars, {width: 340, maximum: 1}))
    const widths = [...svg.matchAll(/<path d="M(\S+) \S+L(\S+) /g)].map(([, from, to]) => Number(to) - Number(from))
    expect((widths[0]! + 3) / (widths[1]! + 3)).to.be.closeTo(2, 0.02)
    expect(svg.indexOf('>age<')).to.be.below(svg.indexOf('&lt;b&gt;'))
  })

  it('draws nothing but an empty picture without bars', async () => {
    expect(await draw(horizontalBars([], {width: 340, maximum: 1}))).to.match(/^<svg/)
  })
})

describe('groupedHistogram', () => {
  it('draws an outline for each group', async () => {
    const groups = ['var(--group-1)', 'var(--group-2)'].map((colour) => ({shares: [0.5, 0.3, 0.2], colour}))
    const svg = await draw(groupedHistogram({edges: [10, 20, 30, 40], groups}, {width: 340}))
    for (const {colour} of groups) expect(svg).to.contain(`stroke="${colour}"`).and.to.contain(`fill="${colour}"`)
    for (const tick of ['10', '20', '30', '40', '0 %', '20 %']) expect(svg).to.contain(`>${tick}<`)
  })

  it('bears a single bin, huge numbers and empty groups', async () => {
    for (const edges of [
      [5, 5.5],
      [-1.7e308, 0, 1.7e308],
      [1e-300, 2e-300],
    ]) {
      const shares = edges.slice(1).map(() => 0)
      const svg = await draw(groupedHistogram({edges, groups: [{shares, colour: 'var(--group-1)'}]}, {width: 340}))
      expect(svg).to.not.contain('NaN')
    }
  })
})

describe('groupedBars', () => {
  it('draws a bar for each value and group', async () => {
    const groups = ['var(--group-1)', 'var(--group-2)'].map((colour) => ({shares: [0.6, 0.4], colour}))
    const svg = await draw(groupedBars({values: ['yes', 'no'], groups}, {width: 340}))
    for (const {colour} of groups) expect(svg.split(`fill="${colour}"`)).to.have.length(3)
  })
})

describe('heatMap', () => {
  const matrix = [
    [1, -0.5, null],
    [-0.5, 1, 0.9],
    [null, 0.9, 1],
  ]

  it('colours by sign, weighs by size, and leaves out what is not known', async () => {
    const svg = await draw(heatMap({names: ['a', 'b', 'c'], matrix}, {width: 340}))
    expect(svg.split('fill="var(--negative)"')).to.have.length(3)
    expect(svg.split('fill="var(--positive)"')).to.have.length(3)
    expect(svg.split('>-0.50<')).to.have.length(3)
    expect(svg).to.not.contain('>1.00<')
  })

  it('drops the numbers where cells get too narrow for them', async () => {
    const names = Array.from({length: 24}, (_, index) => `feature_${index}`)
    const wide = names.map((_, row) => names.map((__, column) => (row === column ? 1 : 0.5)))
    expect(await draw(heatMap({names, matrix: wide}, {width: 330}))).to.not.contain('>0.50<')
  })
})

describe('labels and axes', () => {
  it('cuts a label where it is wider than its room', () => {
    expect(fitText('age', {fontSize: 12, room: 100})).to.equal('age')
    const cut = fitText('emergency_braking_distance', {fontSize: 12, room: 100})
    expect(cut).to.match(/^emer.*…$/)
    expect(textWidth(cut, 12)).to.be.at.most(100)
  })

  it('does not cut characters in half', () => {
    expect(fitText('😀😀😀😀', {fontSize: 10, room: 25})).to.match(/^(?:😀)*…$/u)
  })

  it('ends the axis of shares at a round number, and never beyond 1', () => {
    expect(shareAxis(0.34)).to.deep.equal({min: 0, max: 0.4, interval: 0.1})
    expect(shareAxis(0.98)).to.deep.equal({min: 0, max: 1, interval: 0.25})
    expect(shareAxis(0).max).to.be.above(0)
  })
})
