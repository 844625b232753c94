import {expect} from 'chai'
import {oneColumnRule} from '../../src/lib/dataset/profile-rule.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {classOf, growThresholdTree} from '../../src/lib/statistics/threshold-tree.js'
import golden from '../golden/exploration.json' with {type: 'json'}
import {buildColumn} from './build-table.js'

const codesOf = (labels: readonly number[]) => Int32Array.from(labels)
const random = createRandom('rule')
const labels = Array.from({length: 300}, () => Math.floor(random() * 3))

describe('oneColumnRule', () => {
  for (const {name, values, labels: classes, depth, right} of golden.rules) {
    it(`is as often right as scikit-learn's cross-validated tree: ${name}`, () => {
      const classCount = Math.max(...classes) + 1
      expect(depth).to.equal(2 + Math.ceil(Math.log2(classCount)))
      const rule = oneColumnRule(buildColumn('x', values), codesOf(classes), classCount)
      expect(rule?.accuracy).to.be.closeTo(right / values.length, 1e-12)
    })
  }

  it('finds a category that names the class in other words', () => {
    const names = labels.map((label) => ['high', 'medium', 'low'][label]!)
    expect(oneColumnRule(buildColumn('x', names), codesOf(labels), 3)).to.deep.include({accuracy: 1, skill: 1})
  })

  it('finds a column that is missing exactly where the class is the second', () => {
    const binary = labels.map((label) => Math.min(1, label))
    const numbers = binary.map((label, row) => (label === 1 ? null : row % 17))
    const texts = binary.map((label, row) => (label === 1 ? null : `v${row % 3}`))
    expect(oneColumnRule(buildColumn('x', numbers), codesOf(binary), 2)?.accuracy).to.equal(1)
    expect(oneColumnRule(buildColumn('x', texts), codesOf(binary), 2)?.accuracy).to.equal(1)
  })

  it('sees no skill in an identifier, nor in noise', () => {
    const keys = labels.map((_, row) => `key-${row}`)
    const noise = labels.map(() => random())
    expect(oneColumnRule(buildColumn('x', keys), codesOf(labels), 3)?.skill).to.equal(0)
    expect(oneColumnRule(buildColumn('x', noise), codesOf(labels), 3)?.skill).to.be.below(0.1)
  })

  it('learns what a missing value means from other rows only', () => {
    const binary = Array.from({length: 100}, (_, row) => Number(row === 7 || row > 90))
    const column = buildColumn(
      'x',
      binary.map((_, row) => (row === 7 ? null : 1)),
    )
    expect(oneColumnRule(column, codesOf(binary), 2)).to.deep.include({accuracy: 0.9, majorityShare: 0.9})
  })

  it('measures skill against the majority: right in 99 of 100 is nothing when 99 of 100 are of one class', () => {
    const rare = Array.from({length: 200}, (_, row) => Number(row % 100 === 0))
    const rule = oneColumnRule(buildColumn('x', Array<number>(200).fill(1)), codesOf(rare), 2)
    expect(rule).to.deep.equal({accuracy: 0.99, majorityShare: 0.99, skill: 0, rows: 200})
  })

  it('has nothing to predict with one class', () => {
    expect(oneColumnRule(buildColumn('x', [1, 2, 3]), codesOf([1, 1, 1]), 2)).to.equal(null)
  })

  it('judges a column without any value by the majority', () => {
    const empty = buildColumn('x', [null, null, null, null])
    expect(oneColumnRule(empty, codesOf([0, 0, 0, 1]), 2)).to.deep.include({majorityShare: 0.75, skill: 0})
  })
})

describe('growThresholdTree', () => {
  it('splits halfway between the numbers that it tells apart', () => {
    const tree = growThresholdTree(Float64Array.of(1, 2, 4, 8), Int32Array.of(0, 0, 1, 1), {classCount: 2, depth: 3})
    expect([...tree.upTo]).to.deep.equal([3, Infinity])
    expect([classOf(tree, -5), classOf(tree, 3), classOf(tree, 3.1), classOf(tree, 99)]).to.deep.equal([0, 0, 1, 1])
  })

  it('does not split equal numbers, and names the first of the most frequent classes', () => {
    const tree = growThresholdTree(Float64Array.of(7, 7, 7, 7), Int32Array.of(1, 0, 1, 0), {classCount: 2, depth: 3})
    expect([...tree.upTo, ...tree.classes]).to.deep.equal([Infinity, 0])
  })

  it('has at most two leaves to the power of its depth', () => {
    const numbers = Float64Array.from({length: 200}, (_, index) => index)
    const classes = Int32Array.from(numbers, () => Math.floor(random() * 4))
    expect(growThresholdTree(numbers, classes, {classCount: 4, depth: 3}).upTo.length).to.be.within(5, 8)
  })
})
