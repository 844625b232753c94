import {expect} from 'chai'
import {generateMonth} from '../../src/lib/dataset/generator.js'
import {profileTable} from '../../src/lib/dataset/profile.js'
import type {Finding} from '../../src/lib/dataset/profile-types.js'
import {sampleRows} from '../../src/lib/dataset/profile-sample.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {buildTable, categoryField, numberField, readExample, target} from './build-table.js'

const example = readExample(generateMonth({month: 0, rows: 1500, seed: 42, drift: 'full'}))
const group = {
  name: 'group',
  valueType: 'integer' as const,
  classes: ['high', 'medium', 'low'].map((label, index) => ({value: `${index}`, label})),
}
const kinds = (findings: readonly Finding[]) => findings.map(({kind}) => kind)
const named = (findings: readonly Finding[], kind: Finding['kind']) =>
  findings.filter((finding) => finding.kind === kind).map((finding) => ('column' in finding ? finding.column : ''))

const random = createRandom('profile')
const rows = Array.from({length: 400}, (_, row) => row)
const coin = rows.map(() => (random() < 0.5 ? 'no' : 'yes'))
const noise = rows.map(() => random())
const yesNo = target('y', ['no', 'yes'])

describe('profileTable', () => {
  it('finds the two leaks of the example, and no other column', async () => {
    const {findings} = await profileTable(example, {fields: [], ignored: [], target: group})
    expect(named(findings, 'leak')).to.deep.equal(['risk', 'group_name'])
    expect(kinds(findings)).to.deep.equal(['leak', 'leak', 'correlation'])
    expect(findings[0]?.severity).to.equal('problem')
  })

  it('finds them in late months too, when the classes are far from equal', async () => {
    const late = readExample(generateMonth({month: 36, rows: 1500, seed: 42, drift: 'full'}))
    const {findings} = await profileTable(late, {fields: [], ignored: [], target: group})
    expect(named(findings, 'leak')).to.deep.equal(['risk', 'group_name'])
  })

  it('only notes a leak that is ignored already', async () => {
    const {findings, columns} = await profileTable(example, {
      fields: [],
      ignored: ['risk', 'group_name'],
      target: group,
    })
    expect(findings.map(({severity}) => severity)).to.deep.equal(['note', 'note'])
    expect(columns.map(({role}) => role).slice(-3)).to.deep.equal(['ignored', 'ignored', 'label'])
  })

  it('warns of a strong column that is no leak', async () => {
    const strong = coin.map((label) => (random() < 0.15 ? 'no' : label))
    const {findings} = await profileTable(buildTable({strong, y: coin}), {fields: [], ignored: [], target: yesNo})
    expect(named(findings, 'strong')).to.deep.equal(['strong'])
  })

  it('counts the classes in their own order, those without rows too', async () => {
    const table = buildTable({x: [1, 2, 3], y: ['b', 'a', 'b']})
    const {label, groups} = await profileTable(table, {fields: [], ignored: [], target: target('y', ['a', 'b', 'c'])})
    expect(label?.classes.map(({rows: count}) => count)).to.deep.equal([1, 2, 0])
    expect(groups.map((each) => each.label)).to.deep.equal(['a', 'b', 'c'])
  })

  it('counts rows without a label, and leaves them out of every class', async () => {
    const table = buildTable({x: [1, 2, 3, 4], y: ['a', null, 'b', 'other']})
    const profile = await profileTable(table, {fields: [], ignored: [], target: target('y', ['a', 'b'])})
    expect(profile.label?.missing).to.equal(2)
    expect(profile.groups.map((each) => each.rows)).to.deep.equal([1, 1])
    expect(named(profile.findings, 'missing-label')).to.deep.equal(['y'])
  })

  it('does what needs no label when there is none', async () => {
    const unlabelled = {rows: example.rows, columns: example.columns.filter(({name}) => name !== 'group')}
    for (const description of [
      {fields: [], ignored: []},
      {fields: [], ignored: [], target: group},
    ]) {
      const profile = await profileTable(unlabelled, description)
      expect(profile.label).to.equal(null)
      expect(profile.groups).to.deep.equal([{label: 'all rows', rows: 1500}])
      expect(profile.columns.every(({association, rule}) => association === null && rule === null)).to.equal(true)
      expect(profile.correlations.pairs.length).to.be.above(0)
    }
  })

  it('finds constants, empty columns, identifiers and missing values', async () => {
    const table = buildTable({
      same: rows.map(() => 3),
      empty: rows.map(() => null),
      key: rows.map((row) => `customer ${row}`),
      gaps: rows.map((row) => (row % 4 === 0 ? null : random())),
      few: rows.map((row) => (row === 7 ? null : random())),
      y: coin,
    })
    const {findings} = await profileTable(table, {fields: [], ignored: [], target: yesNo})
    expect(named(findings, 'constant')).to.deep.equal(['same'])
    expect(named(findings, 'empty')).to.deep.equal(['empty'])
    expect(named(findings, 'identifier')).to.deep.equal(['key'])
    expect(named(findings, 'missing')).to.deep.equal(['gaps'])
  })

  it('finds duplicates and contradictions', async () => {
    const table = buildTable({x: [...noise, 0.5, 0.5, 0.5], y: [...coin, 'no', 'no', 'yes']})
    const {findings, duplicates} = await profileTable(table, {fields: [], ignored: [], target: yesNo})
    expect(duplicates).to.deep.equal({rows: 1, examples: [{row: 402, equals: 401}], conflicting: 3})
    expect(kinds(findings)).to.include.members(['duplicates', 'conflicts'])
  })

  it('finds values out of range, unknown categories and values far out', async () => {
    const table = buildTable({
      speed: noise.map((value, row) => (row === 5 ? -1 : value)),
      code: noise.map((value, row) => (row < 3 ? 9999 : value)),
      fuel: coin.map((value, row) => (row === 9 ? 'coal' : value)),
      y: coin,
    })
    const fields = [numberField('speed', {minimum: 0}), categoryField('fuel', ['no', 'yes'])]
    const {findings} = await profileTable(table, {fields, ignored: [], target: yesNo})
    expect(named(findings, 'out-of-range')).to.deep.equal(['speed'])
    expect(named(findings, 'undeclared')).to.deep.equal(['fuel'])
    expect(named(findings, 'far-out')).to.deep.equal(['code'])
  })

  it('finds unequal classes, and a file of one class only', async () => {
    const rare = rows.map((row) => (row % 10 === 0 ? 'yes' : 'no'))
    const profile = await profileTable(buildTable({noise, y: rare}), {fields: [], ignored: [], target: yesNo})
    expect(kinds(profile.findings)).to.deep.equal(['imbalance'])
    const single = await profileTable(buildTable({noise, y: rows.map(() => 'no')}), {
      fields: [],
      ignored: [],
      target: yesNo,
    })
    expect(kinds(single.findings)).to.deep.equal(['single-class'])
    expect(single.columns[0]?.rule).to.equal(null)
  })

  it('finds two features that say the same', async () => {
    const table = buildTable({noise, twin: noise.map((value) => -Math.exp(value)), y: coin})
    const {findings} = await profileTable(table, {fields: [], ignored: [], target: yesNo})
    expect(kinds(findings)).to.deep.equal(['correlation'])
  })

  it('profiles a table without rows and one of a single row', async () => {
    const empty = await profileTable(buildTable({x: [], y: []}), {fields: [], ignored: []})
    expect(empty.columns[0]).to.deep.include({missingShare: 0, distinct: 0})
    const one = await profileTable(buildTable({x: [2], y: ['no']}), {fields: [], ignored: [], target: yesNo})
    expect(one.rows).to.equal(1)
  })

  it('survives numbers at the edge of what there is', async () => {
    const table = buildTable({x: noise.map((value, row) => (row % 2 === 0 ? 1.7e308 : -1.7e308) * value), y: coin})
    const {columns} = await profileTable(table, {fields: [], ignored: [], target: yesNo})
    const [x] = columns
    expect(x?.kind === 'number' && x.summary !== null && Number.isFinite(x.summary.standardDeviation)).to.equal(true)
  })

  it('holds nothing that JSON cannot', async () => {
    const table = buildTable({x: [null, null, 1], z: [null, 'a', null], y: ['no', 'yes', 'no']})
    const profile = await profileTable(table, {fields: [], ignored: [], target: yesNo})
    expect(JSON.parse(JSON.stringify(profile))).to.deep.equal(profile)
  })

  it('tells before each column, and stops where that throws', async () => {
    const told: string[] = []
    const stopping = profileTable(
      example,
      {fields: [], ignored: []},
      {
        beforeColumn: (name) => {
          told.push(name)
          if (told.length === 3) throw new Error('enough')
        },
      },
    )
    const error = await stopping.then(
      () => undefined,
      (reason: unknown) => reason as Error,
    )
    expect(error?.message).to.equal('enough')
    expect(told).to.deep.equal(['training', 'age', 'emergency_braking'])
  })
})

describe('sampleRows', () => {
  const candidates = Int32Array.from({length: 1000}, (_, row) => row * 2)

  it('takes all rows when there are few', () => {
    expect(sampleRows(candidates, 1000)).to.equal(candidates)
  })

  it('takes as many as asked for, each once, ascending, from the whole length, and the same every time', () => {
    const sample = sampleRows(candidates, 100)
    expect(sample).to.have.length(100)
    expect([...new Set(sample)].sort((a, b) => a - b)).to.deep.equal([...sample])
    expect(sample.filter((row) => row < 1000).length).to.be.within(35, 65)
    expect([...sampleRows(candidates, 100)]).to.deep.equal([...sample])
  })
})
