import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {compareFile, readIfPresent, writeWhole} from '../../src/lib/lifecycle/write-whole.js'
import {errorOf} from '../dataset/load-text.js'
import {inTemporaryFolder} from '../program.js'

describe('writeWhole', () => {
  it('writes a file anew and makes the folders above it', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'a', 'b', 'c.txt')
      await writeWhole(path, 'first')
      await writeWhole(path, 'second')
      expect(readFileSync(path, 'utf8')).to.equal('second')
      expect(readdirSync(join(folder, 'a', 'b'))).to.deep.equal(['c.txt'])
    }))

  it('leaves nothing behind where it cannot write', () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'taken'))
      expect((await errorOf(writeWhole(join(folder, 'taken'), 'x'))).code).to.equal('FILE_UNWRITABLE')
      writeFileSync(join(folder, 'file'), '')
      expect((await errorOf(writeWhole(join(folder, 'file', 'x'), 'x'))).code).to.equal('FILE_UNWRITABLE')
      expect(readdirSync(folder).sort()).to.deep.equal(['file', 'taken'])
    }))
})

describe('writeWhole and compareFile', () => {
  it('take a text in chunks', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.txt')
      expect(await compareFile(path, ['é'])).to.deep.equal({state: 'missing'})
      expect(await writeWhole(path, ['é', '', 'bc'])).to.equal(4)
      expect(await compareFile(path, ['éb', 'c'])).to.deep.equal({state: 'same', bytes: 4})
      for (const other of [['éb'], ['éb', 'd'], ['éb', 'cd']]) {
        expect(await compareFile(path, other)).to.deep.equal({state: 'different'})
      }
      expect((await errorOf(compareFile(folder, ['x']))).code).to.equal('FILE_UNREADABLE')
    }))

  it('keep the old file when making the text fails', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'a.txt')
      await writeWhole(path, 'old')
      const failing = function* (): Generator<string> {
        yield 'new'
        throw new MlopsError('INTERRUPTED', {message: 'Interrupted.'})
      }
      expect((await errorOf(writeWhole(path, failing()))).code).to.equal('INTERRUPTED')
      expect(readFileSync(path, 'utf8')).to.equal('old')
      expect(readdirSync(folder)).to.deep.equal(['a.txt'])
    }))
})

describe('readIfPresent', () => {
  it('knows a missing file from one that cannot be read', () =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'here'), 'text')
      expect(await readIfPresent(join(folder, 'here'))).to.equal('text')
      expect(await readIfPresent(join(folder, 'missing'))).to.equal(undefined)
      expect((await errorOf(readIfPresent(folder))).code).to.equal('FILE_UNREADABLE')
    }))
})
