import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import type {Exploration} from '../../src/lib/lifecycle/explore.js'
import {inTemporaryFolder, plainEnvironment, runMlops, type Run} from '../program.js'
import {schemaErrors} from '../schema.js'

const churn = ['age,plan,churned', ...Array.from({length: 60}, (_, row) => `${(row * 7) % 50},${row % 3},${row % 2}`)]

/** Runs `mlops explore` in a folder with churn.csv. */
function inFolder(work: (folder: string, run: (...args: string[]) => Promise<Run>) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'churn.csv'), `${churn.join('\n')}\n`)
    await work(folder, (...args) => runMlops(['explore', ...args], {cwd: folder}))
  })
}

describe('mlops explore', () => {
  it('explores the example: nothing to mend, and the leaks named', async () => {
    const {exitCode, stdout, stderr} = await runMlops(['explore', '-d', 'data/reference.csv'])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.match(/^reference\.csv\n1,500 rows, 9 columns: 6 features, the label "group" and 2 ignored\./)
    expect(stdout).to.match(/note {5}"risk" alone predicts the label/)
    expect(stdout).to.not.contain('\u001b')
  })

  it('finds the leaks of the example by itself when no data package says so', () =>
    inFolder(async (folder, run) => {
      writeFileSync(join(folder, 'plain.csv'), readFileSync('data/reference.csv'))
      const {findings} = JSON.parse((await run('-d', 'plain.csv', '--json')).stdout) as Exploration
      const leaks = findings.flatMap((finding) => (finding.kind === 'leak' ? [finding.column] : []))
      expect(leaks).to.deep.equal(['risk', 'group_name'])
    }))

  it('prints JSON after its schema', async () => {
    const {stdout} = await runMlops(['explore', '-d', 'data/month-12.csv', '--json'])
    expect(schemaErrors('explore', JSON.parse(stdout))).to.deep.equal([])
  })

  it('reads standard input', async () => {
    const {exitCode, stdout} = await runMlops(['explore', '-d', '-', '--json'], {input: `${churn.join('\n')}\n`})
    expect(exitCode).to.equal(0)
    expect((JSON.parse(stdout) as Exploration).rows).to.equal(60)
  })

  it('takes its flags: target, ignore, delimiter, schema', () =>
    inFolder(async (folder, run) => {
      writeFileSync(join(folder, 'odd.txt'), churn.join('\n').replaceAll(',', '~'))
      const {stdout} = await run('-d', 'odd.txt', '--delimiter', '~', '--target', 'plan', '--ignore', 'age', '--json')
      const {columns} = JSON.parse(stdout) as Exploration
      expect(columns.map(({role}) => role)).to.deep.equal(['ignored', 'label', 'feature'])
    }))

  for (const [how, args] of [
    ['at the end', ['-d', 'churn.csv', '--write-schema']],
    ['before another flag', ['--write-schema', '-d', 'churn.csv']],
  ] as const) {
    it(`writes the data package beside the data when --write-schema stands ${how}`, () =>
      inFolder(async (folder, run) => {
        const {exitCode, stdout} = await run(...args)
        expect(exitCode).to.equal(0)
        expect(stdout).to.contain('Wrote datapackage.json')
        expect(readdirSync(folder).sort()).to.deep.equal(['churn.csv', 'datapackage.json'])
      }))
  }

  for (const args of [['--write-schema', 'my.json'], ['--write-schema=my.json']]) {
    it(`writes the data package where ${args.join(' ')} says`, () =>
      inFolder(async (folder, run) => {
        expect((await run('-d', 'churn.csv', ...args)).exitCode).to.equal(0)
        expect(readdirSync(folder).sort()).to.deep.equal(['churn.csv', 'my.json'])
      }))
  }

  it('exits 5 and writes nothing when a file is there already, and replaces it with --force', () =>
    inFolder(async (folder, run) => {
      writeFileSync(
        join(folder, 'datapackage.json'),
        '{"resources": [{"name": "other", "schema": {"fields": [{"name": "z"}]}}]}',
      )
      const refused = await run('-d', 'churn.csv', '--write-schema', '--html', 'page.html')
      expect(refused.exitCode).to.equal(5)
      expect(refused.stderr).to.match(/datapackage\.json is there already.*\n.*--force/)
      expect(existsSync(join(folder, 'page.html'))).to.equal(false)
      expect((await run('-d', 'churn.csv', '--write-schema', '--force')).exitCode).to.equal(0)
    }))

  it('writes the page with the charts', () =>
    inFolder(async (folder, run) => {
      const {exitCode, stdout, stderr} = await run('-d', 'churn.csv', '--html', 'page.html')
      expect([exitCode, stderr]).to.deep.equal([0, ''])
      expect(stdout).to.contain('Wrote page.html')
      expect(readFileSync(join(folder, 'page.html'), 'utf8').split('<svg')).to.have.length.above(6)
    }))

  it('colours classes, and only where colours are wanted', async () => {
    const args = ['explore', '-d', 'data/reference.csv']
    const coloured = await runMlops(args, {env: {...plainEnvironment(), FORCE_COLOR: '2'}})
    expect(coloured.stdout).to.contain('\u001b[38;5;33m')
    const plain = await runMlops(args, {env: {...plainEnvironment(), NO_COLOR: '1'}})
    expect(plain.stdout).to.not.contain('\u001b')
  })

  for (const [what, content, exitCode] of [
    ['an empty file', '', 4],
    ['a header alone', 'a,b\n', 4],
    ['text among numbers', `${churn.join('\n')}\nx,1,0\n`, 4],
    ['a binary file', '\u0000\u0001\u0002', 4],
  ] as const) {
    it(`exits ${exitCode} with one message for ${what}, and writes nothing`, () =>
      inFolder(async (folder, run) => {
        writeFileSync(join(folder, 'bad.csv'), content)
        const result = await run('-d', 'bad.csv', '--html', 'page.html', '--write-schema')
        expect(result.exitCode).to.equal(exitCode)
        expect(result.stdout).to.equal('')
        expect(result.stderr).to.contain('bad.csv')
        expect(readdirSync(folder).sort()).to.deep.equal(['bad.csv', 'churn.csv'])
      }))
  }

  it('explores a file in which every column but the label is constant', () =>
    inFolder(async (folder, run) => {
      writeFileSync(join(folder, 'flat.csv'), ['a,y', '1,no', '1,yes', '1,no', ''].join('\n'))
      const {exitCode, stdout} = await run('-d', 'flat.csv')
      expect(exitCode).to.equal(0)
      expect(stdout).to.match(/problem {2}"a" has the same value/)
    }))
})
