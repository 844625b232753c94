import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {isHtmlPage, refuseForeignFile} from '../../src/lib/lifecycle/refuse-foreign-file.js'
import {errorOf} from '../dataset/load-text.js'

describe('refuseForeignFile', () => {
  let folder: string
  before(() => (folder = mkdtempSync(join(tmpdir(), 'refuse-'))))
  after(() => {
    rmSync(folder, {recursive: true})
  })

  const refusal = async (name: string, existing: 'keep' | 'replace' = 'keep') =>
    errorOf(refuseForeignFile(name, {existing, isOwn: isHtmlPage, noun: 'an HTML page'}))

  it('takes a new name, and a page that was there', async () => {
    const page = join(folder, 'page.html')
    const write = async (): Promise<void> =>
      refuseForeignFile(page, {existing: 'keep', isOwn: isHtmlPage, noun: 'an HTML page'})
    await write()
    writeFileSync(page, '<!doctype html><p>Old</p>')
    await write()
  })

  it('keeps what is something else', async () => {
    const table = join(folder, 'table.csv')
    writeFileSync(table, 'a;b')
    expect((await refusal(table)).code).to.equal('FILE_EXISTS')
  })

  it('refuses an empty name, and a device that would be read without end', async () => {
    for (const existing of ['keep', 'replace'] as const) {
      expect((await refusal('', existing)).code).to.equal('USAGE')
      if (process.platform === 'win32') continue
      expect((await refusal('/dev/zero', existing)).message).to.equal(
        '/dev/zero is a device or a pipe, expected a file.',
      )
    }
  })
})
