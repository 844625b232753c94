import {expect} from 'chai'
import {loadDataset} from '../../../src/lib/dataset/load-dataset.js'
import {columnOf, type NumberColumn} from '../../../src/lib/dataset/table.js'
import {featureBins, type FeatureBins} from '../../../src/lib/monitor/feature-bins.js'
import {defaultRuleOptions} from '../../../src/lib/monitor/rules/rule-options.js'
import {
  jensenShannonLimit,
  kolmogorovLimit,
  smoothedStabilityIndex,
  stabilityIndexLimit,
} from '../../../src/lib/monitor/rules/size-aware-limits.js'
import {jensenShannonDistance} from '../../../src/lib/statistics/distance/jensen-shannon-distance.js'
import {chiSquaredSurvival} from '../../../src/lib/statistics/survival/chi-squared-survival.js'
import {createRandom, type Random} from '../../../src/lib/statistics/random.js'

const {effect, minimumRows} = defaultRuleOptions.drift

/** Distributions of a feature over its bins: what the exporter makes of numbers, of categories, and of rare events. */
const distributions = {
  'ten equal bins': Array.from({length: 10}, () => 0.1),
  'eighteen categories, shares as 1/k': shares(18, (k) => 1 / k),
  'eighteen categories, shares as 1/k^3': shares(18, (k) => 1 / k ** 3),
  'yes or no, 40 % yes': [0.6, 0.4],
  'yes or no, 0.1 % yes': [0.999, 0.001],
} as const

function shares(count: number, weight: (k: number) => number): readonly number[] {
  const weights = Array.from({length: count}, (_, place) => weight(place + 1))
  const sum = weights.reduce((total, each) => total + each, 0)
  return weights.map((each) => each / sum)
}

function draw(chances: readonly number[], rows: number, random: Random): Float64Array {
  const counts = new Float64Array(chances.length)
  for (let row = 0; row < rows; row++) {
    let rest = random()
    let bin = 0
    while (bin < chances.length - 1 && rest >= chances[bin]!) rest -= chances[bin++]!
    counts[bin]! += 1
  }
  return counts
}

interface Verdicts {
  readonly index: boolean
  readonly jensenShannon: boolean
  readonly kolmogorovSmirnov: boolean
}

function judge(reference: Float64Array, current: Float64Array): Verdicts {
  const [before, now] = [total(reference), total(current)]
  const ratios = reference.map((count) => count / before)
  const {index, bins} = smoothedStabilityIndex(current, ratios, before)
  const sizes = {bins, reference: before, current: now}
  let [difference, largest] = [0, 0]
  for (const [bin, count] of current.entries()) {
    difference += count / now - ratios[bin]!
    largest = Math.max(largest, Math.abs(difference))
  }
  return {
    index: index > stabilityIndexLimit(sizes, effect),
    jensenShannon: jensenShannonDistance(reference, current) > jensenShannonLimit(sizes, effect),
    kolmogorovSmirnov: largest > kolmogorovLimit(sizes, effect),
  }
}

const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0)

describe('size-aware limits', () => {
  describe('without drift', () => {
    for (const [name, chances] of Object.entries(distributions)) {
      it(`raise a false alarm in less than one of a thousand evaluations: ${name}`, () => {
        const random = createRandom(`limits, ${name}`)
        const sizes = [100, 300, 1500].flatMap((reference) =>
          [minimumRows, 500, 1500].map((current) => ({reference, current})),
        )
        const alarms = {index: 0, jensenShannon: 0, kolmogorovSmirnov: 0}
        const repetitions = 300
        for (const {reference, current} of sizes) {
          for (let repetition = 0; repetition < repetitions; repetition++) {
            const verdicts = judge(draw(chances, reference, random), draw(chances, current, random))
            for (const statistic of Object.keys(alarms) as (keyof Verdicts)[]) {
              if (verdicts[statistic]) alarms[statistic]++
            }
          }
        }
        // 2,700 evaluations: more than 2 of them would be more than expected at one of a thousand.
        for (const [statistic, count] of Object.entries(alarms)) expect(count, statistic).to.be.at.most(2)
      })
    }

    it('would raise many with the customary fixed limit', () => {
      const random = createRandom('fixed limit')
      const chances = distributions['eighteen categories, shares as 1/k']
      let alarms = 0
      for (let repetition = 0; repetition < 300; repetition++) {
        const reference = draw(chances, 100, random).map((count) => count / 100)
        if (smoothedStabilityIndex(draw(chances, minimumRows, random), reference, 100).index > effect) alarms++
      }
      expect(alarms / 300).to.be.above(0.2)
    })
  })

  describe('on the example', () => {
    const read = (name: string) => loadDataset({path: `data/${name}.csv`, onBadRow: 'fail', requireTarget: true})
    let bins: readonly FeatureBins[]

    before(async () => {
      const {table, description} = await read('reference')
      const fields = description.features.map((name) => description.fields.find((field) => field.name === name)!)
      bins = featureBins(fields, table)
    })

    /** Features whose rows of a month, or every `step`-th of them, are beyond the limit. */
    async function driftedIn(month: number, step = 1): Promise<readonly string[]> {
      const {table} = await read(`month-${month}`)
      return bins
        .filter((each) => {
          if (each.kind !== 'number') return false
          const {values} = columnOf(table, each.feature) as NumberColumn
          const counts = new Float64Array(each.labels.length)
          for (let row = 0; row < table.rows; row += step) counts[each.placeOf(values[row]!)]! += 1
          const {index, bins: held} = smoothedStabilityIndex(counts, each.referenceRatios, 1500)
          return index > stabilityIndexLimit({bins: held, reference: 1500, current: total(counts)}, effect)
        })
        .map(({feature}) => feature)
    }

    it('nothing has drifted in the first months', async () => {
      for (const month of [1, 2, 3]) expect(await driftedIn(month), `month ${month}`).to.deep.equal([])
    })

    it('miles is the first that drifts, within a year', async () => {
      let month = 1
      while ((await driftedIn(month)).length === 0) month++
      expect(month).to.be.within(6, 12)
      expect(await driftedIn(month)).to.deep.equal(['miles'])
    })

    it('miles and emergency braking have drifted in the last month, in as few rows as are looked at', async () => {
      expect(await driftedIn(36)).to.include.members(['emergency_braking', 'miles'])
      expect(await driftedIn(36, 7)).to.include.members(['emergency_braking', 'miles'])
    })
  })

  it('come near the effect itself with many rows', () => {
    const many = {bins: 10, reference: 20_000, current: 1_000_000}
    expect(stabilityIndexLimit(many, 0.2)).to.be.closeTo(0.2, 0.001)
    expect(jensenShannonLimit(many, 0.2)).to.be.closeTo(Math.sqrt(0.2 / 8), 0.001)
    expect(kolmogorovLimit(many, 0.2)).to.be.closeTo(0.178, 0.007)
  })

  it('are one for a feature that has a single value', () => {
    expect(stabilityIndexLimit({bins: 1, reference: 100, current: 200}, 0.2)).to.equal(0.2)
  })

  it('rise as rows become fewer', () => {
    const limits = [5000, 1000, 200, 50].map((current) =>
      stabilityIndexLimit({bins: 10, reference: 1500, current}, 0.2),
    )
    expect(limits).to.deep.equal([...limits].sort((a, b) => a - b))
    // With so few rows it is what chance exceeds as rarely as a normal value exceeds 4.
    const chance = chiSquaredSurvival(limits.at(-1)! / (1 / 50 + 1 / 1500), 9)
    expect(chance).to.be.within(2e-5, 4e-5)
  })
})
