import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, relative} from 'node:path'
import {gzipSync} from 'node:zlib'
import {expect} from 'chai'
import {columnOf, type CategoryColumn, type NumberColumn} from '../../src/lib/dataset/table.js'
import type {CategoryProfile, NumberProfile} from '../../src/lib/drift/data-profile.js'
import {profileFile, type ProfiledFile, type ProfileFileOptions} from '../../src/lib/lifecycle/drift-inputs.js'
import {inNaturalOrder} from '../../src/lib/lifecycle/drift-inputs-order.js'
import {expandPaths} from '../../src/lib/lifecycle/drift-inputs-paths.js'
import {readerForModel, rowModelOf} from '../../src/lib/lifecycle/drift-inputs-reader.js'
import {
  readReference,
  type ReferenceData,
  type ReferenceOptions,
} from '../../src/lib/lifecycle/drift-inputs-reference.js'
import {readPeriod} from '../../src/lib/lifecycle/drift-inputs-saved.js'
import {profile} from '../../src/lib/lifecycle/profile.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {Registry} from '../../src/lib/model/registry.js'
import {errorOf, pipe} from '../dataset/load-text.js'
import {csvOf, rowsAround, thresholdModel, type ThresholdModel} from './threshold-model.js'

describe('what drift reads', () => {
  let folder: string
  const now = () => new Date('2026-03-02T08:00:00.000Z')
  const random = () => 0.5

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlops-drift-inputs-'))
  })
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true})
  })

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  const reference = (options: Partial<ReferenceOptions>): Promise<ReferenceData> =>
    readReference({onBadRow: 'fail', seed: 1, ...options})

  const current = (
    path: string,
    {reader}: ReferenceData,
    options: Partial<ProfileFileOptions> = {},
  ): Promise<ProfiledFile> => profileFile(path, reader, {onBadRow: 'fail', seed: 1, ...options})

  async function add(model: ThresholdModel): Promise<Artifact> {
    const registry = new Registry(join(folder, 'models'), {now, random})
    return registry.load(await registry.add(thresholdModel(model)))
  }

  const plain = ['age,colour,label', '20,red,yes', '30.5,blue,no', ',red,no', '40,,yes', ''].join('\n')

  describe('expandPaths', () => {
    beforeEach(() => {
      for (const month of [1, 2, 3, 10, 11]) file(`month-${month}.csv`, '')
      for (const name of ['jan.csv', 'feb.csv', '.hidden.csv', 'odd[1].csv']) file(name, '')
      mkdirSync(join(folder, 'month-folder.csv'))
      mkdirSync(join(folder, 'deep/er'), {recursive: true})
      file('deep/er/month-4.csv', '')
    })

    const names = async (...patterns: string[]): Promise<string[]> =>
      (await expandPaths(patterns.map((pattern) => join(folder, pattern)))).map((path) => relative(folder, path))

    for (const [pattern, expected] of [
      ['month-*.csv', ['month-1.csv', 'month-2.csv', 'month-3.csv', 'month-10.csv', 'month-11.csv']],
      ['month-?.csv', ['month-1.csv', 'month-2.csv', 'month-3.csv']],
      ['month-[12].csv', ['month-1.csv', 'month-2.csv']],
      ['month-[!1-2].csv', ['month-3.csv']],
      ['month-{11,2}.csv', ['month-2.csv', 'month-11.csv']],
      ['{jan,month-{1,3}}.csv', ['jan.csv', 'month-1.csv', 'month-3.csv']],
      ['*/*/month-*.csv', ['deep/er/month-4.csv']],
      ['**/month-[4]*.csv', ['deep/er/month-4.csv']],
      ['odd[1].csv', ['odd[1].csv']],
    ] as const) {
      it(`finds what fits ${pattern}, in natural order`, async () => {
        expect(await names(pattern)).to.deep.equal(expected)
      })
    }

    it('leaves hidden files and folders out', async () => {
      expect(await names('*.csv')).to.not.include.members(['.hidden.csv', 'month-folder.csv'])
      expect(await names('.h*')).to.deep.equal(['.hidden.csv'])
    })

    it('puts into natural order what a shell has written alphabetically', async () => {
      expect(await names('month-1.csv', 'month-10.csv', 'month-11.csv', 'month-2.csv')).to.deep.equal([
        'month-1.csv',
        'month-2.csv',
        'month-10.csv',
        'month-11.csv',
      ])
    })

    it('leaves files in the order that a person chose', async () => {
      expect(await names('jan.csv', 'feb.csv')).to.deep.equal(['jan.csv', 'feb.csv'])
    })

    it('takes each file once, and standard input as it is', async () => {
      expect(await names('month-2.csv', 'month-?.csv')).to.deep.equal(['month-2.csv', 'month-1.csv', 'month-3.csv'])
      expect(await expandPaths(['-'])).to.deep.equal(['-'])
    })

    it('leaves a file without a pattern to who reads it, and names a pattern that fits nothing', async () => {
      expect(await names('none.csv')).to.deep.equal(['none.csv'])
      const error = await errorOf(expandPaths([join(folder, 'week-*.csv')]))
      expect(error.code).to.equal('FILE_NOT_FOUND')
      expect(error.message).to.equal(`No file fits ${join(folder, 'week-*.csv')}.`)
    })
  })

  describe('inNaturalOrder', () => {
    it('sorts numbers by their size and names by the numbers in them', () => {
      expect(inNaturalOrder(['10', '9.5', '-1', '9.25'])).to.deep.equal(['-1', '9.25', '9.5', '10'])
      expect(inNaturalOrder(['2024-10', '2024-2', '2023-11'])).to.deep.equal(['2023-11', '2024-2', '2024-10'])
    })
  })

  describe('readReference', () => {
    it('takes a file by its own description, with its label and its rows', async () => {
      const read = await reference({reference: file('a.csv', plain)})
      expect(read).to.deep.include({kind: 'file', name: join(folder, 'a.csv'), rows: 4, skippedRows: 0})
      expect(read.profile.columns.map(({name, kind}) => [name, kind])).to.deep.equal([
        ['age', 'number'],
        ['colour', 'category'],
      ])
      expect(read.profile.label).to.deep.include({name: 'label', categories: ['no', 'yes'], missing: 0})
      expect(Array.from(read.sample!.rowNumbers)).to.deep.equal([1, 2, 3, 4])
      expect(Array.from((columnOf(read.sample!.table, 'age') as NumberColumn).values)).to.deep.equal([
        20,
        30.5,
        Number.NaN,
        40,
      ])
    })

    it('takes a file without a label, and one from standard input', async () => {
      const read = await reference({reference: '-', stdin: pipe('x,y\n1.5,2.5\n2.5,3\n')})
      expect(read.profile.label).to.equal(null)
      expect(read.profile.columns.map(({name}) => name)).to.deep.equal(['x', 'y'])
    })

    it('takes no column for the label that neither says so nor is named, and a file of one column', async () => {
      const read = await reference({reference: file('two.csv', 'x,doors\n1.5,2\n2.5,3\n3.5,2\n')})
      expect(read.profile.label).to.equal(null)
      expect(read.profile.columns.map(({name}) => name)).to.deep.equal(['x', 'doors'])
      const named = await reference({reference: file('two.csv', 'x,doors\n1.5,2\n2.5,3\n3.5,2\n'), target: 'doors'})
      expect(named.profile.label).to.deep.include({name: 'doors'})
      for (const name of ['x', 'label']) {
        const one = await reference({reference: file('one.csv', `${name}\n1\n2\n2\n`)})
        expect(one.profile.columns.map((column) => column.name)).to.deep.equal([name])
      }
    })

    it('leaves out dates and row numbers of a file without a label', async () => {
      const lines = Array.from({length: 40}, (_, row) => `${row + 1},2024-01-${10 + (row % 9)},${row % 7}`)
      const read = await reference({reference: file('dated.csv', ['row,day,miles', ...lines, ''].join('\n'))})
      expect(read.profile.columns.map(({name}) => name)).to.deep.equal(['miles'])
      expect(read.notes.join(' ')).to.contain('"day" is left out: it holds dates')
    })

    it('counts infinite values and NaN in place of stopping at them', async () => {
      const {reader} = await reference({reference: file('plain.csv', 'x\n1.5\n2.5\n3.5\n')})
      const path = file('odd.csv', 'x\nInfinity\n-inf\n1e300\nNaN\n2.5\n')
      const {periods} = await profileFile(path, reader, {onBadRow: 'fail', seed: 1})
      expect(periods[0]!.profile.columns[0]).to.deep.include({infinite: 3, missing: 1})
      expect(Array.from((periods[0]!.sample!.table.columns[0] as NumberColumn).values)).to.deep.equal([
        Infinity,
        -Infinity,
        Infinity,
        NaN,
        2.5,
      ])
    })

    it('leaves out what looks like identifiers, with a note, unless it is asked for', async () => {
      const lines = Array.from({length: 200}, (_, row) => `${row % 9},name ${row},${row % 2}`)
      const path = file('names.csv', ['x,name,label', ...lines, ''].join('\n'))
      const read = await reference({reference: path})
      expect(read.profile.columns.map(({name}) => name)).to.deep.equal(['x'])
      expect(read.sample!.table.columns.map(({name}) => name)).to.deep.equal(['x'])
      expect(read.notes.join(' ')).to.contain('"name" is left out')
      const asked = await reference({reference: path, columns: ['name']})
      expect(asked.profile.columns.map(({name}) => name)).to.deep.equal(['name'])
    })

    it('compares the named columns, and suggests the nearest name for one that is not there', async () => {
      const path = file('a.csv', plain)
      const read = await reference({reference: path, columns: ['colour']})
      expect(read.reader.columns.fields.map(({name}) => name)).to.deep.equal(['colour'])
      const error = await errorOf(reference({reference: path, columns: ['color']}))
      expect([error.code, error.message]).to.deep.equal([
        'COLUMN_MISSING',
        'There is no feature "color". Did you mean "colour"? The features are age, colour.',
      ])
    })

    it('takes the rows that a model keeps, and its answers to those that it was not trained on', async () => {
      const draft = thresholdModel({threshold: 0})
      const registry = new Registry(join(folder, 'models'), {now, random})
      const [x, answer] = draft.reference.table.columns
      const version = await registry.add({
        ...draft,
        reference: {
          table: {
            rows: 3,
            columns: [
              {...(x as NumberColumn), values: Float64Array.of(-1, 1, 11)},
              {...(answer as CategoryColumn), codes: Int32Array.of(0, 0, 1)},
            ],
          },
          predicted: Int32Array.of(-1, 1, 1),
          probabilities: Float32Array.of(Number.NaN, Number.NaN, 0.25, 0.75, 0, 1),
        },
      })
      const read = await reference({artifact: await registry.load(version)})
      expect(read).to.deep.include({kind: 'model', name: 'version 1', rows: 3})
      expect((read.profile.columns[0] as NumberProfile).range).to.deep.include({below: 0, above: 1})
      expect(read.profile.outputs!.rows).to.equal(2)
      expect(Array.from(read.profile.outputs!.confidence.values.values)).to.deep.equal([0.75, 1])
      expect(read.profile.outputs!.errors!.errors.reduce((sum, count) => sum + count, 0)).to.equal(1)
      expect(read.sample!.table.rows).to.equal(3)
    })

    it('has a model answer the rows of a file that is named beside it', async () => {
      const artifact = await add({threshold: 0})
      const read = await reference({artifact, reference: file('r.csv', csvOf(rowsAround(0, 100)))})
      expect(read.kind).to.equal('file')
      expect(Array.from(read.profile.outputs!.predicted.counts)).to.deep.equal([50, 50])
    })

    it('says that there is nothing to compare with', async () => {
      expect((await errorOf(reference({}))).code).to.equal('USAGE')
    })
  })

  describe('profileFile', () => {
    it('reads as the reference was read: types, columns, whatever stands there now', async () => {
      const read = await reference({reference: file('a.csv', plain)})
      const {periods, notes} = await current(file('b.csv', 'colour;more;age\ngreen;1;\nred;2;\n'), read)
      const [age, colour] = periods[0]!.profile.columns as [NumberProfile, CategoryProfile]
      expect(age).to.deep.include({kind: 'number', missing: 2})
      expect(colour.categories).to.deep.equal(['green', 'red'])
      expect(periods[0]!.profile.label).to.equal(null)
      expect(notes).to.deep.equal(['Not described, so not read: "more".'])
      expect(periods[0]!.name).to.equal('b')
    })

    it('counts a label that nobody knew in place of failing', async () => {
      const read = await reference({reference: file('a.csv', plain)})
      const {periods} = await current(file('b.csv', 'age,colour,label\n1,red,perhaps\n'), read)
      expect(periods[0]!.profile.label!.categories).to.deep.equal(['perhaps'])
    })

    it('names a column that is missing', async () => {
      const read = await reference({reference: file('a.csv', plain)})
      const error = await errorOf(current(file('b.csv', 'age,color\n1,red\n'), read))
      expect(error.code).to.equal('COLUMN_MISSING')
      expect(error.message).to.contain('b.csv has no column "colour". Is "color" meant to be "colour"?')
    })

    it('makes a period of each value of a column, in natural order, described or not', async () => {
      const read = await reference({reference: file('a.csv', plain)})
      const path = file('b.csv', 'month,age,colour\n10,1,red\n9,2,red\n10,3,red\n,4,red\n')
      const {periods, notes} = await current(path, read, {by: 'month'})
      expect(periods.map(({name, rows}) => [name, rows])).to.deep.equal([
        ['9', 1],
        ['10', 2],
      ])
      expect(Array.from(periods[1]!.sample!.rowNumbers)).to.deep.equal([1, 3])
      expect(notes.join(' ')).to.contain('without a period, left out: 1.')
      const {periods: byColour} = await current(path, read, {by: 'colour'})
      expect(byColour.map(({name}) => name)).to.deep.equal(['red'])
    })

    it('refuses a column with too many values, or one that is not there', async () => {
      const read = await reference({reference: file('a.csv', plain)})
      const lines = Array.from({length: 401}, (_, row) => `day ${row},1,red`)
      const path = file('b.csv', ['day,age,colour', ...lines, ''].join('\n'))
      expect((await errorOf(current(path, read, {by: 'day'}))).message).to.contain('more than 400 values')
      expect((await errorOf(current(path, read, {by: 'dya'}))).message).to.contain('Did you mean "day"?')
      expect((await errorOf(current(path, read, {chunk: 1}))).message).to.contain('more than 400 periods')
    })

    it('cuts a file into periods of equal length, the last of which may be shorter, across what is read at once', async () => {
      const read = await reference({reference: file('a.csv', 'x,y\n1.5,2\n2.5,3\n')})
      const lines = Array.from({length: 100_000}, (_, row) => `${row},${row % 7}`)
      const {periods} = await current(file('b.csv', ['x,y', ...lines, ''].join('\n')), read, {chunk: 30_000})
      expect(periods.map(({name}) => name)).to.deep.equal([
        'rows 1-30,000',
        'rows 30,001-60,000',
        'rows 60,001-90,000',
        'rows 90,001-100,000',
      ])
      const [x] = periods[1]!.profile.columns as [NumberProfile]
      expect([x.values.values[0], x.values.values.at(-1), x.values.rows]).to.deep.equal([30_000, 59_999, 30_000])
      expect(periods[1]!.sample!.rowNumbers[0]).to.be.within(30_001, 30_100)
    })

    it('samples at most 5,000 rows, each as likely as another, in their order, the same ones again', async () => {
      const read = await reference({reference: file('a.csv', 'x,y\n1.5,2\n2.5,3\n')})
      const lines = Array.from({length: 50_000}, (_, row) => `${row + 1},${row % 7}`)
      const path = file('b.csv', ['x,y', ...lines, ''].join('\n'))
      const sampleOf = async () => (await current(path, read)).periods[0]!.sample!
      const {rowNumbers, table} = await sampleOf()
      expect(rowNumbers).to.have.length(5000)
      expect((columnOf(table, 'x') as NumberColumn).values).to.deep.equal(rowNumbers)
      expect(Array.from(rowNumbers)).to.deep.equal(Array.from(rowNumbers).toSorted((a, b) => a - b))
      const firstHalf = rowNumbers.filter((row) => row <= 25_000).length
      // Hypergeometric, standard deviation 33.5.
      expect(firstHalf).to.be.within(2350, 2650)
      expect((await sampleOf()).rowNumbers).to.deep.equal(rowNumbers)
    })

    it('has a model answer the rows, but not count those that it was trained on', async () => {
      const rows = csvOf(rowsAround(1, 100))
      const artifact = await add({threshold: 0, trainingFile: {text: rows, rows: 100, testRows: [10, 59, 90]}})
      const reader = readerForModel(rowModelOf(artifact))
      const options = {onBadRow: 'fail', seed: 1} as const
      const other = await profileFile(file('other.csv', csvOf(rowsAround(1, 200))), reader, options)
      expect(other.periods[0]!.profile.outputs!.rows).to.equal(200)
      const same = await profileFile(file('training.csv', rows), reader, options)
      const {outputs, label} = same.periods[0]!.profile
      expect([outputs!.rows, label!.missing, same.rows]).to.deep.equal([3, 0, 100])
      expect(outputs!.errors!.errors.reduce((sum, count) => sum + count, 0)).to.equal(1)
      expect(same.notes.join(' ')).to.contain('only those to its test rows count')
    })

    it('leaves out again the rows that were left out at training', async () => {
      const rows = `${csvOf(rowsAround(0, 100))}bad,1\n`
      const artifact = await add({threshold: 0, trainingFile: {text: rows, rows: 100, testRows: [1], skippedRows: 1}})
      const reader = readerForModel(rowModelOf(artifact))
      const read = await profileFile(file('t.csv', rows), reader, {onBadRow: 'fail', seed: 1})
      expect([read.rows, read.skippedRows]).to.deep.equal([100, 1])
      const error = await errorOf(profileFile(file('u.csv', `${rows}worse,1\n`), reader, {onBadRow: 'fail', seed: 1}))
      expect(error.code).to.equal('DATA_INVALID')
    })
  })

  describe('a profile in place of rows', () => {
    const count = (data: string, out: string, model?: string) =>
      profile({
        ...{
          data,
          out: join(folder, out),
          models: join(folder, 'models'),
          onBadRow: 'fail',
          existing: 'keep',
          now,
          random,
        },
        ...(model === undefined ? {} : {model}),
      })

    it('holds the same counts as the rows, as a reference and as a period, gzipped too', async () => {
      const a = file('a.csv', plain)
      await count(a, 'a.json.gz')
      const rows = await reference({reference: a})
      const counts = await reference({reference: join(folder, 'a.json.gz')})
      expect(counts.profile).to.deep.equal(rows.profile)
      expect(counts.reader).to.deep.equal(rows.reader)
      expect(counts.sample).to.equal(null)
      const {period, notes} = await readPeriod(join(folder, 'a.json.gz'), rows.reader)
      expect(period.profile).to.deep.equal((await current(a, rows)).periods[0]!.profile)
      expect([period.name, period.sample, notes]).to.deep.equal(['a', null, []])
    })

    it('holds the same answers of a model', async () => {
      const artifact = await add({threshold: 0})
      const data = file('r.csv', csvOf(rowsAround(1, 100)))
      await count(data, 'r.json', '1')
      const read = await reference({artifact})
      const {period} = await readPeriod(join(folder, 'r.json'), read.reader)
      expect(period.profile).to.deep.equal((await current(data, read)).periods[0]!.profile)
      expect(period.profile.outputs!.rows).to.equal(100)
    })

    it('is not compared by its answers when they are of another model or of none', async () => {
      const artifact = await add({threshold: 0})
      await count(file('r.csv', csvOf(rowsAround(1, 100))), 'r.json')
      const {period, notes} = await readPeriod(join(folder, 'r.json'), (await reference({artifact})).reader)
      expect(period.profile.outputs).to.equal(null)
      expect(notes.join(' ')).to.contain('was made without a model')
    })

    it('is read as far as it is compared, with a note on the rest', async () => {
      const read = await reference({reference: file('a.csv', plain), columns: ['age']})
      await count(file('b.csv', 'age,colour,size,label\n1,red,2,yes\n2,red,3,no\n'), 'b.json')
      const {period, notes} = await readPeriod(join(folder, 'b.json'), read.reader)
      expect(period.profile.columns.map(({name}) => name)).to.deep.equal(['age'])
      expect(notes).to.deep.equal(['Not compared, since the reference does not have them: size.'])
    })

    it('names a column that it lacks, and one of another type', async () => {
      const read = await reference({reference: file('a.csv', plain)})
      await count(file('b.csv', 'age,color,label\n1,red,yes\n2,red,no\n'), 'b.json')
      await count(file('c.csv', 'age,colour,label\nold,red,yes\nnew,red,no\n'), 'c.json')
      expect((await errorOf(readPeriod(join(folder, 'b.json'), read.reader))).message).to.contain(
        'b.json has no column "colour". Did you mean "color"?',
      )
      expect((await errorOf(readPeriod(join(folder, 'c.json'), read.reader))).message).to.contain(
        'c.json has categories in "age", and the reference numbers.',
      )
    })

    for (const [what, content, code] of [
      ['no JSON', 'age,colour', 'PROFILE_INVALID'],
      ['broken gzip', gzipSync('{"format": "mlops-profile"}').subarray(0, 30), 'PROFILE_INVALID'],
    ] as const) {
      it(`says ${code} for ${what}`, async () => {
        expect((await errorOf(reference({reference: file('broken.json', content)}))).code).to.equal(code)
      })
    }

    it('says so when it is not there', async () => {
      const error = await errorOf(reference({reference: join(folder, 'none.json')}))
      expect([error.code, error.message]).to.deep.equal([
        'FILE_NOT_FOUND',
        `There is no profile ${join(folder, 'none.json')}.`,
      ])
    })
  })
})
