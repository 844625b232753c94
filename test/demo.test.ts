import {cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {expect} from 'chai'
import type {ModelsShowResult} from '../src/lib/lifecycle/models.js'
import type {ValidationReport} from '../src/lib/lifecycle/validate.js'
import {formatPercent} from '../src/lib/terminal/numbers.js'
import {inTemporaryFolder, plainEnvironment, runMlops, runProcess, type Run} from './program.js'

const script = resolve('scripts/demo.ts')
const loader = resolve('scripts/tsx-uncached.js')

/** A clone, as far as the demo needs one, and a home that holds nothing. */
function withDemo(check: (demo: Run, folder: string) => void | Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    await runMlops(['--version']) // builds what the demo runs
    const clone = join(folder, 'clone')
    for (const name of ['home', 'temporary', 'clone']) mkdirSync(join(folder, name))
    symlinkSync(resolve('bin'), join(clone, 'bin'))
    cpSync('data', join(clone, 'data'), {recursive: true})
    const env = {...plainEnvironment(), HOME: join(folder, 'home'), TMPDIR: join(folder, 'temporary')}
    await check(await runProcess(process.execPath, ['--import', loader, script], {cwd: clone, env}), folder)
  })
}

describe('npm run demo', function () {
  this.timeout(120_000)

  it('tells the story to its end and leaves nothing outside its folder', () =>
    withDemo(({exitCode, stdout}, folder) => {
      expect(exitCode).to.equal(0)
      expect(stdout).to.include('Now you')
      expect(readdirSync(join(folder, 'clone')).sort()).to.deep.equal(['bin', 'data', 'demo'])
      expect(readdirSync(join(folder, 'home'))).to.deep.equal([])
      expect(readdirSync(join(folder, 'temporary'))).to.deep.equal([])
      const changed = readdirSync('data').filter(
        (file) => !readFileSync(join('data', file)).equals(readFileSync(join(folder, 'clone/data', file))),
      )
      expect(changed).to.deep.equal([])
    }))

  it('prints the figures that the commands answer', () =>
    withDemo(async ({stdout}, folder) => {
      const cwd = join(folder, 'clone')
      const ask = async <Answer>(...words: string[]): Promise<Answer> =>
        JSON.parse((await runMlops([...words, '--json', '--models', 'demo/models'], {cwd})).stdout) as Answer
      const text = stdout.replace(/\s+/g, ' ')
      const [first, second] = [
        await ask<ModelsShowResult>('models', 'show', '1'),
        await ask<ModelsShowResult>('models', 'show', '2'),
      ]
      expect(text).to.include(`Right on ${formatPercent(first.manifest.metrics.test.accuracy)} of 300 customers`)
      expect(text).to.include(`right on ${formatPercent(second.manifest.metrics.test.accuracy)} of new customers`)
      for (const month of ['month-1', 'month-12']) {
        const {metrics} = await ask<ValidationReport>('validate', '-d', `data/${month}.csv`, '-m', '1')
        expect(text).to.include(`${month} right on ${formatPercent(metrics.accuracy)}`)
      }
      // On the rows that it was made from, those that were held out count, here as in models show.
      const heldOut = formatPercent(first.manifest.metrics.test.accuracy)
      expect(text).to.include(`reference right on ${heldOut}`)
      expect(formatPercent(first.validations[0]!.accuracy)).to.equal(heldOut)
      const {comparison} = await ask<ValidationReport>(
        'validate',
        '-d',
        'data/month-13.csv',
        '-m',
        '2',
        '--compare',
        '1',
      )
      expect(text).to.include(comparison!.answer.replace(/\s+/g, ' '))
    }))
})
