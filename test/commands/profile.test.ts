import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {gunzipSync} from 'node:zlib'
import {expect} from 'chai'
import type {ProfileAnswer} from '../../src/lib/lifecycle/profile.js'
import {Registry} from '../../src/lib/model/registry.js'
import {csvOf, rowsAround, thresholdModel} from '../lifecycle/threshold-model.js'
import {inTemporaryFolder, runMlops, type Run, type RunOptions} from '../program.js'
import {schemaErrors} from '../schema.js'

const data = (month: number): string => resolve(`data/month-${month}.csv`)

/** Runs `mlops profile` in a folder of its own. */
function inFolder(
  work: (context: {
    readonly folder: string
    readonly run: (args: readonly string[], options?: RunOptions) => Promise<Run>
    readonly text: (file: string) => string
  }) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder((folder) =>
    work({
      folder,
      run: (args, options) => runMlops(['profile', ...args], {cwd: folder, ...options}),
      text: (file) => readFileSync(join(folder, file), 'utf8'),
    }),
  )
}

describe('mlops profile', () => {
  it('writes a profile, and shows what it holds', () =>
    inFolder(async ({run, text}) => {
      const {exitCode, stdout, stderr} = await run(['-d', data(12), '-o', 'p.json'])
      expect([exitCode, stderr]).to.deep.equal([0, ''])
      expect(stdout).to.match(/^Wrote p\.json \(65\.0 KB\): 1,500 rows of month-12\.csv\.$/m)
      expect(stdout).to.match(/^miles +0 +1,499 {2}-4\.867 to 106\.8, median 28\.94; 2 out of range$/m)
      expect(stdout).to.match(/^group \(label\) +0 +3 {2}low 47\.9 %, medium 36\.5 %, high 15\.6 %$/m)
      expect(stdout).to.contain('mlops drift --reference p.json -d FILE')
      expect(schemaErrors('profile-file', JSON.parse(text('p.json')))).to.deep.equal([])
    }))

  it('answers --json after its schema', () =>
    inFolder(async ({run}) => {
      const {stdout} = await run(['-d', data(12), '-o', 'p.json', '--json'])
      const answer = JSON.parse(stdout) as ProfileAnswer
      expect(schemaErrors('profile', answer)).to.deep.equal([])
      expect(answer).to.deep.include({out: 'p.json', rows: 1500, model: null})
    }))

  it('writes the same gzipped, and prints the same, from standard input too', () =>
    inFolder(async ({run, folder, text}) => {
      const plain = readFileSync(data(12), 'utf8')
      const schema = ['--schema', resolve('data/datapackage.json')]
      await run(['-d', '-', '-o', 'p.json', ...schema], {input: plain})
      await run(['-d', '-', '-o', 'p.json.gz', ...schema], {input: plain})
      const printed = await run(['-d', '-', '-o', '-', ...schema], {input: plain})
      expect(gunzipSync(readFileSync(join(folder, 'p.json.gz'))).toString()).to.equal(text('p.json'))
      expect(printed.stdout).to.equal(text('p.json'))
    }))

  it('counts the answers of a model, which says what the columns are', () =>
    inFolder(async ({run, folder}) => {
      const registry = new Registry(join(folder, 'models'), {now: () => new Date(0), random: () => 0.5})
      await registry.add(thresholdModel({threshold: 0}))
      writeFileSync(join(folder, 'rows.csv'), csvOf(rowsAround(1, 50)))
      const {stdout} = await run(['-d', 'rows.csv', '-m', '1', '-o', 'p.json', '--json'])
      const answer = JSON.parse(stdout) as ProfileAnswer
      expect(schemaErrors('profile', answer)).to.deep.equal([])
      expect(answer.model).to.include({version: 1, name: 'thresholds'})
      const refused = await run(['-d', 'rows.csv', '-m', '1', '--target', 'x', '-o', 'p.json'])
      expect([refused.exitCode, refused.stderr.split('\n')[0]]).to.deep.equal([
        2,
        '--target cannot be used with --model: the model says what the columns are.',
      ])
    }))

  it('counts the named columns alone', () =>
    inFolder(async ({run}) => {
      const {stdout} = await run(['-d', data(12), '--columns', 'age,miles', '-o', 'p.json', '--json'])
      expect((JSON.parse(stdout) as ProfileAnswer).columns.map(({name}) => name)).to.deep.equal(['age', 'miles'])
    }))

  it('leaves bad rows out when asked to, and says how many', () =>
    inFolder(async ({run, folder}) => {
      writeFileSync(join(folder, 'bad.csv'), 'x,y\n1.5,1\n2.5,0\n1,1,1\n')
      const failed = await run(['-d', 'bad.csv', '-o', 'p.json'])
      expect([failed.exitCode, existsSync(join(folder, 'p.json'))]).to.deep.equal([4, false])
      const {stdout} = await run(['-d', 'bad.csv', '-o', 'p.json', '--on-bad-row', 'skip'])
      expect(stdout).to.contain('2 rows of bad.csv, 1 row left out.')
    }))

  it('replaces a profile, a broken one too, and another file with --force only', () =>
    inFolder(async ({run, folder, text}) => {
      for (const before of ['{"format": "mlops-profile", "version": 9}', '{\n  "format": "mlops-profile", broken']) {
        writeFileSync(join(folder, 'p.json'), before)
        expect((await run(['-d', data(1), '-o', 'p.json'])).exitCode).to.equal(0)
      }
      writeFileSync(join(folder, 'p.json'), '{"mine": true}')
      const refused = await run(['-d', data(1), '-o', 'p.json'])
      expect([refused.exitCode, refused.stderr]).to.deep.equal([
        5,
        'p.json is there already and is no profile.\nChoose another name, or replace it with --force.\n',
      ])
      expect(text('p.json')).to.equal('{"mine": true}')
      expect((await run(['-d', data(1), '-o', 'p.json', '--force'])).exitCode).to.equal(0)
    }))

  it('never writes over the rows', () =>
    inFolder(async ({run, folder, text}) => {
      writeFileSync(join(folder, 'rows.csv'), 'x,y\n1.5,1\n2.5,0\n')
      const {exitCode, stderr} = await run(['-d', 'rows.csv', '-o', 'rows.csv', '--force'])
      expect(exitCode).to.equal(2)
      expect(stderr).to.contain('--out rows.json')
      expect(text('rows.csv')).to.contain('1.5,1')
    }))

  describe('merge', () => {
    it('gives the profile of the whole, in whatever order', () =>
      inFolder(async ({run, folder, text}) => {
        const [header, ...lines] = readFileSync(data(1), 'utf8').trimEnd().split('\n')
        const schema = ['--schema', resolve('data/datapackage.json')]
        const parts = [lines.slice(0, 100), lines.slice(100, 900), lines.slice(900), lines]
        for (const [place, part] of parts.entries()) {
          writeFileSync(join(folder, `part-${place}.csv`), [header, ...part, ''].join('\n'))
          await run(['-d', `part-${place}.csv`, '-o', `part-${place}.json`, ...schema])
        }
        const {exitCode, stdout} = await run(['merge', 'part-2.json', 'part-0.json', 'part-1.json', '-o', 'a.json'])
        expect(exitCode).to.equal(0)
        expect(stdout).to.contain('1,500 rows of 3 files.')
        const {stdout: json} = await run(['merge', 'part-[0-2].json', '-o', 'b.json', '--json'])
        expect(schemaErrors('profile-merge', JSON.parse(json))).to.deep.equal([])
        expect(text('b.json')).to.equal(text('a.json'))
        const counts = (file: string): unknown => ({...(JSON.parse(text(file)) as object), sources: null})
        expect(counts('a.json')).to.deep.equal(counts('part-3.json'))
      }))

    it('names the column in which two profiles differ', () =>
      inFolder(async ({run, folder}) => {
        writeFileSync(join(folder, 'a.csv'), 'x,word,y\n1.5,a,1\n2.5,b,0\n')
        writeFileSync(join(folder, 'b.csv'), 'x,word,y\n1.5,7,1\n2.5,9,0\n')
        for (const name of ['a', 'b']) await run(['-d', `${name}.csv`, '-o', `${name}.json`])
        const {exitCode, stderr} = await run(['merge', 'a.json', 'b.json', '-o', 'c.json'])
        expect([exitCode, existsSync(join(folder, 'c.json'))]).to.deep.equal([4, false])
        expect(stderr).to.contain(
          'a.json and b.json cannot be merged: "word" has categories in one and numbers in the other.',
        )
        expect(stderr).to.contain('mlops profile --schema FILE')
      }))

    it('says which of them is no profile, and that one is needed', () =>
      inFolder(async ({run, folder}) => {
        writeFileSync(join(folder, 'a.json'), 'x,y\n1,2\n')
        const {exitCode, stderr} = await run(['merge', 'a.json', '-o', 'c.json'])
        expect([exitCode, stderr.split(',')[0]]).to.deep.equal([4, 'a.json is no profile'])
        expect((await run(['merge', '-o', 'c.json'])).exitCode).to.equal(2)
      }))
  })
})
