import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {PassThrough, Readable} from 'node:stream'
import {expect} from 'chai'
import {explore, type Exploration, type ExploreOptions} from '../../src/lib/lifecycle/explore.js'
import {stringifyJson} from '../../src/lib/terminal/json.js'
import {errorOf} from '../dataset/load-text.js'
import {inTemporaryFolder} from '../program.js'
import {schemaErrors} from '../schema.js'

const rows = Array.from({length: 60}, (_, row) => row)
const labelled = ['age,plan,churned', ...rows.map((row) => `${(row * 7) % 50},${row % 3},${row % 2 ? 'yes' : 'no'}`)]
const csv = `${labelled.join('\n')}\n`
const unlabelled = `${['a,b', ...rows.map((row) => `${row / 7},${(row * 11) % 30}.5`)].join('\n')}\n`

type Given = Partial<Omit<ExploreOptions, 'data'>> & {readonly data?: Partial<ExploreOptions['data']>}

/** Explores data.csv in a folder of its own. */
function exploring(content: string, work: (place: Place) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'data.csv')
    writeFileSync(path, content)
    await work({
      folder,
      run: ({data, ...rest} = {}) => explore({data: {path, onBadRow: 'fail', ...data}, existing: 'keep', ...rest}),
    })
  })
}

interface Place {
  readonly folder: string
  readonly run: (given?: Given) => Promise<Exploration>
}

describe('explore', () => {
  it('says what the example is and that its leaks are ignored already', async () => {
    const exploration = await explore({data: {path: 'data/reference.csv', onBadRow: 'fail'}, existing: 'keep'})
    expect(exploration.label?.classes.map(({label}) => label)).to.deep.equal(['high', 'medium', 'low'])
    expect(exploration.findings.map(({severity, kind}) => `${severity} ${kind}`)).to.deep.equal([
      'note leak',
      'note leak',
    ])
    expect(exploration.source).to.deep.equal({kind: 'file', path: join('data', 'datapackage.json'), notes: []})
    expect(exploration.written).to.deep.equal({html: null, schema: null})
  })

  it('gives what its JSON schema says, with a label and without, with bad rows and findings', async () => {
    const reference = await explore({data: {path: 'data/month-36.csv', onBadRow: 'fail'}, existing: 'keep'})
    expect(schemaErrors('explore', JSON.parse(stringifyJson(reference)))).to.deep.equal([])
    await exploring(unlabelled, async ({run}) => {
      expect(schemaErrors('explore', JSON.parse(stringifyJson(await run())))).to.deep.equal([])
    })
    const odd = [...labelled, 'x,1,yes', ',,no', '5,1,no', '5,1,no'].join('\n')
    await exploring(odd, async ({run}) => {
      const exploration = await run({data: {onBadRow: 'skip'}})
      expect(exploration.skippedRows).to.equal(1)
      expect(exploration.badRows[0]).to.deep.include({name: 'age', value: 'x'})
      expect(schemaErrors('explore', JSON.parse(stringifyJson(exploration)))).to.deep.equal([])
    })
  })

  describe('without a label', () => {
    it('explores a file in which nothing looks like one, and says why', () =>
      exploring(unlabelled, async ({run}) => {
        const {label, columns, source} = await run()
        expect(label).to.equal(null)
        expect(columns.map(({name, role}) => `${name} ${role}`)).to.deep.equal(['a feature', 'b feature'])
        expect(source.notes.join(' ')).to.contain('Explored without a label. No column is plainly the label')
      }))

    it('explores the same from standard input, which cannot be read twice', () =>
      exploring(unlabelled, async ({run}) => {
        const {file, rows: count} = await run({data: {path: '-', stdin: Readable.from([Buffer.from(unlabelled)])}})
        expect([file, count]).to.deep.equal(['<stdin>', 60])
      }))

    it('explores a file that lacks the label of its data package', () =>
      exploring('training,age\n1,30\n0,40\n', async ({run}) => {
        const schema = 'data/datapackage.json'
        const error = await errorOf(run({data: {schema}}))
        expect(error.code).to.equal('COLUMN_MISSING')
        const features = 'training;age;emergency_braking;braking_distance;power;miles'
        await exploring(`${features}\n1;30;0;40;100;20\n0;41;1;42;90;21\n`, async (place) => {
          const {label, source} = await place.run({data: {schema}})
          expect([label, source.kind]).to.deep.equal([null, 'file'])
        })
      }))

    it('takes the types of a data package that names no target', () =>
      exploring('code,x\n1,0.5\n2,0.7\n1,0.9\n', async ({folder, run}) => {
        const fields = [
          {name: 'code', type: 'integer', categories: [{value: 1, label: 'one'}, 2]},
          {name: 'x', type: 'number', constraints: {minimum: 0.6}},
        ]
        const document = {resources: [{name: 'data', path: 'data.csv', schema: {fields}}]}
        writeFileSync(join(folder, 'datapackage.json'), JSON.stringify(document))
        const {columns, findings} = await run()
        expect(columns.map(({kind}) => kind)).to.deep.equal(['category', 'number'])
        expect(columns[0]?.kind === 'category' && columns[0].values[0]?.label).to.equal('one')
        expect(findings.map(({kind}) => kind)).to.deep.equal(['out-of-range'])
      }))

    it('leaves out what is ignored', () =>
      exploring(unlabelled, async ({run}) => {
        const {columns} = await run({data: {ignore: ['b']}})
        expect(columns.map(({role}) => role)).to.deep.equal(['feature', 'ignored'])
      }))

    it('does not do without a label that was asked for', () =>
      exploring(unlabelled, async ({run}) => {
        expect(await errorOf(run({data: {target: 'label'}}))).to.have.property('code', 'COLUMN_MISSING')
      }))
  })

  describe('written files', () => {
    it('writes the page, and replaces one that is there', () =>
      exploring(csv, async ({folder, run}) => {
        const html = join(folder, 'sub', 'page.html')
        expect((await run({html})).written.html).to.equal(html)
        expect(readFileSync(html, 'utf8')).to.match(/^<!doctype html>[\s\S]*<\/html>\s*$/)
        await run({html})
        expect(readdirSync(join(folder, 'sub'))).to.deep.equal(['page.html'])
      }))

    it('gives the same page for the same data', () =>
      exploring(csv, async ({folder, run}) => {
        const pages = []
        for (const name of ['a.html', 'b.html']) {
          await run({html: join(folder, name)})
          pages.push(readFileSync(join(folder, name), 'utf8'))
        }
        expect(pages[0]).to.equal(pages[1])
      }))

    it('writes a data package beside the data, which the next run then reads', () =>
      exploring(csv, async ({folder, run}) => {
        const path = join(folder, 'datapackage.json')
        expect((await run({writeSchema: '', data: {target: 'churned', ignore: ['plan']}})).written.schema).to.equal(
          path,
        )
        const document = JSON.parse(readFileSync(path, 'utf8')) as {resources: {path: string}[]; mlops: object}
        expect(document.resources[0]?.path).to.equal('data.csv')
        expect(document.mlops).to.deep.include({target: 'churned', ignored: ['plan']})
        const again = await run()
        expect(again.source).to.deep.include({kind: 'file', path})
        expect(again.columns.map(({role}) => role)).to.deep.equal(['feature', 'ignored', 'label'])
      }))

    it('names the data by the way from the data package', () =>
      exploring(csv, async ({folder, run}) => {
        const path = join(folder, 'schemas', 'churn.json')
        await run({writeSchema: path})
        const {resources} = JSON.parse(readFileSync(path, 'utf8')) as {resources: {path: string}[]}
        expect(resources[0]?.path).to.equal('../data.csv')
      }))

    it('does not replace a data package that says something else, unless told to', () =>
      exploring(csv, async ({folder, run}) => {
        await run({writeSchema: ''})
        await run({writeSchema: ''})
        const before = readFileSync(join(folder, 'datapackage.json'), 'utf8')
        const error = await errorOf(run({writeSchema: '', html: join(folder, 'page.html'), data: {ignore: ['plan']}}))
        expect(error.code).to.equal('FILE_EXISTS')
        expect(readdirSync(folder).sort()).to.deep.equal(['data.csv', 'datapackage.json'])
        expect(readFileSync(join(folder, 'datapackage.json'), 'utf8')).to.equal(before)
        await run({writeSchema: '', data: {ignore: ['plan']}, existing: 'replace'})
        expect(readFileSync(join(folder, 'datapackage.json'), 'utf8')).to.not.equal(before)
      }))

    it('needs a label for a data package, and a folder to put it in', () =>
      exploring(unlabelled, async ({run}) => {
        expect((await errorOf(run({writeSchema: ''}))).code).to.equal('TARGET_UNUSABLE')
        const stdin = Readable.from([Buffer.from(csv)])
        expect((await errorOf(run({writeSchema: '', data: {path: '-', stdin}}))).code).to.equal('USAGE')
      }))

    it('never writes over the data, nor a page over something that is none', () =>
      exploring(csv, async ({folder, run}) => {
        for (const slip of [{html: join(folder, '.', 'data.csv')}, {writeSchema: join(folder, 'data.csv')}]) {
          const error = await errorOf(run({...slip, existing: 'replace'}))
          expect(error.code).to.equal('USAGE')
        }
        writeFileSync(join(folder, 'notes.txt'), 'mine')
        expect((await errorOf(run({html: join(folder, 'notes.txt')}))).code).to.equal('FILE_EXISTS')
        expect(readFileSync(join(folder, 'data.csv'), 'utf8')).to.equal(csv)
      }))

    it('leaves nothing behind when it cannot write', () =>
      exploring(csv, async ({folder, run}) => {
        mkdirSync(join(folder, 'page.html'))
        const error = await errorOf(run({html: join(folder, 'page.html')}))
        expect(error.code).to.equal('FILE_UNREADABLE')
        const below = await errorOf(run({html: join(folder, 'data.csv', 'page.html')}))
        expect(below.code).to.be.oneOf(['FILE_UNWRITABLE', 'FILE_UNREADABLE'])
        expect(readdirSync(folder).sort()).to.deep.equal(['data.csv', 'page.html'])
      }))
  })

  it('stops before the next column when the signal fires, and writes nothing', () =>
    exploring(csv, async ({folder, run}) => {
      const controller = new AbortController()
      const reports: string[] = []
      const report = (text: string): void => {
        reports.push(text)
        controller.abort()
      }
      const error = await errorOf(run({html: join(folder, 'page.html'), data: {signal: controller.signal}, report}))
      expect(error.code).to.equal('INTERRUPTED')
      expect(reports).to.deep.equal(['age'])
      expect(readdirSync(folder)).to.deep.equal(['data.csv'])
    }))

  it('stops waiting for standard input when the signal fires', () =>
    exploring(csv, async ({run}) => {
      const controller = new AbortController()
      const stdin = new PassThrough()
      stdin.write('age,plan')
      const running = errorOf(run({data: {path: '-', stdin, signal: controller.signal}}))
      controller.abort()
      expect((await running).code).to.equal('INTERRUPTED')
    }))
})
