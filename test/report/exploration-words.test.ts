import {expect} from 'chai'
import type {Association, Finding, LabelProfile, NumberSummary} from '../../src/lib/dataset/profile-types.js'
import {describeDirection, describeFinding} from '../../src/lib/report/exploration-words.js'

const rule = {accuracy: 0.996, majorityShare: 0.34, skill: 0.994, rows: 1500}
const summary: NumberSummary = {
  minimum: 1,
  lowerQuartile: 3,
  median: 5,
  upperQuartile: 7,
  maximum: 9999,
  mean: 12,
  standardDeviation: 3,
  skewness: 0,
}
const range = {minimum: 16, maximum: 150, below: 2, above: 0}
const group = (label: string, rows: number) => ({label, rows})

const cases: readonly (readonly [Finding, RegExp, RegExp])[] = [
  [
    {severity: 'problem', kind: 'leak', column: 'risk', role: 'feature', rule},
    /"risk" alone predicts the label: right in 99\.6 % .* against 34\.0 %/,
    /--ignore risk\./,
  ],
  [{severity: 'note', kind: 'leak', column: 'risk', role: 'ignored', rule}, /"risk"/, /ignored already/],
  [{severity: 'warning', kind: 'strong', column: 'x', role: 'feature', rule}, /99\.6 %/, /known before/],
  [{severity: 'note', kind: 'strong', column: 'x', role: 'ignored', rule}, /99\.6 %/, /ignored already/],
  [{severity: 'problem', kind: 'empty', column: 'x y'}, /"x y" has no value/, /--ignore 'x y'\./],
  [{severity: 'problem', kind: 'constant', column: 'x'}, /same value in every row/, /--ignore x\./],
  [
    {severity: 'warning', kind: 'identifier', column: 'id', distinct: 1500, rows: 1500},
    /1,500 different/,
    /--ignore id/,
  ],
  [{severity: 'warning', kind: 'duplicates', rows: 1, share: 0.001}, /^1 row \(0\.1 %\) repeats/, /Remove/],
  [{severity: 'warning', kind: 'duplicates', rows: 2, share: 0.002}, /^2 rows \(0\.2 %\) repeat /, /Remove/],
  [{severity: 'warning', kind: 'conflicts', rows: 4, share: 0.01}, /4 rows/, /No model/],
  [{severity: 'warning', kind: 'missing', column: 'x', rows: 9, share: 0.09}, /9 rows \(9\.0 %\)/, /Find out why/],
  [{severity: 'warning', kind: 'missing-label', column: 'y', rows: 1, share: 0.1}, /1 row .* has no/, /training/],
  [
    {severity: 'warning', kind: 'out-of-range', column: 'x', share: 0.1, range},
    /below its range of 16 to 150 in 2/,
    /fallback/,
  ],
  [
    {severity: 'warning', kind: 'out-of-range', column: 'x', share: 0.1, range: {...range, above: 3}},
    /outside its range of 16 to 150 in 5 rows/,
    /fallback/,
  ],
  [
    {severity: 'warning', kind: 'out-of-range', column: 'x', share: 0.1, range: {...range, maximum: null}},
    /below its minimum of 16/,
    /fallback/,
  ],
  [
    {
      severity: 'warning',
      kind: 'out-of-range',
      column: 'x',
      share: 0.1,
      range: {minimum: null, maximum: 9, below: 0, above: 1},
    },
    /above its maximum of 9 in 1 row/,
    /fallback/,
  ],
  [
    {severity: 'warning', kind: 'undeclared', column: 'x', rows: 9, values: 7, examples: ['a', 'b']},
    /7 values that the schema does not name, in 9 rows: a, b, …\./,
    /categories/,
  ],
  [
    {severity: 'warning', kind: 'far-out', column: 'x', rows: 3, summary},
    /3 values .*1 to 9,999.*3 to 7/,
    /missingValues/,
  ],
  [
    {severity: 'warning', kind: 'imbalance', largest: group('low', 90), smallest: group('high', 10), rows: 100},
    /"low" has 90 rows, "high" only 10/,
    /90\.0 %.*recall/,
  ],
  [{severity: 'problem', kind: 'single-class', column: 'y', class: 'no'}, /of the class "no"/, /two classes/],
  [
    {severity: 'note', kind: 'correlation', pair: {first: 'a', second: 'b', value: -0.987, measure: 'spearman'}},
    /"a" and "b", Spearman -0\.99/,
    /much the same/,
  ],
]

describe('describeFinding', () => {
  for (const [finding, text, advice] of cases) {
    it(`says what was seen and what to do: ${finding.kind} (${finding.severity}) ${text.source}`, () => {
      const words = describeFinding(finding)
      expect(words.text).to.match(text).and.to.match(/\.$/)
      expect(words.advice).to.match(advice)
    })
  }
})

describe('describeDirection', () => {
  const label = (classes: number): LabelProfile => ({
    name: 'y',
    missing: 0,
    classes: Array.from({length: classes}, (_, value) => ({
      value: `${value}`,
      label: `c${value}`,
      rows: 1,
      share: 1 / classes,
    })),
  })
  const say = (direction: Association['direction'], classes = 3): string =>
    describeDirection({strength: 0.5, pValue: 0, explained: 0.2, direction}, label(classes))
  const [from, to] = [
    {class: 'c0', figure: 42.71},
    {class: 'c2', figure: 37.61},
  ]

  it('names a way through the classes', () => {
    expect(say({kind: 'falls', level: 'median', from, to})).to.equal('falls from c0 (median 42.71) to c2 (37.61)')
  })

  it('compares two classes without a way', () => {
    expect(say({kind: 'falls', level: 'mean', from, to}, 2)).to.equal('higher for c0 (mean 42.71) than for c2 (37.61)')
    expect(say({kind: 'rises', level: 'mean', from: to, to: from}, 2)).to.match(/^higher for c0/)
  })

  it('names the highest and the lowest class, and the value that tells most', () => {
    expect(say({kind: 'level', level: 'median', highest: from, lowest: to})).to.equal(
      'highest for c0 (median 42.71), lowest for c2 (37.61)',
    )
    const shares = {highest: {class: 'c0', figure: 0.52}, lowest: {class: 'c1', figure: 0.014}}
    expect(say({kind: 'value', value: 'yes', ...shares})).to.equal('yes in 52 % of c0, 1 % of c1')
  })

  it('says so where the difference is none of level, or none at all', () => {
    expect(say({kind: 'shape'})).to.contain('spread or shape')
    expect(say({kind: 'none'})).to.contain('chance')
  })
})
