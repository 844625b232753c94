import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import {LogicEngine} from 'json-logic-engine'
import {formatDataPackage} from '../../src/lib/dataset/data-package-format.js'
import {parseDataPackage} from '../../src/lib/dataset/data-package.js'
import {loadDataset, type Dataset} from '../../src/lib/dataset/load-dataset.js'
import {valuesOf} from './load-text.js'

const description = parseDataPackage(JSON.parse(readFileSync('data/datapackage.json', 'utf8')), 'data/datapackage.json')
const load = (file: string): Promise<Dataset> =>
  loadDataset({path: `data/${file}`, onBadRow: 'fail', requireTarget: true})

function buildRules(): (customer: Readonly<Record<string, unknown>>) => unknown {
  return new LogicEngine().build(description.fallback!.rules) as (
    customer: Readonly<Record<string, unknown>>,
  ) => unknown
}

/** Share of rows in which every feature lies in its range. */
function shareInRange(dataset: Dataset): number {
  const ranges = description.fields.filter(
    (field) => field.kind === 'number' && description.features.includes(field.name),
  )
  const columns = ranges.map((field) => ({field, values: valuesOf(dataset, field.name) as number[]}))
  const rows = Array.from({length: dataset.table.rows}, (_, row) =>
    columns.every(({field, values}) => {
      if (field.kind !== 'number') return true
      return values[row]! >= field.minimum! && values[row]! <= field.maximum!
    }),
  )
  return rows.filter(Boolean).length / rows.length
}

describe('the data package of the example', () => {
  it('describes every file of the folder', async () => {
    for (const file of ['reference.csv', 'month-1.csv', 'month-36.csv']) {
      const dataset = await load(file)
      expect(dataset.description).to.deep.equal(description)
      expect(dataset.source.notes).to.deep.equal([])
      expect(dataset.table.rows).to.equal(1500)
    }
  })

  it('keeps what gives the label away from the model', () => {
    expect(description.ignored).to.deep.equal(['risk', 'group_name'])
    expect(description.features).to.deep.equal([
      'training',
      'age',
      'emergency_braking',
      'braking_distance',
      'power',
      'miles',
    ])
    expect(description.target.classes).to.deep.equal([
      {value: '0', label: 'high'},
      {value: '1', label: 'medium'},
      {value: '2', label: 'low'},
    ])
  })

  it('has ranges that hold nearly every customer of the reference, but no engine of 20 horsepower', async () => {
    expect(shareInRange(await load('reference.csv'))).to.be.at.least(0.998)
    const power = description.fields.find(({name}) => name === 'power')!
    expect(power.kind === 'number' && power.minimum).to.be.within(30, 60)
  })

  it('has baseline rules that are right about two customers in three', async () => {
    const dataset = await load('reference.csv')
    const columns = description.features.map((name) => [name, valuesOf(dataset, name)] as const)
    const classOf = buildRules()
    const group = valuesOf(dataset, 'group')
    const right = group.filter((label, row) => {
      const answer = classOf(Object.fromEntries(columns.map(([name, values]) => [name, values[row]])))
      return String(answer) === label
    })
    expect(right.length / group.length).to.be.within(0.62, 0.72)
  })

  it('has baseline rules that give a class even when nothing is known', () => {
    const classOf = buildRules()
    const classes = description.target.classes.map(({value}) => value)
    expect(classes).to.include(String(classOf({})))
    expect(classes).to.include(String(classOf({age: null, power: 20})))
  })

  it('is written again as it is read', () => {
    const written: unknown = JSON.parse(JSON.stringify(formatDataPackage(description)))
    expect(parseDataPackage(written, 'again.json')).to.deep.equal(description)
  })
})
