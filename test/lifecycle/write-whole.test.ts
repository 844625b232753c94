import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {readIfPresent, writeWhole} from '../../src/lib/lifecycle/write-whole.js'
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

describe('readIfPresent', () => {
  it('knows a missing file from one that cannot be read', () =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'here'), 'text')
      expect(await readIfPresent(join(folder, 'here'))).to.equal('text')
      expect(await readIfPresent(join(folder, 'missing'))).to.equal(undefined)
      expect((await errorOf(readIfPresent(folder))).code).to.equal('FILE_UNREADABLE')
    }))
})
