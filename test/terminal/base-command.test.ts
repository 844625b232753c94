import {spawnSync, type ChildProcess} from 'node:child_process'
import {rmSync} from 'node:fs'
import {mkdtemp} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import {expect} from 'chai'
import {build} from 'esbuild'
import {plainEnvironment, runProcess, type Run, type RunOptions} from '../program.js'
import {schemaErrors} from '../schema.js'

const hasScript = spawnSync('script', ['--version']).error === undefined

/** A test that needs a terminal, which the program `script` gives. */
const itInTerminal = (title: string, test: () => Promise<void>): unknown =>
  hasScript ? it(title, test) : it.skip(title, test)

describe('a command', () => {
  let folder: string
  let fixture: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlops-command-'))
    fixture = join(folder, 'fixture.cjs')
    await build({
      entryPoints: ['test/terminal/fixture-command.ts'],
      ...{outfile: fixture, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error'},
      external: ['typescript', 'tsx', 'ts-node'],
      keepNames: true,
    })
  })

  after(() => rmSync(folder, {recursive: true}))

  const run = (args: readonly string[], options?: RunOptions): Promise<Run> =>
    runProcess(process.execPath, [fixture, ...args], options)

  const withEnvironment = (variables: NodeJS.ProcessEnv): RunOptions => ({env: {...plainEnvironment(), ...variables}})

  /** Runs it in a terminal of its own; what it prints, on either stream, is in `stdout`. */
  const runInTerminal = (
    args: string,
    variables: NodeJS.ProcessEnv = {},
    started?: RunOptions['started'],
  ): Promise<Run> => {
    const env = {...plainEnvironment(), TERM: 'xterm-256color', ...variables}
    return runProcess('script', ['-qec', `stty cols 100; exec ${process.execPath} ${fixture} ${args}`, '/dev/null'], {
      env,
      ...(started === undefined ? {} : {started}),
      keepInputOpen: started !== undefined,
    })
  }

  describe('that succeeds', () => {
    it('prints its result on stdout and its notes on stderr', async () => {
      const {exitCode, stdout, stderr} = await run(['result'])
      expect([exitCode, stdout, stderr]).to.deep.equal([0, 'the result\n', 'a note\n'])
    })

    it('prints valid JSON alone with --json', async () => {
      const {exitCode, stdout, stderr} = await run(['result', '--json'])
      expect([exitCode, JSON.parse(stdout), stderr]).to.deep.equal([0, {number: null, values: [1, null]}, ''])
    })

    it('keeps the exit code of a failed gate with --json', async () => {
      const {exitCode, stdout} = await run(['gate', '--json'])
      expect([exitCode, JSON.parse(stdout)]).to.deep.equal([3, {passed: false}])
    })

    it('prints null with --json when it has no result', async () => {
      expect((await run(['leave standard input open', '--json'])).stdout).to.equal('null\n')
    })

    it('ends at once though standard input is still open', async () => {
      const {exitCode} = await run(['leave standard input open'], {keepInputOpen: true})
      expect(exitCode).to.equal(0)
    })
  })

  describe('that fails', () => {
    it('prints the message and then the suggestion on stderr, and nothing on stdout', async () => {
      const {exitCode, stdout, stderr} = await run(['known error'])
      expect([exitCode, stdout, stderr]).to.deep.equal([
        4,
        '',
        'data.csv:17:3  age is "abc", expected a number\nFix the row.\n',
      ])
    })

    it('prints an error document on stdout with --json', async () => {
      const {exitCode, stdout, stderr} = await run(['known error', '--json'])
      expect(JSON.parse(stdout)).to.deep.equal({
        error: {
          code: 'DATA_INVALID',
          message: 'data.csv:17:3  age is "abc", expected a number',
          suggestion: 'Fix the row.',
          exitCode: 4,
          details: {row: 17},
        },
      })
      expect([exitCode, stderr]).to.deep.equal([4, ''])
    })

    for (const [name, args, exitCode, code] of [
      ['an error of the catalogue', ['known error'], 4, 'DATA_INVALID'],
      ['a bug', ['bug'], 1, 'BUG'],
      ['a bug outside of every await', ['late bug'], 1, 'BUG'],
      ['a bug in a callback', ['bug in a callback'], 1, 'BUG'],
      ['a full disk', ['full disk'], 5, 'FILE_UNWRITABLE'],
      ['a missing argument', [], 2, 'USAGE'],
      ['a surplus argument', ['result', 'more'], 2, 'USAGE'],
      ['an unknown flag', ['result', '--bogus'], 2, 'USAGE'],
      ['flags that exclude each other', ['result', '--file', 'a', '--folder', 'b'], 2, 'USAGE'],
      ['a flag without its value', ['result', '--file'], 2, 'USAGE'],
      ['a flag with a wrong value', ['result', '--rows', '11'], 2, 'USAGE'],
    ] as const) {
      it(`reports ${name} in the one shape with --json`, async () => {
        const run1 = await run([...args, '--json'])
        const document = JSON.parse(run1.stdout) as {error: {code: string; exitCode: number}}
        expect(schemaErrors('error', document)).to.deep.equal([])
        expect([run1.exitCode, document.error.exitCode, document.error.code]).to.deep.equal([exitCode, exitCode, code])
        expect(run1.stdout.length, 'only the error, nothing of the program').to.be.below(600)
        expect(run1.stderr).to.equal('')
      })

      it(`reports ${name} in a few plain lines without --json`, async () => {
        const {stdout, stderr, exitCode: ended} = await run(args)
        expect([ended, stdout]).to.deep.equal([exitCode, ''])
        expect(stderr.trimEnd().split('\n')).to.have.length(2)
        expect(stderr).to.not.match(/\n\s+at |See more help|following error|Parsing/)
      })
    }

    it('names the argument that is too much', async () => {
      expect((await run(['result', 'more'])).stderr).to.contain('mlops fixture does not take the argument "more".')
    })

    it('names the file that did not fit on the disk', async () => {
      expect((await run(['full disk'])).stderr).to.contain('models/1/weights.bin could not be written: no space left')
    })

    it('shows the trace of a bug with MLOPS_DEBUG=1', async () => {
      const {exitCode, stderr} = await run(['bug'], withEnvironment({MLOPS_DEBUG: '1'}))
      expect(stderr).to.match(/TypeError: model\.fit is not a function\n\s+at Fixture\.run/)
      expect(exitCode).to.equal(1)
    })
  })

  describe('whose output is cut off', () => {
    it('ends quietly when the reader has seen enough', async () => {
      const {exitCode, stdout, stderr} = await runProcess('bash', [
        '-c',
        `set -o pipefail; ${process.execPath} ${fixture} 'print much' | head -1`,
      ])
      expect([exitCode, stdout, stderr]).to.deep.equal([0, 'line 0\n', ''])
    })

    it('says so when the disk behind > is full', async () => {
      const {exitCode, stderr} = await runProcess('bash', ['-c', `${process.execPath} ${fixture} result > /dev/full`])
      expect(exitCode).to.equal(5)
      expect(stderr).to.contain('Cannot write the result to standard output: ENOSPC')
    })
  })

  describe('that is interrupted', () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`ends with 130 at ${signal}`, async () => {
        const {exitCode, stderr} = await run(['wait'], {
          started: (child) => onceWaiting(child, () => child.kill(signal)),
        })
        expect(exitCode).to.equal(130)
        expect(stderr).to.equal(
          'waiting\nInterrupted.\nNothing was left half-written; run the command again when it suits.\n',
        )
      })
    }

    it('reports the interruption as JSON with --json', async () => {
      const {exitCode, stdout} = await run(['wait', '--json'], {
        started: (child) => onceWaiting(child, () => child.kill('SIGINT')),
      })
      const document = JSON.parse(stdout) as {error: {code: string}}
      expect([exitCode, document.error.code]).to.deep.equal([130, 'INTERRUPTED'])
    })

    it('ends at once at the second signal when its work does not stop', async () => {
      const {exitCode} = await run(['ignore the signal'], {
        started: (child) =>
          onceWaiting(child, () => {
            child.kill('SIGINT')
            setTimeout(() => child.kill('SIGINT'), 200)
          }),
      })
      expect(exitCode).to.equal(130)
    })

    it('tells the truth when its work was done nevertheless', async () => {
      const {exitCode, stdout} = await run(['finish in spite of the signal'], {
        started: (child) => onceWaiting(child, () => child.kill('SIGINT')),
      })
      expect([exitCode, stdout]).to.deep.equal([0, 'finished\n'])
    })

    it('is ended by the signal itself when it never asked to know', async () => {
      const {signal} = await run(['never ask for the signal'], {
        started: (child) => onceWaiting(child, () => child.kill('SIGINT')),
      })
      expect(signal).to.equal('SIGINT')
    })

    itInTerminal('ends with 130 at Ctrl-C in a terminal', async () => {
      const {exitCode, stdout} = await runInTerminal('wait', {}, (child) =>
        onceWaiting(child, () => child.stdin?.write('\u0003')),
      )
      expect(exitCode).to.equal(130)
      expect(stripVTControlCharacters(stdout)).to.contain('Interrupted.')
    })
  })

  describe('that takes a while', () => {
    itInTerminal('shows a spinner with what it is at in a terminal', async () => {
      const {stdout} = await runInTerminal('work')
      expect(stripVTControlCharacters(stdout)).to.match(/⠋ Working.*Working {2}step 2.*step 5/s)
    })

    itInTerminal('takes the spinner away before a note, and at the end', async () => {
      const {stdout} = await runInTerminal('work')
      const [before, after] = stdout.split('a note in between\r\n')
      for (const part of [before!, after!]) {
        expect(part.lastIndexOf('\u001B[0K')).to.be.greaterThan(part.lastIndexOf('Working'))
      }
    })

    itInTerminal('shows none on a terminal that does not know how wide it is', async () => {
      const env = {...plainEnvironment(), TERM: 'xterm-256color'}
      const {stdout} = await runProcess('script', ['-qec', `${process.execPath} ${fixture} work`, '/dev/null'], {env})
      expect(stdout.trim()).to.equal('a note in between')
    })

    for (const [where, variables] of [
      ['in CI', {CI: 'true'}],
      ['on a dumb terminal', {TERM: 'dumb'}],
    ] as const) {
      itInTerminal(`shows none ${where}`, async () => {
        const {stdout} = await runInTerminal('work', variables)
        expect(stdout.trim()).to.equal('a note in between')
      })
    }

    itInTerminal('shows none with --json', async () => {
      expect((await runInTerminal('work --json')).stdout.trim()).to.equal('null')
    })

    it('shows none in a pipe', async () => {
      expect(await run(['work'])).to.include({stdout: '', stderr: 'a note in between\n'})
    })

    itInTerminal('still ends with 130 at Ctrl-C under the spinner', async () => {
      const {exitCode} = await runInTerminal('work', {}, (child) => {
        child.stdout?.once('data', () => child.stdin?.write('\u0003'))
      })
      // It never asked for the signal: bash and script report a death by SIGINT as 130.
      expect(exitCode).to.equal(130)
    })
  })

  describe('in colour', () => {
    // eslint-disable-next-line no-control-regex -- the escape is what is looked for
    const coloured = /\u001B\[3[0-9]m/

    itInTerminal('is coloured in a terminal', async () => {
      expect((await runInTerminal('result')).stdout).to.match(coloured)
    })

    itInTerminal('is plain in a terminal with NO_COLOR', async () => {
      expect((await runInTerminal('result', {NO_COLOR: '1'})).stdout).to.not.match(coloured)
    })

    it('is plain in a pipe', async () => {
      const {stdout, stderr} = await run(['result'])
      expect(stdout + stderr).to.not.match(coloured)
    })

    it('is coloured in a pipe with FORCE_COLOR, on both streams', async () => {
      const {stdout, stderr} = await run(['result'], withEnvironment({FORCE_COLOR: '1'}))
      expect(stdout).to.match(coloured)
      expect(stderr).to.match(coloured)
    })

    itInTerminal('is plain with an empty NO_COLOR only where the stream is', async () => {
      expect((await runInTerminal('result', {NO_COLOR: ''})).stdout).to.match(coloured)
    })

    itInTerminal('colours the message of an error in a terminal', async () => {
      expect((await runInTerminal('"known error"')).stdout).to.match(coloured)
    })

    it('never colours JSON', async () => {
      const {stdout} = await run(['result', '--json'], withEnvironment({FORCE_COLOR: '1'}))
      expect(stdout).to.not.match(coloured)
    })
  })
})

/** Does something as soon as the command says that it waits. */
function onceWaiting(child: ChildProcess, act: () => unknown): void {
  const listen = (chunk: Buffer): void => {
    if (!chunk.toString().includes('waiting')) return
    child.stdout?.off('data', listen)
    child.stderr?.off('data', listen)
    act()
  }
  child.stdout?.on('data', listen)
  child.stderr?.on('data', listen)
}
