import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {plainEnvironment, runMlops, type Run, type RunOptions} from '../program.js'
import {countThreads} from '../thread-count.js'

describe('mlops drift, large files', function () {
  this.timeout(120_000)

  let folder: string

  /** Two files and a reference, each of 21 MB. */
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlops-drift-threads-'))
    const {exitCode} = await runMlops(['generate', '--rows', '420000', '--months', '2', '--out', 'data'], {cwd: folder})
    expect(exitCode).to.equal(0)
  })
  after(() => rmSync(folder, {recursive: true}))

  async function drift(
    threads: string,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<Run & {readonly threads: number}> {
    const counted = countThreads(folder)
    const env = {...plainEnvironment(), ...counted.env, MLOPS_THREADS: threads}
    const run = await runMlops(['drift', ...args], {cwd: folder, env, ...options})
    return {...run, threads: counted.read()}
  }

  const reference = ['--reference', 'data/reference.csv']

  it('says the same in several threads as in one', async () => {
    writeFileSync(join(folder, 'bad.csv'), 'training;age\n1;young\n')
    const args = [...reference, '-d', 'data/month-1.csv', 'bad.csv', 'data/month-2.csv', '--show-rows', '3', '--json']
    const [one, several] = [await drift('1', args), await drift('3', args)]
    expect([one.threads, several.threads]).to.deep.equal([1, 4])
    expect(several.stderr).to.equal(one.stderr)
    expect(several.stdout).to.equal(one.stdout)
    expect([one.exitCode, several.exitCode]).to.deep.equal([4, 4])
    expect(JSON.parse(one.stdout)).to.have.nested.property('failed[0].name', 'bad.csv')
  })

  it('reads one file beside the reference, and standard input itself', async () => {
    const args = [...reference, '--policy', 'evidently', '--json', '-d', 'data/month-2.csv']
    const [one, several] = [await drift('1', args), await drift('8', args)]
    expect([one.threads, several.threads]).to.deep.equal([1, 2])
    expect(several.stdout).to.equal(one.stdout)
    const input = readFileSync(join(folder, 'data/month-1.csv'), 'utf8')
    const both = [...args, '-d', '-']
    const [oneOfInput, severalOfInput] = [await drift('1', both, {input}), await drift('8', both, {input})]
    expect(severalOfInput.threads).to.equal(2)
    expect(severalOfInput.stdout).to.equal(oneOfInput.stdout)
    expect(oneOfInput.stdout).to.include('<stdin>')
  })

  it('gives the error of a bad file as one thread does', async () => {
    const good = readFileSync(join(folder, 'data/month-1.csv'), 'utf8')
    writeFileSync(join(folder, 'bad.csv'), `${good}1;old;0;40;100;25;1;low;2\n`)
    const args = [...reference, '-d', 'bad.csv']
    const [one, several] = [await drift('1', args), await drift('2', args)]
    expect(several.threads).to.equal(2)
    expect([several.exitCode, several.stdout, several.stderr]).to.deep.equal([4, one.stdout, one.stderr])
    expect(several.stderr).to.include('age is "old"')
    const skipping = [...args, '--on-bad-row', 'skip', '--json']
    expect((await drift('2', skipping)).stdout).to.equal((await drift('1', skipping)).stdout)
  })

  it('ends at once, with all its threads, when it is interrupted', async () => {
    const {exitCode, stdout} = await drift('2', [...reference, '-d', 'data/month-*.csv'], {
      started: (child) => setTimeout(() => child.kill('SIGINT'), 900),
    })
    expect([exitCode, stdout]).to.deep.equal([130, ''])
  })

  it('refuses a number of threads that is none', async () => {
    const env = {...plainEnvironment(), MLOPS_THREADS: 'many'}
    const {exitCode, stderr} = await runMlops(['drift', '-d', 'data/month-1.csv', ...reference], {env})
    expect(exitCode).to.equal(2)
    expect(stderr).to.include('MLOPS_THREADS is "many", expected a whole number from 1 on.')
  })
})
