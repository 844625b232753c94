import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {formatDataPackage} from '../../src/lib/dataset/data-package-format.js'
import {findDataPackage} from '../../src/lib/dataset/data-package-file.js'
import {loadDataset, type DatasetOptions} from '../../src/lib/dataset/load-dataset.js'
import {errorOf, people, pipe, valuesOf} from './load-text.js'

const content = 'age;trained;brand;group;note\n17;1;audi;0;3\n44;0;fiat;2;4\n'

describe('loadDataset with a data package', () => {
  let folder: string
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'mlops-package-'))))
  afterEach(() => rm(folder, {recursive: true}))

  async function file(name: string, text: string): Promise<string> {
    const path = join(folder, name)
    await writeFile(path, text)
    return path
  }
  const writePackage = (description: object = formatDataPackage(people), name = 'datapackage.json'): Promise<string> =>
    file(name, JSON.stringify(description))
  const load = (path: string, options: Partial<DatasetOptions> = {}) =>
    loadDataset({path, onBadRow: 'fail', requireTarget: true, ...options})

  it('finds it beside the file', async () => {
    const path = await writePackage()
    const dataset = await load(await file('people.csv', content))
    expect(dataset.description).to.deep.equal(people)
    expect(dataset.source).to.deep.equal({kind: 'file', path, notes: []})
    expect(dataset.file).to.equal('people.csv')
    expect(valuesOf(dataset, 'note')).to.deep.equal([3, 4])
  })

  it('finds it for a file that it does not name, when the columns fit', async () => {
    await writePackage()
    const {description} = await load(await file('new.csv', 'Alter,brand,trained,group\n17,audi,1,0\n44,fiat,0,2\n'))
    expect(description).to.deep.equal(people)
  })

  it('infers the description of a file that only lies beside it, and says so', async () => {
    const path = await writePackage()
    const {source, description} = await load(await file('other.csv', 'x,age,label\n1.5,2.5,a\n1.7,2.7,b\n'))
    expect(description.features).to.deep.equal(['x', 'age'])
    expect(source.kind).to.equal('inferred')
    expect(source.notes[0]).to.equal(`${path} describes other columns: not used.`)
  })

  it('complains about a missing column of a file that it names, or of which most columns fit', async () => {
    await writePackage()
    for (const name of ['people.csv', 'new.csv']) {
      const error = await errorOf(load(await file(name, 'age;brand;group\n17;audi;0\n')))
      expect(error.code).to.equal('COLUMN_MISSING')
      expect(error.message).to.contain('no column "trained"')
    }
  })

  it('takes the resource that names the file, else the one that fits best', async () => {
    const other = formatDataPackage({...people, fields: people.fields.slice(0, 4), ignored: []}, ['other.csv'])
    const first = formatDataPackage(people, ['people.csv'])
    const resources = [...(other['resources'] as object[]), ...(first['resources'] as object[])]
    await writePackage({...first, resources, mlops: {target: 'group'}})
    const {description} = await load(await file('people.csv', content))
    expect(description.features).to.deep.equal(['age', 'trained', 'brand', 'note'])
    expect((await load(await file('third.csv', content))).description.features).to.include('note')
    expect((await load(await file('other.csv', content))).description.features).to.not.include('note')
  })

  it('reads another one that was asked for, also for standard input', async () => {
    const schema = await writePackage(formatDataPackage(people), 'mine.json')
    expect((await load(await file('people.csv', content), {schema})).description).to.deep.equal(people)
    expect((await load('-', {schema, stdin: pipe(content)})).description).to.deep.equal(people)
  })

  it('does not infer where one was asked for, however little fits', async () => {
    const schema = await writePackage()
    const error = await errorOf(load(await file('other.csv', 'x,y,label\n1.5,2.5,a\n1.7,2.7,b\n'), {schema}))
    expect(error.code).to.equal('COLUMN_MISSING')
    expect(error.message).to.contain('no column "age", "trained", "brand", "group"')
  })

  it('says that there is no such data package', async () => {
    const path = await file('people.csv', content)
    const error = await errorOf(load(path, {schema: join(folder, 'none.json')}))
    expect(error.code).to.equal('FILE_NOT_FOUND')
    expect(error.message).to.equal(`There is no data package ${join(folder, 'none.json')}.`)
    expect((await errorOf(load(path, {schema: folder}))).code).to.equal('FILE_UNREADABLE')
  })

  it('says where a data package is not JSON', async () => {
    const path = await file('datapackage.json', '{\n  "name": "x",\n  oops\n}')
    const error = await errorOf(load(await file('people.csv', content)))
    expect(error.code).to.equal('SCHEMA_INVALID')
    expect(error.message).to.contain(`${path}:3:3  the data package is not JSON: `)
  })

  it('takes another target than the declared one, leaves that out, and says so', async () => {
    await writePackage(formatDataPackage({...people, gates: {minimumAccuracy: 0.9}}))
    const {description, source} = await load(await file('people.csv', content), {target: 'trained'})
    expect(description.target).to.deep.equal({
      name: 'trained',
      classes: ['0', '1'].map((value) => ({value, label: value})),
      valueType: 'integer',
    })
    expect(description.features).to.deep.equal(['age', 'brand'])
    expect(description.ignored).to.deep.equal(['group', 'note'])
    expect(description.gates).to.be.undefined
    expect(source.notes[0]).to.equal(
      '"trained" is the target in place of "group", which is left out. The declared fallback and gates are not used.',
    )
  })

  it('leaves out what it was asked to, and the fallback that reads it', async () => {
    const rules = {if: [{'>': [{var: 'age'}, 50]}, 0, 2]}
    await writePackage(formatDataPackage({...people, fallback: {rules, minimumProbability: 0.5}}))
    const path = await file('people.csv', content)
    expect((await load(path, {ignore: ['brand']})).description.fallback).to.deep.equal({rules, minimumProbability: 0.5})
    const {description, source} = await load(path, {ignore: ['Alter']})
    expect(description.features).to.deep.equal(['trained', 'brand'])
    expect(description.fallback).to.be.undefined
    expect(source.notes).to.deep.equal(['There is no fallback: its rules read age, which is left out.'])
  })

  it('says that a column which is to be left out does not exist', async () => {
    await writePackage()
    const error = await errorOf(load(await file('people.csv', content), {ignore: ['brnad']}))
    expect(error.code).to.equal('COLUMN_MISSING')
    expect(error.message).to.contain('Did you mean "brand"?')
  })

  it('fills categories and classes that are not declared from the data, in order, and says so', async () => {
    const open = people.fields.map((field) => (field.kind === 'category' ? {...field, categories: []} : field))
    await writePackage(formatDataPackage({...people, fields: open}))
    const path = await file('people.csv', 'age;trained;brand;group\n17;1;saab;2\n44;0;fiat;10\n44;0;fiat;0\n')
    const dataset = await load(path)
    expect(dataset.description.target.classes.map(({value}) => value)).to.deep.equal(['0', '2', '10'])
    expect(dataset.description.fields[2]).to.have.property('categories').that.has.length(2)
    expect(valuesOf(dataset, 'brand')).to.deep.equal(['saab', 'fiat', 'fiat'])
    expect(dataset.source.notes).to.deep.equal([
      'The values of "brand" are not declared; the file has 2: fiat, saab.',
      'The values of "group" are not declared; the file has 3: 0, 2, 10.',
    ])
  })

  it('asks for the target when the data package names none', async () => {
    await writePackage({...formatDataPackage(people), mlops: undefined})
    const path = await file('people.csv', content)
    const error = await errorOf(load(path))
    expect(error.code).to.equal('TARGET_UNUSABLE')
    expect(error.message).to.equal('The data package names no target: one of age, trained, brand, group, note.')
    expect((await load(path, {target: 'group'})).description.target.classes).to.deep.equal(people.target.classes)
  })

  it('says that classes are nowhere to be found', async () => {
    const open = people.fields.map((field) => (field.kind === 'category' ? {...field, categories: []} : field))
    await writePackage(formatDataPackage({...people, fields: open}))
    const path = await file('people.csv', 'age;trained;brand\n17;1;saab\n')
    const error = await errorOf(load(path, {requireTarget: false}))
    expect(error.code).to.equal('TARGET_UNUSABLE')
    expect(error.message).to.contain('The classes of "group" are neither declared nor in')
  })

  it('reads booleans however the standard spells them', async () => {
    const json = JSON.parse(JSON.stringify(formatDataPackage(people))) as {
      resources: {schema: {fields: object[]}}[]
    }
    json.resources[0]!.schema.fields[1] = {name: 'trained', type: 'boolean'}
    await writePackage(json)
    const path = await file('people.csv', 'age;trained;brand;group\n1;TRUE;audi;0\n1;0;audi;1\n1;maybe;audi;1\n')
    expect(valuesOf(await load(path), 'trained')).to.deep.equal(['true', 'false', 'maybe'])
  })

  it('finds none in a folder without one', async () => {
    expect(await findDataPackage(join(folder, 'people.csv'))).to.be.undefined
  })
})
