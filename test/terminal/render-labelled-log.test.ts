import {stripVTControlCharacters} from 'node:util'
import {expect} from 'chai'
import type {LabelledLog} from '../../src/lib/lifecycle/train-log.js'
import {renderLabelledLog} from '../../src/lib/terminal/render-labelled-log.js'

const log: LabelledLog = {
  folder: 'predictions',
  since: null,
  model: {name: 'risk', version: 1},
  predictions: 4_500,
  labelled: 2_250,
  contradicted: 392,
  firstAt: '2024-01-03T10:00:00.000Z',
  lastAt: '2024-02-05T10:00:00.000Z',
  months: [
    {month: '2024-01', predictions: 3_000, labelled: 2_000, contradicted: 300},
    {month: '2024-02', predictions: 1_500, labelled: 250, contradicted: 92},
  ],
  leftOut: [],
  damagedLines: 0,
}
const plain = (changes: Partial<LabelledLog> = {}): string =>
  stripVTControlCharacters(renderLabelledLog({...log, ...changes}))

describe('renderLabelledLog', () => {
  it('says how many predictions there are, how many have a label, how old they are, and how many were wrong', () => {
    expect(plain()).to.equal(
      [
        'The log in predictions: 4,500 predictions, 2,250 of them with a label, made from 2024-01-03 to 2024-02-05; ' +
          '392 labels (17.4 %) contradict the answer.',
        'Month    Predictions  With label  Contradict',
        '2024-01        3,000       2,000         300',
        '2024-02        1,500         250          92',
      ].join('\n'),
    )
  })

  it('needs no table for one month', () => {
    const text = plain({
      months: log.months.slice(1),
      firstAt: log.lastAt,
      contradicted: 1,
      since: '2024-02-01T00:00:00.000Z',
    })
    expect(text).to.match(
      /^The log in predictions, since 2024-02-01: .* made on 2024-02-05; 1 label \(0\.0 %\) contradicts/,
    )
    expect(text).to.not.include('\n')
  })

  it('shows the last twelve of many months', () => {
    const months = Array.from({length: 36}, (_, place) => ({
      ...log.months[0]!,
      month: `${2024 + Math.floor(place / 12)}-${String(1 + (place % 12)).padStart(2, '0')}`,
    }))
    expect(plain({months})).to.match(/\n2026-01 [^]*\n2026-12 .*\nand 24 months before$/)
    expect(plain({months})).to.not.include('2025-12 ')
  })
})
