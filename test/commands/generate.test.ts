import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {setTimeout} from 'node:timers/promises'
import {join} from 'node:path'
import {expect} from 'chai'
import type {GenerateResult} from '../../src/lib/lifecycle/generate.js'
import {inTemporaryFolder, plainEnvironment, runMlops, runProcess} from '../program.js'
import {schemaErrors} from '../schema.js'

describe('mlops generate', () => {
  it('writes the committed example, byte for byte', () =>
    inTemporaryFolder(async (folder) => {
      const {exitCode} = await runMlops(['generate'], {cwd: folder})
      expect(exitCode).to.equal(0)
      const written = readdirSync(join(folder, 'data')).sort()
      expect(written).to.deep.equal(readdirSync('data').sort())
      const different = written.filter(
        (file) => !readFileSync(join(folder, 'data', file)).equals(readFileSync(join('data', file))),
      )
      expect(different).to.deep.equal([])
    }))

  it('says what it wrote and what comes next', () =>
    inTemporaryFolder(async (cwd) => {
      const {stdout, stderr} = await runMlops(['generate', '--months', '2', '--rows', '10'], {cwd})
      expect(stdout).to.equal(
        'Wrote 4 files to data: reference.csv and month-1.csv … month-2.csv, 10 rows each, and their datapackage.json.\n' +
          'Next: mlops train -d data/reference.csv\n',
      )
      expect(stderr).to.equal('')
    }))

  it('follows its flags', () =>
    inTemporaryFolder(async (cwd) => {
      await runMlops(['generate', '--months', '1', '--rows', '10', '--out', 'a/b'], {cwd})
      await runMlops(['generate', '--months', '1', '--rows', '10', '--out', 'other', '--seed', '7'], {cwd})
      await runMlops(['generate', '--months', '1', '--rows', '10', '--out', 'calm', '--drift', 'none'], {cwd})
      const read = (file: string): string => readFileSync(join(cwd, file), 'utf8')
      expect(readdirSync(join(cwd, 'a/b'))).to.have.members(['datapackage.json', 'reference.csv', 'month-1.csv'])
      expect(read('a/b/reference.csv').trimEnd().split('\n')).to.have.length(11)
      expect(read('other/reference.csv')).to.not.equal(read('a/b/reference.csv'))
      expect(read('calm/reference.csv')).to.equal(read('a/b/reference.csv'))
      expect(read('calm/month-1.csv')).to.not.equal(read('a/b/month-1.csv'))
    }))

  it('prints with --json what schemas/generate.json says', () =>
    inTemporaryFolder(async (cwd) => {
      const {stdout} = await runMlops(['generate', '--months', '0', '--rows', '10', '--json'], {cwd})
      const result = JSON.parse(stdout) as GenerateResult
      expect(schemaErrors('generate', result)).to.deep.equal([])
      expect(result.files.map(({file}) => file)).to.deep.equal(['datapackage.json', 'reference.csv'])
    }))

  it('does nothing the second time', () =>
    inTemporaryFolder(async (cwd) => {
      await runMlops(['generate', '--months', '1', '--rows', '10'], {cwd})
      const {exitCode, stdout} = await runMlops(['generate', '--months', '1', '--rows', '10'], {cwd})
      expect([exitCode, stdout.split('\n')[0]]).to.deep.equal([
        0,
        'data already holds reference.csv and month-1.csv, 10 rows each, and their datapackage.json: nothing to do.',
      ])
    }))

  it('adds what is missing', () =>
    inTemporaryFolder(async (cwd) => {
      await runMlops(['generate', '--months', '1', '--rows', '10'], {cwd})
      const {stdout} = await runMlops(['generate', '--months', '2', '--rows', '10'], {cwd})
      expect(stdout).to.contain('Wrote 1 file to data').and.to.contain('3 files had that content already.')
    }))

  it('refuses to overwrite a file that holds something else, before it writes any', () =>
    inTemporaryFolder(async (cwd) => {
      mkdirSync(join(cwd, 'data'))
      writeFileSync(join(cwd, 'data/month-1.csv'), 'my own numbers')
      const {exitCode, stdout, stderr} = await runMlops(['generate', '--rows', '10'], {cwd})
      expect([exitCode, stdout]).to.deep.equal([5, ''])
      expect(stderr).to.equal(
        'data/month-1.csv would be overwritten with other content.\n' +
          'Choose another place, or replace what is there with --force. Nothing was written.\n',
      )
      expect(readdirSync(join(cwd, 'data'))).to.deep.equal(['month-1.csv'])
    }))

  it('overwrites it with --force', () =>
    inTemporaryFolder(async (cwd) => {
      mkdirSync(join(cwd, 'data'))
      writeFileSync(join(cwd, 'data/reference.csv'), 'my own numbers')
      const {exitCode} = await runMlops(['generate', '--months', '0', '--rows', '10', '--force'], {cwd})
      expect(exitCode).to.equal(0)
      expect(readFileSync(join(cwd, 'data/reference.csv'), 'utf8')).to.match(/^training;age;/)
    }))

  it('says so when the folder is a file', () =>
    inTemporaryFolder(async (cwd) => {
      writeFileSync(join(cwd, 'data'), '')
      const {exitCode, stderr} = await runMlops(['generate'], {cwd})
      expect([exitCode, stderr]).to.deep.equal([
        5,
        'data could not be written: a part of the path is a file, not a folder (ENOTDIR).\n' +
          'Free some space or choose another folder; nothing was left half-written.\n',
      ])
    }))

  it('says so when the folder cannot be written to', () =>
    inTemporaryFolder(async (cwd) => {
      chmodSync(cwd, 0o755)
      mkdirSync(join(cwd, 'data'), {mode: 0o555})
      const {exitCode, stderr} = await runMlops(['generate', '--out', join(cwd, 'data')], {unprivileged: true})
      expect(exitCode).to.equal(5)
      expect(stderr).to.contain(`${join(cwd, 'data')} could not be written: no permission (EACCES).`)
    }))

  it('ends where the system makes no folders, instead of trying for ever', function () {
    if (process.platform !== 'linux') this.skip()
    return runMlops(['generate', '--out', '/proc/none/data']).then(({exitCode, stderr}) => {
      expect(exitCode).to.equal(5)
      expect(stderr).to.contain('/proc/none/data could not be written')
    })
  })

  it('leaves nothing where a file does not fit', () =>
    inTemporaryFolder(async (cwd) => {
      const limited = `ulimit -f 100; exec ${process.execPath} ${join(process.cwd(), 'bin/run.js')} generate --rows 5000`
      const {exitCode, stderr} = await runProcess('bash', ['-c', limited], {cwd})
      expect(exitCode).to.equal(5)
      expect(stderr).to.contain('data/reference.csv could not be written: a file grew larger than')
      expect(existsSync(join(cwd, 'data'))).to.equal(false)
    }))

  it('leaves whole files only at Ctrl-C', () =>
    inTemporaryFolder(async (cwd) => {
      const {exitCode, stderr} = await runMlops(['generate', '--rows', '20000'], {
        cwd,
        started: (child) => void whenExists(join(cwd, 'data/month-1.csv')).then(() => child.kill('SIGINT')),
      })
      expect([exitCode, stderr.split('\n')[0]]).to.deep.equal([130, 'Interrupted.'])
      expect(stderr).to.match(/\n\d+ files were written whole to data; the same command adds/)
      const files = readdirSync(join(cwd, 'data'))
      expect(files).to.include('month-1.csv').and.to.not.include('month-36.csv')
      for (const file of files.filter((name) => name.endsWith('.csv'))) {
        expect(
          readFileSync(join(cwd, 'data', file), 'utf8')
            .trimEnd()
            .split('\n'),
          file,
        ).to.have.length(20_001)
      }
      expect(files.filter((file) => file.startsWith('.'))).to.deep.equal([])
    }))

  for (const [flag, value, expected] of [
    ['--months', '-1', 'a whole number from 0 to 120'],
    ['--months', '1.5', 'a whole number from 0 to 120'],
    ['--rows', '0', 'a whole number from 1 to 5,000,000'],
    ['--rows', '', 'a whole number from 1 to 5,000,000'],
    ['--seed', 'abc', 'a whole number'],
  ] as const) {
    it(`refuses ${flag} "${value}" and writes nothing`, () =>
      inTemporaryFolder(async (cwd) => {
        const {exitCode, stderr} = await runMlops(['generate', `${flag}=${value}`], {cwd, env: plainEnvironment()})
        expect([exitCode, stderr.split('\n')[0]]).to.deep.equal([2, `${flag} is "${value}", expected ${expected}.`])
        expect(existsSync(join(cwd, 'data'))).to.equal(false)
      }))
  }
})

async function whenExists(path: string): Promise<void> {
  while (!existsSync(path)) await setTimeout(5)
}
