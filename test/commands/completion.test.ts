import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {commands} from '../../src/commands/index.js'
import {plainEnvironment, runMlops, runProcess} from '../program.js'
import {schemaErrors} from '../schema.js'

/** What is typed, and what the Tab key makes of it. */
const completions = [
  ['a command', 'gen', ['generate']],
  ['a topic', 'mod', ['models']],
  ['a command of a topic', 'models li', ['models', 'list']],
  ['a flag', 'generate --mon', ['generate', '--months']],
  ['a value of a flag', 'generate --drift conc', ['generate', '--drift', 'concept']],
  ['a value behind =', 'generate --drift=conc', ['generate', '--drift=concept']],
  ['a value of a later flag', 'train --target x --on-bad-row sk', ['train', '--target', 'x', '--on-bad-row', 'skip']],
  ['a file', 'train -d refer', ['train', '-d', 'reference.csv']],
  ['a file with a space in its name', 'train --data my', ['train', '--data', 'my data.csv']],
  ['a folder where only folders make sense', 'train --models sto', ['train', '--models', 'store']],
  ['an argument', 'completion ba', ['completion', 'bash']],
] as const

describe('mlops completion', () => {
  let folder: string

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mlops-completion-'))
    mkdirSync(join(folder, 'store'))
    for (const file of ['reference.csv', 'my data.csv', 'stored.csv']) writeFileSync(join(folder, file), '')
    for (const shell of ['bash', 'zsh', 'fish']) {
      const {exitCode, stdout, stderr} = await runMlops(['completion', shell])
      expect([exitCode, stderr]).to.deep.equal([0, ''])
      writeFileSync(join(folder, `.completion.${shell}`), stdout)
    }
  })

  after(() => rmSync(folder, {recursive: true}))

  it('prints with --json what schemas/completion.json says', async () => {
    const {stdout} = await runMlops(['completion', 'bash', '--json'])
    expect(schemaErrors('completion', JSON.parse(stdout))).to.deep.equal([])
  })

  for (const [shell, start, begin] of [
    ['bash', 'bash --norc --noprofile -i', ''],
    ['zsh', 'zsh -f -i', 'autoload -Uz compinit; compinit -u -D\n'],
  ] as const) {
    describe(`in ${shell}`, () => {
      let runs: string[]

      before(async function () {
        if (!(await isInstalled(shell)) || !(await isInstalled('script'))) this.skip()
        // In place of the program: a function that tells what it was called with.
        const program = `mlops() { printf 'called:'; printf '<%s>' "$@"; echo; }\n`
        const typed = completions.map(([, line]) => `mlops ${line}\t\n`).join('')
        const {stdout} = await runProcess('script', ['-qec', start, '/dev/null'], {
          cwd: folder,
          env: {...plainEnvironment(), TERM: 'dumb'},
          input: `${begin}${program}source ./.completion.${shell}\n${typed}exit\n`,
        })
        runs = stdout.split(/\r?\n/).flatMap((line) => /called:(<.*>)/.exec(line)?.[1] ?? [])
      })

      completions.forEach(([what, typed, expected], index) => {
        it(`completes ${what}: mlops ${typed}`, () => {
          // bash puts a slash behind a folder, zsh takes it away again.
          expect(runs[index]?.replace('/>', '>')).to.equal(expected.map((word) => `<${word}>`).join(''))
        })
      })
    })
  }

  it('offers every value behind = in bash, where it is a word of its own', async () => {
    const typed = `COMP_WORDS=(mlops generate --drift =); COMP_CWORD=3; _mlops; echo "\${COMPREPLY[@]}"`
    const {stdout} = await runProcess('bash', ['-c', `source ./.completion.bash; ${typed}`], {cwd: folder})
    expect(stdout).to.equal('none covariate concept full\n')
  })

  describe('in fish', () => {
    before(async function () {
      if (!(await isInstalled('fish'))) this.skip()
    })

    const complete = async (typed: string): Promise<string[]> => {
      const script = `source ./.completion.fish; complete -C ${quote(`mlops ${typed}`)}`
      const {stdout, stderr} = await runProcess('fish', ['-N', '-c', script], {cwd: folder})
      expect(stderr).to.equal('')
      return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0]!.replace(/\/$/, '')]))
    }

    for (const [what, typed, expected] of completions) {
      it(`completes ${what}: mlops ${typed}`, async () => {
        expect((await complete(typed)).map((word) => word.replaceAll('\\', ''))).to.deep.equal(expected.slice(-1))
      })
    }

    it('lists every command at the start', async () => {
      const first = new Set(Object.keys(commands).map((id) => id.split(':')[0]!))
      expect((await complete('')).sort()).to.deep.equal([...first].sort())
    })

    it('lists the values of a flag and nothing else', async () => {
      expect(await complete('train --on-bad-row ')).to.have.members(['fail', 'skip'])
    })
  })
})

async function isInstalled(program: string): Promise<boolean> {
  return (await runProcess('sh', ['-c', `command -v ${program}`])).exitCode === 0
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `\\'`)}'`
}
