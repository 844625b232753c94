import {expect} from 'chai'
import fc from 'fast-check'
import {bar, lineChart, sparkline} from '../../src/lib/terminal/chart.js'
import {textWidth} from '../../src/lib/terminal/text-width.js'

describe('bar', () => {
  it('is empty at 0 and full at 1', () => {
    expect([bar(0, 4), bar(1, 4)]).to.deep.equal(['    ', '████'])
  })

  it('shows an eighth of a column', () => {
    expect(bar(1 / 8 / 4, 4)).to.equal('▏   ')
  })

  it('always takes its width, whatever the fraction', () => {
    fc.assert(
      fc.property(fc.double(), fc.integer({min: 1, max: 50}), (fraction, width) => {
        expect(textWidth(bar(fraction, width))).to.equal(width)
      }),
    )
  })
})

describe('sparkline', () => {
  it('scales from 0 to the greatest value', () => {
    expect(sparkline([1, 2, 4, 8])).to.equal('▁▂▄█')
  })

  it('shows the least value above zero, and leaves zero empty', () => {
    expect(sparkline([0, 0.0001, 100])).to.equal(' ▁█')
  })

  it('leaves a gap where there is no number', () => {
    expect(sparkline([1, Number.NaN, 1])).to.equal('█ █')
  })

  it('is empty without values', () => {
    expect(sparkline([])).to.equal('')
  })
})

describe('lineChart', () => {
  it('draws lines over an axis, with the name of each at its end', () => {
    const chart = lineChart(
      [
        {name: 'train', values: [3, 2, 1, 1]},
        {name: 'test', values: [3, 3, 2, 2]},
      ],
      {height: 3},
    )
    expect(chart.split('\n')).to.deep.equal([
      '3 ┤──╮', //
      '2 ┤ ╰╰─ test',
      '1 ┤  ╰─ train',
    ])
  })

  it('draws one line for a constant', () => {
    expect(lineChart([{name: 'loss', values: [2, 2, 2]}], {height: 2}).split('\n')).to.deep.equal([
      '3 ┤',
      '2 ┤─── loss',
    ])
  })

  it('leaves a gap where there is no number', () => {
    expect(lineChart([{name: 'a', values: [1, Number.NaN, 1]}], {height: 1})).to.equal('1 ┤─ ─ a')
  })

  it('averages what does not fit', () => {
    const values = Array.from({length: 1000}, (_, index) => index)
    for (const line of lineChart([{name: '', values}], {width: 20}).split('\n')) expect(textWidth(line)).to.be.below(32)
  })

  it('is empty without a number', () => {
    expect(lineChart([{name: 'a', values: []}])).to.equal('')
  })
})
