import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {monthsInFolder} from '../../src/lib/simulate/months-in-folder.js'
import {inTemporaryFolder} from '../program.js'

const rows = 'x;answer\n1;yes\n2;no\n'

describe('monthsInFolder', () => {
  it('finds the months by their numbers, and nothing else', () =>
    inTemporaryFolder(async (folder) => {
      for (const name of [
        'month-10.csv',
        'month-2.csv',
        'month-1.csv.gz',
        'month-x.csv',
        'reference.csv',
        'month-0.csv',
      ]) {
        writeFileSync(join(folder, name), rows)
      }
      expect((await monthsInFolder({folder})).numbers).to.deep.equal([1, 2, 10])
    }))

  it('refuses two files of one month by their names', () =>
    inTemporaryFolder(async (folder) => {
      for (const name of ['month-1.csv', 'month-01.csv', 'month-2.csv']) writeFileSync(join(folder, name), rows)
      const refused = await monthsInFolder({folder}).catch((error: unknown) => error)
      expect(refused).to.have.property('message').that.contains('of month 1: month-01.csv and month-1.csv.')
    }))

  it('takes other files in natural order where no file is called a month', () =>
    inTemporaryFolder(async (folder) => {
      for (const name of ['w10.csv', 'w9.csv', 'reference.csv', 'notes.txt']) writeFileSync(join(folder, name), rows)
      const months = await monthsInFolder({folder})
      expect(months.numbers).to.deep.equal([1, 2])
      expect((await months.read(1)).name).to.equal(join(folder, 'w9.csv'))
    }))

  it('reads a month that has one class only, and knows its label by the months before', () =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'month-1.csv'), 'answer;x\nyes;1\nno;2\n')
      writeFileSync(join(folder, 'month-2.csv'), 'answer;x\nyes;1\nyes;2\n')
      const months = await monthsInFolder({folder, target: 'answer'})
      expect((await months.read(2)).target).to.equal('answer')
      expect((await months.read(2)).table.rows).to.equal(2)
    }))

  it('says what to do in an empty folder, in one that is missing, and in a file', () =>
    inTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, 'empty'))
      writeFileSync(join(folder, 'file'), '')
      const messageOf = (path: string): Promise<unknown> =>
        monthsInFolder({folder: path}).catch((error: unknown) => (error as Error).message)
      expect(await messageOf(join(folder, 'empty'))).to.contain('There is no CSV file of a month in')
      expect(await messageOf(join(folder, 'missing'))).to.contain('There is no folder')
      expect(await messageOf(join(folder, 'file'))).to.contain('it is no folder')
    }))
})
