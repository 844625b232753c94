import {chmodSync, readFileSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {expect} from 'chai'
import {inTemporaryFolder, plainEnvironment, runProcess, type Run} from './program.js'

interface Fakes {
  /** What `npm test` prints. */
  readonly output?: string
  /** How npm's commands end, where not with 0. */
  readonly ends?: Readonly<Record<string, number>>
  /** How the installer of native TensorFlow ends. */
  readonly installerEnds?: number
  /** How the installer of what tests compare with ends. */
  readonly yardsticksEnd?: number
  /** Does a container engine run already? One that is started leaves a line when it ends. */
  readonly engineRuns?: boolean
}

describe('.ci/run', () => {
  const passing = '\n  gates\n    ✔ fail\n\n\n  12 passing (4s)\n'

  it('sums up tests, lint, types and generated files', async () => {
    const {exitCode, lastLine} = await runCi({output: passing})
    expect([exitCode, lastLine]).to.deep.equal([0, '15 passed, 0 failed'])
  })

  it('counts a failed test', async () => {
    const {exitCode, lastLine} = await runCi({output: `${passing}  2 failing\n`, ends: {test: 2}})
    expect([exitCode, lastLine]).to.deep.equal([1, '15 passed, 2 failed'])
  })

  it('counts a skipped test as failed, and names it', async () => {
    const output = '  pages\n    - draw a chart\n\n\n  12 passing (1m)\n  1 pending\n'
    const {exitCode, lastLine, stdout} = await runCi({output})
    expect([exitCode, lastLine]).to.deep.equal([1, '15 passed, 1 failed'])
    expect(stdout).to.match(/Skipped, which counts as failed here:\n +- draw a chart\n/)
  })

  for (const step of ['lint', 'typecheck', 'check:generated']) {
    it(`counts ${step} when it fails`, async () => {
      const {exitCode, lastLine} = await runCi({output: passing, ends: {[step]: 1}})
      expect([exitCode, lastLine]).to.deep.equal([1, '14 passed, 1 failed'])
    })
  }

  it('fails when the tests end without a summary', async () => {
    const {exitCode, lastLine} = await runCi({output: 'SyntaxError: Unexpected token\n', ends: {test: 1}})
    expect([exitCode, lastLine]).to.deep.equal([1, '3 passed, 1 failed'])
  })

  it('fails when the tests pass and their run does not', async () => {
    const {exitCode, lastLine} = await runCi({output: passing, ends: {test: 7}})
    expect([exitCode, lastLine]).to.deep.equal([1, '15 passed, 1 failed'])
  })

  it('goes on without native TensorFlow when that cannot be installed, and says so', async () => {
    const {exitCode, lastLine, stdout} = await runCi({output: passing, installerEnds: 1})
    expect([exitCode, lastLine]).to.deep.equal([0, '15 passed, 0 failed'])
    expect(stdout).to.include('native TensorFlow\nthe installer ran\nCould not install native TensorFlow')
  })

  it('goes on without yardsticks when they cannot be installed, and says so', async () => {
    const {exitCode, lastLine, stdout} = await runCi({output: passing, yardsticksEnd: 1})
    expect([exitCode, lastLine]).to.deep.equal([0, '15 passed, 0 failed'])
    expect(stdout).to.include('Could not install yardsticks: their tests will be skipped, and count as failed.')
  })

  it('starts a container engine where none runs, and ends it again', async () => {
    const {exitCode, engine} = await runCi({output: passing, engineRuns: false})
    expect([exitCode, engine]).to.deep.equal([0, 'started\nended\n'])
  })

  it('leaves a container engine alone that runs already', async () => {
    const {exitCode, engine} = await runCi({output: passing})
    expect([exitCode, engine]).to.deep.equal([0, ''])
  })

  it('fails when nothing can be installed', async () => {
    const {exitCode, lastLine} = await runCi({output: passing, ends: {ci: 1}})
    expect([exitCode, lastLine]).to.deep.equal([1, '0 passed, 1 failed'])
  })
})

/** Runs it with an npm that only says what it is told to, and with installers that install nothing. */
function runCi({
  output = '',
  ends = {},
  installerEnds = 0,
  yardsticksEnd = 0,
  engineRuns = true,
}: Fakes): Promise<Run & {lastLine: string | undefined; engine: string}> {
  return inTemporaryFolder(async (folder) => {
    const cases = Object.entries(ends).map(([step, exitCode]) => `${step}) exit ${exitCode} ;;`)
    const npm = `#!/bin/sh\nstep=$1\n[ "$1" = run ] && step=$3\n[ "$step" = test ] && cat "${folder}/output"\ncase $step in ${cases.join(' ')} *) exit 0 ;; esac\n`
    const engine = join(folder, 'engine')
    writeFileSync(join(folder, 'output'), output)
    writeFileSync(engine, '')
    for (const [name, script] of [
      ['npm', npm],
      ['apt-get', '#!/bin/sh\nexit 1\n'],
      ['docker', engineRuns ? '#!/bin/sh\n' : `#!/bin/sh\ngrep -q started "${engine}"\n`],
      [
        'dockerd',
        `#!/bin/sh\ntrap 'echo ended >> "${engine}"; exit' TERM\necho started >> "${engine}"\nwhile :; do sleep 0.1; done\n`,
      ],
      // Only root may start one.
      ['id', '#!/bin/sh\necho 0\n'],
      ['install-native', `#!/bin/sh\necho the installer ran\nexit ${installerEnds}\n`],
      ['install-yardsticks', `#!/bin/sh\nexit ${yardsticksEnd}\n`],
    ] as const) {
      writeFileSync(join(folder, name), script)
      chmodSync(join(folder, name), 0o755)
    }
    const env = {
      ...plainEnvironment(),
      PATH: [folder, process.env['PATH']].join(delimiter),
      MLOPS_CI_NATIVE_INSTALLER: join(folder, 'install-native'),
      MLOPS_CI_YARDSTICK_INSTALLER: join(folder, 'install-yardsticks'),
    }
    const run = await runProcess('.ci/run', [], {env})
    return {...run, lastLine: run.stdout.trimEnd().split('\n').at(-1), engine: readFileSync(engine, 'utf8')}
  })
}
