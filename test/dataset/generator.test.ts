import {readdirSync, readFileSync} from 'node:fs'
import {expect} from 'chai'
import {driftKinds, generateMonth, generateMonthChunks, type DriftKind} from '../../src/lib/dataset/generator.js'

const committed = {rows: 1500, seed: 42, drift: 'full'} as const

describe('generateMonth', () => {
  it('writes the committed files again, byte for byte', () => {
    for (let month = 0; month <= 36; month++) {
      const name = month === 0 ? 'reference.csv' : `month-${month}.csv`
      expect(generateMonth({...committed, month}) === readFileSync(`data/${name}`, 'utf8'), name).to.equal(true)
    }
    expect(readdirSync('data').filter((name) => name.endsWith('.csv'))).to.have.length(37)
  })

  it('comes in chunks that are the same text', () => {
    const month = {month: 3, rows: 20_001, seed: 1, drift: 'full'} as const
    const chunks = [...generateMonthChunks(month)]
    expect(chunks.map((chunk) => chunk.split('\n').length - 1)).to.deep.equal([10_000, 10_000, 2])
    expect(chunks.join('') === generateMonth(month)).to.equal(true)
  })

  it('gives other customers for another seed and another month', () => {
    const text = generateMonth({...committed, month: 0})
    expect(generateMonth({...committed, month: 0, seed: 43})).to.not.equal(text)
    expect(generateMonth({...committed, month: 1, drift: 'none'})).to.not.equal(text)
  })

  it('starts with three groups of equal size', () => {
    const groups = column(world('full', 0), 'group')
    for (const group of [0, 1, 2]) expect(share(groups, group)).to.be.closeTo(1 / 3, 0.012)
  })

  it('follows the causal story in the features: older, fewer miles, safer cars', () => {
    const [start, end] = [world('covariate', 0), world('covariate', 36)]
    expect(mean(column(end, 'age')) - mean(column(start, 'age'))).to.be.closeTo(3.6, 0.4)
    expect(mean(column(end, 'miles')) - mean(column(start, 'miles'))).to.be.closeTo(-36, 0.8)
    expect(share(column(end, 'emergency_braking'), 1)).to.be.closeTo(0.94, 0.01)
    expect(mean(column(end, 'power'))).to.be.closeTo(mean(column(start, 'power')), 1)
    expect(share(column(end, 'training'), 1)).to.be.closeTo(0.2, 0.01)
  })

  it('moves nothing in the world without drift, and only the features in the covariate one', () => {
    for (const name of ['age', 'miles', 'risk']) {
      expect(mean(column(world('none', 36), name)), name).to.be.closeTo(mean(column(world('none', 0), name)), 0.6)
    }
    expect(mean(column(world('concept', 36), 'miles'))).to.be.closeTo(mean(column(world('concept', 0), 'miles')), 0.6)
    expect(mean(column(world('concept', 36), 'risk'))).to.be.lessThan(mean(column(world('none', 36), 'risk')) - 0.5)
  })

  it('labels each row by its risk', () => {
    for (const drift of driftKinds) {
      const rows = world(drift, 12)
      const risks = column(rows, 'risk')
      const groups = column(rows, 'group')
      risks.forEach((risk, row) => {
        const expected = risk > 3.42 ? 0 : risk < 1.39 ? 2 : 1
        if (groups[row] !== expected) expect.fail(`risk ${risk} is in group ${groups[row]}`)
      })
    }
  })
})

const worlds = new Map<string, readonly Readonly<Record<string, string>>[]>()

function world(drift: DriftKind, month: number): readonly Readonly<Record<string, string>>[] {
  const key = `${drift}/${month}`
  const known = worlds.get(key)
  if (known !== undefined) return known
  const [header, ...lines] = generateMonth({drift, month, rows: 10_000, seed: 1}).trimEnd().split('\n')
  const names = header!.split(';')
  const rows = lines.map((line) => Object.fromEntries(line.split(';').map((value, index) => [names[index]!, value])))
  worlds.set(key, rows)
  return rows
}

function column(rows: readonly Readonly<Record<string, string>>[], name: string): number[] {
  return rows.map((row) => Number(row[name]))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function share(values: readonly number[], wanted: number): number {
  return values.filter((value) => value === wanted).length / values.length
}
