import type {ChildProcess} from 'node:child_process'
import {cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {expect} from 'chai'
import type {ModelsShowResult} from '../src/lib/lifecycle/models.js'
import type {ValidationReport} from '../src/lib/lifecycle/validate.js'
import {formatPercent} from '../src/lib/terminal/numbers.js'
import {inTemporaryFolder, plainEnvironment, runMlops, runProcess, type Run} from './program.js'

const script = resolve('scripts/demo.ts')
const loader = resolve('scripts/tsx-uncached.js')

interface DemoOptions {
  readonly args?: readonly string[]
  readonly started?: (child: ChildProcess) => void
}

/** A clone, as far as the demo needs one, and a home that holds nothing. */
function withDemo(
  check: (demo: Run, folder: string) => void | Promise<void>,
  {args = [], started = () => undefined}: DemoOptions = {},
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    await runMlops(['--version']) // builds what the demo runs
    const clone = join(folder, 'clone')
    for (const name of ['home', 'temporary', 'clone']) mkdirSync(join(folder, name))
    symlinkSync(resolve('bin'), join(clone, 'bin'))
    cpSync('data', join(clone, 'data'), {recursive: true})
    const env = {...plainEnvironment(), HOME: join(folder, 'home'), TMPDIR: join(folder, 'temporary')}
    const words = ['--import', loader, script, ...args]
    await check(await runProcess(process.execPath, words, {cwd: clone, env, started}), folder)
  })
}

describe('npm run demo', function () {
  this.timeout(240_000)

  it('tells the story to its end with the figures that the commands answer, and leaves nothing outside its folder', () =>
    withDemo(async ({exitCode, stdout}, folder) => {
      expect(exitCode).to.equal(0)
      expect(stdout).to.include('Now you')
      const months = [...stdout.matchAll(/^ +(\d+) +1,500 /gm)].map(([, month]) => Number(month))
      expect(months).to.deep.equal(Array.from({length: 36}, (_, index) => index + 1))
      expect(stdout).to.match(/^ {2}mlops_feature_drifted\{.*feature="miles",.* 1$/m)
      expect(stdout).to.match(/^ {2}mlops_realised_accuracy\{.* 0\.8\d+$/m)
      for (const page of ['simulation', 'drift']) {
        expect(readFileSync(join(folder, `clone/demo/${page}.html`), 'utf8')).to.match(/<\/html>\s*$/)
      }
      expect(readdirSync(join(folder, 'clone')).sort()).to.deep.equal(['bin', 'data', 'demo'])
      expect(readdirSync(join(folder, 'home'))).to.deep.equal([])
      expect(readdirSync(join(folder, 'temporary'))).to.deep.equal([])
      const changed = readdirSync('data').filter(
        (file) => !readFileSync(join('data', file)).equals(readFileSync(join(folder, 'clone/data', file))),
      )
      expect(changed).to.deep.equal([])
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
      for (const month of ['month-1', 'month-12', 'month-36']) {
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

  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 1],
  ] as const) {
    it(`stops at ${signal} in the middle, and leaves nothing running`, () => {
      let url: string | undefined
      const started = (child: ChildProcess): void => {
        let said = ''
        child.stdout!.on('data', (text: Buffer) => {
          said += text.toString()
          if (url !== undefined || !/^ +3 +1,500 /m.test(said)) return
          url = /--url (\S+)/.exec(said)![1]
          child.kill(signal)
        })
      }
      return withDemo(
        async (demo) => {
          expect(demo.exitCode).to.equal(exitCode)
          expect(demo.stdout).not.to.include('Now you')
          expect(await isAnswering(url!)).to.equal(false)
        },
        {started},
      )
    })
  }

  it('goes on serving with --keep until Ctrl-C', () => {
    let answers: Promise<boolean>[] = []
    let pages: readonly string[] = []
    const started = (child: ChildProcess): void => {
      let said = ''
      child.stdout!.on('data', (text: Buffer) => {
        said += text.toString()
        if (pages.length > 0 || !/\/metrics +for Prometheus/.test(said)) return
        pages = [...said.split('goes on until Ctrl-C')[1]!.matchAll(/http:\S+/g)].map(([page]) => page)
        answers = pages.map(isAnswering)
        void Promise.all(answers).then(() => child.kill('SIGINT'))
      })
    }
    return withDemo(
      async () => {
        expect(pages).to.have.length(3)
        expect(await Promise.all(answers)).to.deep.equal([true, true, true])
        expect(await isAnswering(pages[0]!)).to.equal(false)
      },
      {args: ['--keep'], started},
    )
  })
})

async function isAnswering(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ok}) => ok || url.split('/').length === 3,
    () => false,
  )
}
