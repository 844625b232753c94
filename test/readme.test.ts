import {spawnSync} from 'node:child_process'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {readParts, selectParagraphs, withoutChance, type Output, type Step} from '../scripts/record-blocks.js'
import {inWorkshop, testedElsewhere, type CommandRun} from '../scripts/record-run.js'
import {commands} from '../src/commands/index.js'
import {parseDataPackage} from '../src/lib/dataset/data-package.js'
import {ExitCode} from '../src/lib/errors.js'
import {typedId} from '../src/lib/terminal/command-table.js'

const readme = readFileSync('README.md', 'utf8')
const parts = readParts(readme)
const steps = parts.filter((part): part is Step => part.kind === 'run' && !(part.command in testedElsewhere))
const outputs = parts.filter((part): part is Output => part.kind === 'output')
const missing = ['jq', 'curl'].filter((program) => spawnSync(program, ['--version']).error !== undefined)
const needsMissing = ({command}: Step): boolean => missing.some((program) => command.split(' ').includes(program))

describe('README.md', function () {
  this.timeout(300_000)
  const runs = new Map<Step, CommandRun>()
  let registryFiles: readonly string[] = []

  before(async () => {
    await inWorkshop(async ({folder, play, merge}) => {
      for (const part of parts) {
        if (part.kind === 'merge') merge(part)
        if (part.kind === 'run' && steps.includes(part)) runs.set(part, await play(part))
      }
      registryFiles = ['', '1'].flatMap((version) =>
        readdirSync(join(folder, 'models', version), {withFileTypes: true})
          .filter((entry) => entry.isFile())
          .map(({name}) => join(version, name)),
      )
    })
  })

  it('starts with the two commands that show everything', () => {
    const [demo, test] = parts as readonly Step[]
    expect([demo!.command, test!.command]).to.deep.equal(['npm ci && npm run demo', 'npm ci && npm test'])
  })

  for (const step of steps) {
    it(`line ${step.line}: ${step.command} exits ${step.exitCode}`, function () {
      if (needsMissing(step)) return this.skip()
      const {exitCode, output} = runs.get(step)!
      expect(exitCode, output).to.equal(step.exitCode)
    })
  }

  for (const output of outputs) {
    it(`line ${output.line}: shows what ${output.steps.map(({command}) => command).join(', ')} prints`, function () {
      if (output.steps.some(needsMissing)) return this.skip()
      const printed = output.steps.map((step) => runs.get(step)!.output).join('')
      expect(withoutChance(output.lines.join('\n'))).to.equal(
        withoutChance(selectParagraphs(printed, output.paragraphs)),
      )
    })
  }

  it('names a test for each command that is not run here', () => {
    const left = parts.filter((part) => part.kind === 'run' && part.command in testedElsewhere)
    expect(left.map((part) => (part as Step).command).sort()).to.deep.equal(Object.keys(testedElsewhere).sort())
    expect(Object.values(testedElsewhere).filter((file) => !existsSync(file))).to.deep.equal([])
  })

  it('names only scripts that package.json has', () => {
    const {scripts} = JSON.parse(readFileSync('package.json', 'utf8')) as {scripts: Record<string, string>}
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!)
    expect(named.filter((name) => !(name in scripts))).to.deep.equal([])
  })

  it('lists every command', () => {
    const typed = Object.keys(commands).map((id) => `mlops ${typedId(id)}`)
    expect(firstColumn('### Commands').sort()).to.deep.equal(typed.sort())
  })

  it('lists every exit code', () => {
    expect(firstColumn('### Exit codes').map(Number)).to.deep.equal(Object.values(ExitCode))
  })

  it('lists every file of a registry', () => {
    expect(firstColumn('### The registry').sort()).to.deep.equal([...registryFiles].sort())
  })

  it('lists every environment variable of the program', () => {
    const source = spawnSync('grep', ['-rhoE', 'MLOPS_[A-Z_]+', 'src'], {encoding: 'utf8'}).stdout
    const read = [...new Set(source.trim().split('\n'))].sort()
    const listed = firstColumn('### Environment').filter((name) => name.startsWith('MLOPS_'))
    expect(listed.sort()).to.deep.equal(read)
  })

  it('shows a data package that the program reads', () => {
    const example = /```jsonc\n(.*?)```/s.exec(readme)![1]!
    const json: unknown = JSON.parse(example.replace(/\s\/\/.*$/gm, ''))
    const {fields, target, ignored, aliases, gates, fallback} = parseDataPackage(json, 'README.md')
    expect(fields.map(({name}) => name)).to.deep.equal(['age', 'fuel', 'risk', 'group'])
    expect({target: target.name, ignored, aliases}).to.deep.equal({
      target: 'group',
      ignored: ['risk'],
      aliases: {years: 'age'},
    })
    expect([gates?.classShares, fallback?.minimumProbability]).to.deep.equal([[0.4, 0.6], 0.5])
  })

  it('links only to files and headings that are there', () => {
    const links = [...readme.matchAll(/(?:\]\(|src="|srcset=")(?!https?:)([^)"]+)/g)].map(([, target]) => target!)
    const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, words]) => anchorOf(words!))
    const broken = links.filter((link) => (link.startsWith('#') ? !headings.includes(link) : !existsSync(link)))
    expect(broken).to.deep.equal([])
  })
})

/** The words in the first column of the table below a heading; a cell may hold several. */
function firstColumn(heading: string): string[] {
  const section = readme.split(`\n${heading}\n`)[1]!.split(/\n#/)[0]!
  const cells = [...section.matchAll(/^\| (.*?) \|/gm)].map(([, cell]) => cell!).slice(1)
  return cells.flatMap((cell) =>
    cell.includes('`') ? [...cell.matchAll(/`(.*?)`/g)].map(([, word]) => word!) : [cell],
  )
}

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')}`
}
