import {expect} from 'chai'
import type {FieldDescription} from '../../src/lib/dataset/description.js'
import {selectRows, type Column, type Table} from '../../src/lib/dataset/table.js'
import {compareProfiles, type CompareOptions} from '../../src/lib/drift/compare-profiles.js'
import type {ColumnOverride} from '../../src/lib/drift/drift-report.js'
import {profileOf} from '../../src/lib/drift/profile-table.js'
import type {ColumnDrift, TableDrift} from '../../src/lib/drift/table-drift.js'
import {createNormal, createRandom} from '../../src/lib/statistics/random.js'

const fields: readonly FieldDescription[] = [
  {kind: 'number', name: 'miles', integer: false, minimum: -10, maximum: 10},
  {kind: 'number', name: 'doors', integer: true},
  {
    kind: 'category',
    name: 'brakes',
    categories: [
      {value: '0', label: 'by foot'},
      {value: '1', label: 'by itself'},
    ],
  },
]
const compared = {fields, target: null}

/** What can be told of a set of rows before any is drawn. */
interface World {
  readonly rows?: number
  readonly seed: string
  readonly shift?: number
  readonly spread?: number
  readonly brakes?: number
  readonly change?: (row: Row, index: number) => Row
}

interface Row {
  readonly miles: number
  readonly doors: number
  /** Null is missing. */
  readonly brakes: string | null
}

function rowsOf({rows = 1000, seed, shift = 0, spread = 1, brakes = 0.4, change = (row) => row}: World): Table {
  const random = createRandom(seed)
  const normal = createNormal(random)
  const drawn = Array.from({length: rows}, (_, index) =>
    change(
      {
        miles: normal() * spread + shift,
        doors: 2 + Math.floor(random() * 4),
        brakes: random() < brakes ? '1' : '0',
      },
      index,
    ),
  )
  const categories = [...new Set(['0', '1', ...drawn.flatMap((row) => row.brakes ?? [])])]
  const columns: Column[] = [
    {kind: 'number', name: 'miles', values: Float64Array.from(drawn, (row) => row.miles)},
    {kind: 'number', name: 'doors', values: Float64Array.from(drawn, (row) => row.doors)},
    {
      kind: 'category',
      name: 'brakes',
      categories,
      codes: Int32Array.from(drawn, (row) => (row.brakes === null ? -1 : categories.indexOf(row.brakes))),
    },
  ]
  return {rows, columns}
}

const reference = rowsOf({seed: 'reference', rows: 1500})

function compare(current: Table, options: Partial<CompareOptions> = {}): TableDrift {
  const columns = {fields: [...fields], target: null}
  return compareProfiles(profileOf(reference, columns), profileOf(current, columns), {
    policy: 'calibrated',
    compared,
    alpha: 0.05,
    minEffect: 0.1,
    overrides: [],
    importance: null,
    multivariate: null,
    alikeErrors: null,
    ...options,
  })
}

function columnOf({columns}: TableDrift, key: string): ColumnDrift {
  const column = columns.find((each) => each.key === key)
  if (column === undefined) throw new Error(`${key} is not among ${columns.map((each) => each.key).join(', ')}`)
  return column
}

describe('compareProfiles, calibrated', () => {
  it('finds no drift in other rows of the same world', () => {
    const table = compare(rowsOf({seed: 'other'}))
    expect(table).to.deep.include({status: 'stable', drifted: 0, warned: 0, tested: 3})
    expect(table.columns.map(({key}) => key)).to.deep.equal(['miles', 'doors', 'brakes'])
  })

  for (const rows of [20, 150, 1500, 15_000]) {
    it(`finds no drift of the reference against ${rows} rows drawn from itself`, () => {
      const random = createRandom(`drawn/${rows}`)
      const drawn = selectRows(
        reference,
        Array.from({length: rows}, () => Math.floor(random() * reference.rows)),
      )
      expect(compare(drawn).columns.every(({status}) => status === 'stable')).to.equal(true)
    })
  }

  it('finds no drift of the reference against itself', () => {
    for (const {test, effect} of compare(reference).columns) {
      expect(test!.pValue).to.be.closeTo(1, 1e-12)
      expect(effect!.value).to.equal(0)
    }
  })

  it('names what moved, which way, and how far, in the unit of the column', () => {
    const miles = columnOf(compare(rowsOf({seed: 'other', shift: -0.5})), 'miles')
    expect(miles).to.deep.include({status: 'drift', direction: 'down'})
    expect(miles.effect!.value).to.be.within(0.4, 0.6)
    expect(miles.sentence).to.match(/^miles fell: median -?0\.\d+ -> -0\.\d+, Wasserstein 0\.\d\d \(limit 0\.10\)\.$/)
  })

  it('calls a small but certain change a warning', () => {
    const miles = columnOf(compare(rowsOf({seed: 'other', rows: 20_000, shift: 0.08})), 'miles')
    expect(miles.status).to.equal('warning')
    expect(miles.sentence).to.match(/Wasserstein 0\.0\d \(warning from 0\.05, limit 0\.10\)\.$/)
  })

  it('tells spread from shift', () => {
    const miles = columnOf(compare(rowsOf({seed: 'other', spread: 2})), 'miles')
    expect(miles).to.deep.include({status: 'drift', direction: 'wider'})
    expect(miles.sentence).to.match(/^miles spread out: middle half/)
  })

  it('names the category by its label', () => {
    const brakes = columnOf(compare(rowsOf({seed: 'other', brakes: 0.7})), 'brakes')
    expect(brakes.status).to.equal('drift')
    expect(brakes.sentence).to.match(/^brakes: share of "by itself" rose from \d\d\.\d % to \d\d\.\d %, Jensen-Shannon/)
    expect(brakes.histogram!.labels).to.deep.equal(['by foot', 'by itself'])
  })

  it('does not let one outlier make a drift, or hide one', () => {
    const outlier = (row: Row, index: number): Row => (index === 0 ? {...row, miles: 1e6} : row)
    expect(columnOf(compare(rowsOf({seed: 'other', change: outlier})), 'miles').status).to.equal('stable')
    expect(columnOf(compare(rowsOf({seed: 'other', shift: 1, change: outlier})), 'miles').status).to.equal('drift')
  })

  describe('has a line of its own for', () => {
    it('missing values', () => {
      const missing = (row: Row, index: number): Row => (index % 10 === 0 ? {...row, miles: NaN, brakes: null} : row)
      const table = compare(rowsOf({seed: 'other', change: missing}))
      expect(columnOf(table, 'miles: missing').status).to.equal('drift')
      expect(columnOf(table, 'miles: missing').sentence).to.contain('missing values rose from 0.0 % to 10.0 %')
      expect(columnOf(table, 'brakes: missing').status).to.equal('drift')
      expect(columnOf(table, 'miles').status).to.equal('stable')
    })

    it('values out of range', () => {
      const far = (row: Row, index: number): Row => (index % 20 === 0 ? {...row, miles: 11} : row)
      const outside = columnOf(compare(rowsOf({seed: 'other', change: far})), 'miles: out-of-range')
      expect(outside.sentence).to.match(/^miles: values out of range rose from 0\.0 % to 5\.0 %/)
    })

    it('infinite values, of a column without a range too', () => {
      const infinite = (row: Row, index: number): Row => (index % 5 === 0 ? {...row, doors: Infinity} : row)
      const table = compare(rowsOf({seed: 'other', change: infinite}))
      expect(columnOf(table, 'doors: out-of-range')).to.deep.include({status: 'drift', direction: 'up'})
      expect(columnOf(table, 'doors').status).to.equal('stable')
    })

    it('categories that the reference does not have', () => {
      const rocket = (row: Row, index: number): Row => (index % 20 === 0 ? {...row, brakes: 'rocket'} : row)
      const unseen = columnOf(compare(rowsOf({seed: 'other', change: rocket})), 'brakes: unseen')
      expect(unseen).to.deep.include({status: 'drift', aspect: 'unseen', direction: 'up'})
    })
  })

  describe('states a result for', () => {
    const broken = (change: Partial<Row>, rows = 1000): TableDrift =>
      compare(rowsOf({seed: 'other', rows, change: (row) => ({...row, ...change})}))

    it('a column in which all values are missing', () => {
      const table = broken({miles: NaN, brakes: null})
      expect(columnOf(table, 'miles').sentence).to.equal('miles not tested: all values are missing.')
      expect(columnOf(table, 'brakes').sentence).to.equal('brakes not tested: all values are missing.')
      expect(columnOf(table, 'miles: missing').status).to.equal('drift')
      expect(columnOf(table, 'doors').status).to.equal('stable')
    })

    it('infinite values', () => {
      expect(columnOf(broken({miles: Infinity}), 'miles').sentence).to.equal(
        'miles not tested: all values are infinite.',
      )
      expect(columnOf(broken({miles: -Infinity}), 'miles: out-of-range').status).to.equal('drift')
    })

    it('a constant', () => {
      const table = broken({miles: 0, doors: 3})
      expect(columnOf(table, 'miles')).to.deep.include({status: 'drift', direction: 'narrower'})
      expect(columnOf(table, 'doors').status).to.equal('drift')
    })

    it('one row', () => {
      expect(broken({}, 1).columns.every(({status}) => status === 'stable')).to.equal(true)
    })

    it('no row at all', () => {
      const table = broken({}, 0)
      expect(table.tested).to.equal(0)
      expect(columnOf(table, 'miles').sentence).to.equal('miles not tested: no rows.')
    })
  })

  it('measures what left a constant by the share of rows that left it', () => {
    const constant = rowsOf({seed: 'constant', change: (row) => ({...row, miles: 5})})
    const columns = {fields: [fields[0]!], target: null}
    const current = rowsOf({seed: 'x', change: (row, index) => ({...row, miles: index % 2 === 0 ? 5 : 6})})
    const table = compareProfiles(profileOf(constant, columns), profileOf(current, columns), {
      policy: 'calibrated',
      compared: columns,
      alpha: 0.05,
      minEffect: 0.1,
      overrides: [],
      importance: null,
      multivariate: null,
      alikeErrors: null,
    })
    const miles = columnOf(table, 'miles')
    expect(miles).to.deep.include({status: 'drift', direction: 'up'})
    expect(miles.effect).to.deep.include({name: 'jensen-shannon', limit: 0.1})
    expect(miles.effect!.value).to.be.within(0.4, 0.6)
  })

  it('gives no two columns one key, whatever the features are called', () => {
    const named = (name: string): FieldDescription => ({kind: 'number', name, integer: false})
    const columns = {fields: ['x', 'x: missing', 'all features together'].map(named), target: null}
    const normal = createNormal(createRandom('keys'))
    const drawn = (): Table => ({
      rows: 100,
      columns: columns.fields.map(({name}) => ({
        kind: 'number',
        name,
        values: Float64Array.from({length: 100}, (_, row) => (row === 0 ? NaN : normal())),
      })),
    })
    const table = compareProfiles(profileOf(drawn(), columns), profileOf(drawn(), columns), {
      ...{policy: 'calibrated', compared: columns, alpha: 0.05, minEffect: 0.1, overrides: []},
      ...{importance: null, multivariate: {auc: 0.5, statistic: 0, pValue: 0.5}, alikeErrors: null},
    })
    const keys = table.columns.map(({key}) => key)
    expect(keys).to.include.members(['x: missing', 'x: missing (missing)', 'all features together (multivariate)'])
    expect(new Set(keys).size).to.equal(keys.length)
  })

  it('says why a difference is none: chance, or too little of it', () => {
    expect(columnOf(compare(rowsOf({seed: 'other', shift: 0.05})), 'miles').sentence).to.match(
      /, not significant \(p 0\.\d\d\d\)\.$/,
    )
    const slight = columnOf(compare(rowsOf({seed: 'other', rows: 20_000, shift: 0.15}), {minEffect: 0.5}), 'miles')
    expect(slight.sentence).to.match(
      /, too little to matter: Wasserstein 0\.\d\d \(warning from 0\.25, limit 0\.50\)\.$/,
    )
  })

  it('measures significance by the alpha that was asked for', () => {
    const found = (alpha: number): ColumnDrift =>
      columnOf(compare(rowsOf({seed: 'other', shift: 0.5}), {alpha}), 'miles')
    expect(found(0).sentence).to.match(/, not significant \(p \d(?:e-\d+)?\)\.$/)
    expect(found(0.05).status).to.equal('drift')
  })

  it('weighs drift with importance', () => {
    const current = rowsOf({seed: 'other', shift: 0.5, brakes: 0.8})
    const importance = new Map([
      ['miles', 0.3],
      ['doors', -0.01],
      ['brakes', 0.1],
    ])
    const table = compare(current, {importance})
    const [miles, doors, brakes] = ['miles', 'doors', 'brakes'].map((key) => columnOf(table, key))
    expect(doors).to.deep.include({importance: 0, contribution: 0})
    expect(miles!.contribution! + brakes!.contribution!).to.be.closeTo(1, 1e-12)
    expect(miles!.contribution! / brakes!.contribution!).to.be.closeTo(
      (0.3 * miles!.effect!.value) / (0.1 * brakes!.effect!.value),
      1e-9,
    )
  })

  it('gives the same answer each time', () => {
    const current = rowsOf({seed: 'other', rows: 60, shift: 0.3})
    expect(compare(current)).to.deep.equal(compare(current))
  })

  it('counts rows that can be told apart as a column of the table', () => {
    const found = {auc: 0.7, statistic: 9, pValue: 1e-12}
    const rows = columnOf(compare(rowsOf({seed: 'other'}), {multivariate: found}), 'all features together')
    expect(rows).to.deep.include({status: 'drift', aspect: 'multivariate'})
    expect(rows.sentence).to.equal(
      'Rows can be told from those of the reference by all features together, AUC 0.70 (limit 0.55).',
    )
  })
})

describe('compareProfiles with a choice for a column', () => {
  const current = rowsOf({seed: 'other', shift: 0.5})
  const choose = (choice: Partial<ColumnOverride>, options: Partial<CompareOptions> = {}): ColumnDrift =>
    columnOf(
      compare(current, {
        overrides: [{column: 'miles', test: null, threshold: null, direction: null, ...choice}],
        ...options,
      }),
      'miles',
    )

  it('takes another limit', () => {
    expect(choose({threshold: 0.8})).to.deep.include({status: 'warning'})
    expect(choose({threshold: 2}).status).to.equal('stable')
  })

  it('lets only one direction count', () => {
    expect(choose({direction: 'up'}).status).to.equal('drift')
    expect(choose({direction: 'down'}).status).to.equal('stable')
    expect(choose({direction: 'down'}).sentence).to.match(/, Wasserstein 0\.\d\d, but only a fall counts\.$/)
  })

  it('lets only one direction count by a test of Evidently, too', () => {
    expect(choose({test: 'psi', direction: 'up'}).status).to.equal('drift')
    expect(choose({test: 'psi', direction: 'down'}).status).to.equal('stable')
    expect(choose({direction: 'down'}, {policy: 'evidently'}).status).to.equal('stable')
  })

  it('knows no up and down of three categories', () => {
    const rocket = (row: Row, index: number): Row => (index % 3 === 0 ? {...row, brakes: 'rocket'} : row)
    const brakes = columnOf(
      compare(rowsOf({seed: 'other', change: rocket}), {
        overrides: [{column: 'brakes', test: null, threshold: null, direction: 'up'}],
      }),
      'brakes',
    )
    expect(brakes.status).to.equal('not-tested')
    expect(brakes.sentence).to.contain('it holds 3 categories, which go neither up nor down')
  })

  it('takes another limit of all features together', () => {
    const overrides = [{column: 'all features together', test: null, threshold: 0.9, direction: null}]
    const multivariate = {auc: 0.7, statistic: 9, pValue: 1e-12}
    const together = columnOf(compare(current, {overrides, multivariate}), 'all features together')
    expect(together).to.deep.include({status: 'warning'})
    expect(together.effect!.limit).to.equal(0.9)
  })

  it('names the test whose score decides', () => {
    expect(choose({test: 'psi'}).sentence).to.match(/, psi 0\.\d\d \(limit 0\.10\)\.$/)
    expect(choose({test: 'ks'}, {policy: 'evidently'}).sentence).to.match(/, ks p \de-\d+ \(limit 0\.05\)\.$/)
  })

  it('takes another test of significance, and keeps the effect', () => {
    const miles = choose({test: 'KS'})
    expect(miles.test).to.deep.include({name: 'ks'})
    expect(miles.effect!.name).to.equal('wasserstein')
    expect(miles.status).to.equal('drift')
  })

  it('takes a distance by its own threshold', () => {
    expect(choose({test: 'psi'})).to.deep.include({status: 'drift'})
    const loose = choose({test: 'psi', threshold: 5})
    expect(loose.status).to.equal('stable')
    expect(loose.effect).to.deep.include({name: 'score', limit: 5, warning: null})
  })
})

describe('compareProfiles, evidently', () => {
  it('judges features by the default tests and the table by the share of drifted ones', () => {
    const table = compare(rowsOf({seed: 'other', shift: 0.5, brakes: 0.9}), {policy: 'evidently'})
    expect(table.columns.map(({key, status, test}) => [key, status, test!.name])).to.deep.equal([
      ['miles', 'drift', 'wasserstein'],
      ['doors', 'stable', 'jensenshannon'],
      ['brakes', 'drift', 'jensenshannon'],
    ])
    expect(table.status).to.equal('drift')
    expect(table.columns[0]!.effect).to.deep.include({name: 'score', limit: 0.1, warning: null})
  })

  it('takes numbers for numbers, also where the reference has one or two values', () => {
    const columns = {fields: [fields[0]!], target: null}
    const constant = rowsOf({seed: 'constant', rows: 500, change: (row) => ({...row, miles: 5})})
    const table = compareProfiles(profileOf(constant, columns), profileOf(rowsOf({seed: 'x'}), columns), {
      ...{policy: 'evidently', compared: columns, alpha: 0.05, minEffect: 0.1, overrides: []},
      ...{importance: null, multivariate: null, alikeErrors: null},
    })
    expect(columnOf(table, 'miles').test!.name).to.equal('ks')
  })

  it('is stable when less than half have drifted', () => {
    expect(compare(rowsOf({seed: 'other', shift: 0.5}), {policy: 'evidently'})).to.deep.include({
      status: 'stable',
      drifted: 1,
      tested: 3,
    })
  })
})
