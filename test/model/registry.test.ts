import {appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {Registry} from '../../src/lib/model/registry.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {makeDraft} from './draft.js'
import {rejection} from './rejection.js'

describe('Registry', () => {
  let folder: string
  let registry: Registry

  beforeEach(async () => {
    const parent = await mkdtemp(join(tmpdir(), 'mlops-registry-'))
    folder = join(parent, 'models')
    let seconds = 0
    const now = (): Date => new Date(Date.UTC(2026, 2, 1, 12, 0, seconds++))
    registry = new Registry(folder, {now, random: createRandom('registry')})
  })

  afterEach(() => rm(join(folder, '..'), {recursive: true}))

  describe('add', () => {
    it('gives numbers from 1 on', async () => {
      expect(await registry.add(makeDraft())).to.equal(1)
      expect(await registry.add(makeDraft())).to.equal(2)
      expect(await visible()).to.deep.equal(['1', '2', 'history.ndjson'])
    })

    it('writes a manifest that holds the version it stands under', async () => {
      await registry.add(makeDraft())
      await registry.add(makeDraft({name: 'second'}))
      const {manifest, version} = await registry.load(2)
      expect(version).to.equal(2)
      expect(manifest).to.include({version: 2, name: 'second'})
    })

    it('gives different numbers to adds at the same time, and no gaps', async () => {
      const drafts = Array.from({length: 12}, (_, seed) => makeDraft({seed, name: `draft ${seed}`}))
      const versions = await Promise.all(drafts.map((draft) => registry.add(draft)))
      expect(versions.toSorted((a, b) => a - b)).to.deep.equal(Array.from({length: 12}, (_, index) => index + 1))
      for (const [index, version] of versions.entries()) {
        expect((await registry.load(version)).manifest.name).to.equal(`draft ${index}`)
      }
    })

    it('does not give a number again that was used and removed', async () => {
      await registry.add(makeDraft())
      await registry.add(makeDraft())
      await rm(join(folder, '2'), {recursive: true})
      expect(await registry.add(makeDraft())).to.equal(3)
    })

    it('steps over a file that stands where a version would', async () => {
      await mkdir(folder)
      await writeFile(join(folder, '1'), '')
      expect(await registry.add(makeDraft())).to.equal(2)
    })

    it('leaves nothing when it is interrupted, not even the folder it made', async () => {
      const error = await rejection(registry.add(makeDraft(), AbortSignal.abort()))
      expect(error).to.have.property('code', 'INTERRUPTED')
      expect(await readdir(join(folder, '..'))).to.deep.equal([])
    })

    it('says so when the registry cannot be made', async () => {
      await writeFile(folder, 'a file')
      const error = await rejection(registry.add(makeDraft()))
      expect(error).to.have.property('code', 'FILE_UNWRITABLE')
      expect(error.message).to.contain(folder)
    })

    it('makes folders that other users may read as far as the umask lets them', async () => {
      await registry.add(makeDraft())
      const common = join(folder, 'common')
      await mkdir(common)
      expect((await stat(join(folder, '1'))).mode).to.equal((await stat(common)).mode)
    })

    it('removes what a process that is dead left half-written, and only that', async () => {
      await mkdir(folder)
      const dead = `.add.9999999.${Date.now()}.${hostname()}.aB3dE6`
      const living = `.add.${process.pid}.${Date.now()}.${hostname()}.aB3dE6`
      const elsewhere = `.add.9999999.${Date.UTC(2026, 2, 1)}.elsewhere.aB3dE6`
      for (const name of [dead, living, elsewhere]) await mkdir(join(folder, name, 'version'), {recursive: true})
      await new Registry(folder, {now: () => new Date(), random: Math.random}).add(makeDraft())
      expect(await readdir(folder)).to.have.members([living, '1', 'history.ndjson'])
    })
  })

  describe('list', () => {
    it('is empty where there is no folder', async () => {
      expect(await registry.list()).to.deep.equal([])
    })

    it('shows every version with its aliases, ascending', async () => {
      for (let added = 0; added < 11; added++) await registry.add(makeDraft({rows: 10}))
      await registry.promote(10)
      await registry.promote(2)
      const entries = await registry.list()
      expect(entries.map(({version}) => version)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
      expect(entries[1]).to.deep.include({aliases: ['production'], status: 'valid'})
      expect(entries[9]).to.deep.include({aliases: ['previous'], status: 'valid'})
      expect(entries[0]!.bytes).to.be.greaterThan(1000)
    })

    it('shows a broken version as broken, with the reason, and the others as they are', async () => {
      await registry.add(makeDraft())
      await registry.add(makeDraft())
      await writeFile(join(folder, '1', 'weights.bin'), 'altered')
      const [broken, valid] = await registry.list()
      expect(broken).to.include({status: 'broken', version: 1})
      expect(broken)
        .to.have.property('reason')
        .that.contains(join(folder, '1', 'weights.bin'))
      expect(valid).to.include({status: 'valid', version: 2})
    })

    it('passes over folders that are no versions', async () => {
      await registry.add(makeDraft())
      for (const name of ['notes', '0', '01', '1.bak', '.add.1.2.host.abcdef']) await mkdir(join(folder, name))
      expect((await registry.list()).map(({version}) => version)).to.deep.equal([1])
    })
  })

  describe('resolve', () => {
    beforeEach(async () => {
      for (let added = 0; added < 3; added++) await registry.add(makeDraft())
    })

    it('knows numbers, as numbers and as text, and aliases', async () => {
      await registry.promote(1)
      await registry.promote(2)
      expect(await registry.resolve(3)).to.equal(3)
      expect(await registry.resolve('3')).to.equal(3)
      expect(await registry.resolve('production')).to.equal(2)
      expect(await registry.resolve('previous')).to.equal(1)
    })

    it('takes the version in production when none is named', async () => {
      await registry.promote(2)
      expect(await registry.resolve()).to.equal(2)
    })

    it('takes the newest version that is valid when none is in production', async () => {
      expect(await registry.resolve()).to.equal(3)
      await rm(join(folder, '3', 'model.json'))
      expect(await registry.resolve()).to.equal(2)
    })

    it('does not pass over the version in production when that is broken', async () => {
      await registry.promote(2)
      await rm(join(folder, '2', 'model.json'))
      expect(await registry.resolve()).to.equal(2)
      expect(await rejection(registry.load(2))).to.have.property('code', 'MODEL_INVALID')
    })

    it('names what there is when a version is not there', async () => {
      await registry.promote(2)
      const error = await rejection(registry.resolve('7'))
      expect(error).to.be.instanceOf(MlopsError).with.property('code', 'MODEL_NOT_FOUND')
      expect(error.message).to.equal(`There is no version 7 in ${folder}; there is 1, 2, 3, production -> 2.`)
    })

    it('names what there is when an alias is not there', async () => {
      const error = await rejection(registry.resolve('prod'))
      expect(error.message).to.equal(`There is no alias "prod" in ${folder}; there is 1, 2, 3, no alias.`)
    })

    it('says when an alias stands for a version that was removed', async () => {
      await registry.promote(2)
      await rm(join(folder, '2'), {recursive: true})
      const error = await rejection(registry.resolve())
      expect(error).to.have.property('code', 'MODEL_NOT_FOUND')
      expect(error.message).to.contain('production stands for version 2, which is not in')
    })

    it('says to train when there is nothing yet', async () => {
      const empty = new Registry(join(folder, 'empty'), {now: () => new Date(), random: Math.random})
      const error = await rejection(empty.resolve())
      expect(error).to.have.property('code', 'MODEL_NOT_FOUND')
      expect(error).to.have.property('suggestion').that.contains('mlops train')
    })
  })

  describe('promote and rollback', () => {
    beforeEach(async () => {
      for (let added = 0; added < 3; added++) await registry.add(makeDraft())
    })

    it('puts a version into production and keeps what was there as previous', async () => {
      expect(await registry.promote(1)).to.include({from: null, to: 1})
      expect(await registry.promote(3)).to.include({from: 1, to: 3})
      expect(await registry.aliases()).to.deep.equal({production: 3, previous: 1})
    })

    it('swaps production and previous, so that a second rollback undoes the first', async () => {
      await registry.promote(1)
      await registry.promote(3)
      expect(await registry.rollback()).to.include({from: 3, to: 1})
      expect(await registry.aliases()).to.deep.equal({production: 1, previous: 3})
      expect(await registry.rollback()).to.include({from: 1, to: 3})
    })

    it('changes nothing when the version is in production already', async () => {
      await registry.promote(1)
      await registry.promote(2)
      expect(await registry.promote(2)).to.include({from: 2, to: 2})
      expect(await registry.aliases()).to.deep.equal({production: 2, previous: 1})
      expect(await registry.history()).to.have.length(5)
    })

    it('refuses to roll back when nothing was in production before', async () => {
      expect(await rejection(registry.rollback())).to.have.property('code', 'MODEL_NOT_FOUND')
      await registry.promote(1)
      const error = await rejection(registry.rollback())
      expect(error.message).to.contain('before version 1')
      expect(await registry.aliases()).to.deep.equal({production: 1})
    })

    it('refuses a version that does not load, and one that is not there', async () => {
      await registry.promote(1)
      await rm(join(folder, '2', 'weights.bin'))
      expect(await rejection(registry.promote(2))).to.have.property('code', 'MODEL_INVALID')
      expect(await rejection(registry.promote(9))).to.have.property('code', 'MODEL_NOT_FOUND')
      expect(await registry.aliases()).to.deep.equal({production: 1})
    })

    it('keeps aliases that somebody added by hand', async () => {
      await writeFile(join(folder, 'aliases.json'), '{"aliases": {"canary": 3}}')
      await registry.promote(1)
      expect(await registry.aliases()).to.deep.equal({canary: 3, production: 1})
      expect(await registry.resolve('canary')).to.equal(3)
    })

    it('loses none of many promotions at once', async () => {
      const others = [1, 2, 3].map((seed) => new Registry(folder, {now: () => new Date(), random: createRandom(seed)}))
      await Promise.all(Array.from({length: 15}, (_, index) => others[index % 3]!.promote(1 + (index % 3))))
      const {production, previous} = await registry.aliases()
      expect(production).to.be.within(1, 3)
      expect(previous).to.be.within(1, 3).and.not.equal(production)
      const changes = (await registry.history()).filter(({action}) => action === 'promote')
      changes.forEach((change, index) => expect(change.from).to.equal(changes[index - 1]?.to ?? null))
    })

    it('does not read aliases that are no aliases', async () => {
      for (const content of ['', '{', '[]', '{"aliases": {"production": "2"}}', '{"aliases": {"2": 2}}', 'null']) {
        await writeFile(join(folder, 'aliases.json'), content)
        const error = await rejection(registry.resolve())
        expect(error, content).to.have.property('code', 'MODEL_INVALID')
        expect(error.message, content).to.contain('aliases.json')
      }
    })

    it('adds versions even when the aliases cannot be read', async () => {
      await writeFile(join(folder, 'aliases.json'), '{')
      expect(await registry.add(makeDraft())).to.equal(4)
    })
  })

  describe('history', () => {
    it('tells every change with its time', async () => {
      await registry.add(makeDraft())
      await registry.add(makeDraft())
      await registry.promote(1)
      await registry.promote(2)
      await registry.rollback()
      const records = await registry.history()
      expect(records.map(({action, version, from, to}) => [action, version, from, to])).to.deep.equal([
        ['add', 1, null, null],
        ['add', 2, null, null],
        ['promote', 1, null, 1],
        ['promote', 2, 1, 2],
        ['rollback', 1, 2, 1],
      ])
      const times = records.map(({time}) => time)
      expect(times).to.deep.equal(times.toSorted())
      expect(times[0]).to.match(/^2026-03-01T12:00:\d\d\.000Z$/)
    })

    it('tells a change even when the process died before it wrote the line', async () => {
      await registry.add(makeDraft())
      await registry.add(makeDraft())
      await registry.promote(1)
      const path = join(folder, 'history.ndjson')
      const complete = await readFile(path, 'utf8')
      await writeFile(path, complete.trimEnd().split('\n').slice(0, -1).join('\n'))
      expect((await registry.history()).at(-1)).to.include({action: 'promote', to: 1})
      await registry.promote(2)
      const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
      expect(lines[2]).to.equal(complete.trimEnd().split('\n').at(-1))
      expect(lines).to.have.length(4)
    })

    it('passes over half a line, and the next line does not grow on it', async () => {
      await registry.add(makeDraft())
      await appendFile(join(folder, 'history.ndjson'), '{"time":"2026-03-01T12:00:0')
      expect(await registry.history()).to.have.length(1)
      await registry.add(makeDraft())
      expect((await registry.history()).map(({version}) => version)).to.deep.equal([1, 2])
    })
  })

  describe('validations', () => {
    it('are kept with the version, in order, and leave it valid', async () => {
      await registry.add(makeDraft())
      await registry.addValidation(1, {file: 'month-1.csv', passed: true})
      await registry.addValidation(1, {file: 'month-12.csv', passed: false})
      expect(await registry.readValidations(1)).to.deep.equal([
        {file: 'month-1.csv', passed: true},
        {file: 'month-12.csv', passed: false},
      ])
      expect((await registry.load(1)).version).to.equal(1)
    })

    it('are none at first', async () => {
      await registry.add(makeDraft())
      expect(await registry.readValidations(1)).to.deep.equal([])
    })

    it('need a version', async () => {
      const error = await rejection(registry.addValidation(1, {}))
      expect(error).to.have.property('code', 'MODEL_NOT_FOUND')
    })

    it('of many processes do not mix', async () => {
      await registry.add(makeDraft())
      const long = 'x'.repeat(20_000)
      await Promise.all(Array.from({length: 30}, (_, index) => registry.addValidation(1, {index, long})))
      const records = (await registry.readValidations(1)) as readonly {index: number; long: string}[]
      expect(records.map(({index}) => index).sort((a, b) => a - b)).to.deep.equal([...Array(30).keys()])
      expect(records.every((record) => record.long === long)).to.equal(true)
    })
  })

  it('can be copied to another place whole', async () => {
    await registry.add(makeDraft())
    await registry.promote(1)
    const copy = join(folder, '..', 'copy')
    await cp(folder, copy, {recursive: true})
    const other = new Registry(copy, {now: () => new Date(), random: Math.random})
    expect(await other.load(await other.resolve())).to.have.property('version', 1)
  })

  async function visible(): Promise<readonly string[]> {
    return (await readdir(folder)).sort()
  }
})
