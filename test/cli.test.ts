import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {expect} from 'chai'
import {commands, story, topics} from '../src/commands/index.js'
import {typedId} from '../src/lib/terminal/command-table.js'
import {runMlops, runProcess} from './program.js'
import {schemaErrors} from './schema.js'

const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}
const ids = Object.keys(commands)

describe('mlops', () => {
  it('alone teaches by example and lists every command', async () => {
    const {exitCode, stdout, stderr} = await runMlops([])
    expect([exitCode, stderr]).to.deep.equal([0, ''])
    for (const {line} of story) expect(stdout).to.contain(line)
    for (const id of ids) expect(stdout).to.match(new RegExp(`^  ${id.split(':')[0]!} `, 'm'))
  })

  it('tells a story of commands that exist', () => {
    expect(story.map(({id}) => id).filter((id) => !ids.includes(id))).to.deep.equal([])
  })

  for (const spelling of [['--help'], ['-h'], ['help']]) {
    it(`shows the same with ${spelling.join(' ')}`, async () => {
      expect((await runMlops(spelling)).stdout).to.equal((await runMlops([])).stdout)
    })
  }

  for (const spelling of ['--version', '-v']) {
    it(`names its version with ${spelling}`, async () => {
      const {exitCode, stdout} = await runMlops([spelling])
      expect([exitCode, stdout.split(' ')[0]]).to.deep.equal([0, `mlops/${version}`])
    })
  }

  it('shows the licences of everything in it with --licenses', async () => {
    const {exitCode, stdout} = await runMlops(['--licenses'])
    expect(exitCode).to.equal(0)
    expect(stdout)
      .to.contain('@oclif/core 4.14.0 (MIT)')
      .and.to.match(/echarts [\d.]+ \(Apache-2\.0\)\n\nApache License/)
    for (const entry of stdout.split('-'.repeat(80))) expect(entry.length, entry).to.be.above(500)
  })

  it('says what was meant by a misspelled command', async () => {
    const {exitCode, stdout, stderr} = await runMlops(['generat'])
    expect([exitCode, stdout, stderr]).to.deep.equal([
      2,
      '',
      'There is no command mlops generat.\nDid you mean mlops generate? Run mlops --help to see what there is.\n',
    ])
  })

  it('says what was meant by a misspelled command of a topic', async () => {
    const {exitCode, stderr} = await runMlops(['models', 'lsit'])
    expect([exitCode, stderr.split('\n')[1]]).to.deep.equal([
      2,
      'Did you mean mlops models list? Run mlops models --help to see what there is.',
    ])
  })

  it('says what was meant by a misspelled flag', async () => {
    const {exitCode, stderr} = await runMlops(['generate', '--row', '10'])
    expect([exitCode, stderr]).to.deep.equal([
      2,
      'mlops generate has no flag --row.\nDid you mean --rows? Run mlops generate --help to see its flags.\n',
    ])
  })

  it('says what was meant by a misspelled value', async () => {
    const {exitCode, stderr} = await runMlops(['generate', '--drift', 'conept'])
    expect([exitCode, stderr]).to.deep.equal([
      2,
      '--drift is "conept", expected one of none, covariate, concept, full.\n' +
        'Did you mean concept? Run mlops generate --help to see its flags.\n',
    ])
  })

  it('names a flag that must be given, with what it is', async () => {
    const {exitCode, stderr} = await runMlops(['validate'])
    expect([exitCode, stderr.split('\n')[0]]).to.deep.equal([
      2,
      'mlops validate needs --data (-d): CSV file, plain or gzipped; - reads standard input.',
    ])
  })

  it('says where flags belong when one stands in front', async () => {
    const {exitCode, stderr} = await runMlops(['--seed', '1', 'generate'])
    expect([exitCode, stderr.split('\n')[0]]).to.deep.equal([2, 'mlops alone has no flag --seed.'])
  })

  for (const command of ['train', 'explore', 'validate']) {
    it(`${command} FILE says how a file is named`, async () => {
      const {exitCode, stderr} = await runMlops([
        command,
        'my rows.csv',
        ...(command === 'train' ? ['--seed', '1'] : []),
      ])
      expect([exitCode, stderr]).to.deep.equal([
        2,
        `mlops ${command} does not take the argument "my rows.csv".\n` +
          `A file is named with --data, -d for short: mlops ${command} -d 'my rows.csv'\n`,
      ])
    })
  }

  it('says nothing of --data where a file is named already', async () => {
    const {stderr} = await runMlops(['train', '-d', 'a.csv', 'b.csv'])
    expect(stderr).to.equal(
      'mlops train does not take the argument "b.csv".\nRun mlops train --help to see its flags.\n',
    )
  })

  for (const flags of ['--json', '--models my --json']) {
    it(`models ${flags} says which command was meant`, async () => {
      const {exitCode, stdout, stderr} = await runMlops(['models', ...flags.split(' ')])
      expect([exitCode, stderr]).to.deep.equal([2, ''])
      const {error} = JSON.parse(stdout) as {error: {suggestion: string}}
      expect(error.suggestion).to.match(
        new RegExp(`^Did you mean mlops models list ${flags}\\? Run mlops models --help`),
      )
    })
  }

  it('models with a flag that none of its commands has says where flags belong', async () => {
    const {stderr} = await runMlops(['models', '--seed', '1'])
    expect(stderr).to.include('Flags stand behind a command: mlops models COMMAND --seed.')
  })

  it('reports an unknown command as JSON with --json', async () => {
    const {exitCode, stdout, stderr} = await runMlops(['generat', '--json'])
    expect(schemaErrors('error', JSON.parse(stdout))).to.deep.equal([])
    expect([exitCode, stderr]).to.deep.equal([2, ''])
  })

  it('runs for a user whom the system does not know, without a shell or a home', () => {
    // Only root may become somebody else.
    const stranger = process.getuid?.() === 0 ? {uid: 54_321, gid: 54_321} : {}
    const {status, stdout, stderr} = spawnSync(process.execPath, ['bin/run.js', 'models', 'list', '--models', 'none'], {
      ...stranger,
      env: {},
      encoding: 'utf8',
    })
    expect([status, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.contain('There is no model')
  })

  it('runs from source in the same way', async () => {
    const {exitCode, stdout} = await runProcess(process.execPath, ['bin/dev.js', '--help'])
    expect([exitCode, stdout]).to.deep.equal([0, (await runMlops(['--help'])).stdout])
  })

  for (const topic of Object.keys(topics)) {
    it(`${topic} alone lists its commands`, async () => {
      const {exitCode, stdout, stderr} = await runMlops([topic])
      expect([exitCode, stderr]).to.deep.equal([0, ''])
      for (const id of ids.filter((each) => each.startsWith(`${topic}:`)))
        expect(stdout).to.contain(`  ${typedId(id)}  `)
    })
  }
})

describe('schemas/', () => {
  const schemas = readdirSync('schemas').map((name) => name.replace('.json', ''))

  it('fixes what each command prints with --json', () => {
    expect(ids.map((id) => id.replaceAll(':', '-')).filter((name) => !schemas.includes(name))).to.deep.equal([])
  })

  it('fixes nothing else but errors, manifests, profiles and histories of metrics', () => {
    const known = [
      ...ids.map((id) => id.replaceAll(':', '-')),
      'error',
      'manifest',
      'profile-file',
      'simulate-backfill',
    ]
    expect(schemas.filter((name) => !known.includes(name))).to.deep.equal([])
  })
})

describe('the help of', () => {
  for (const id of ids) {
    describe(`mlops ${typedId(id)}`, () => {
      it('has a usage line, every flag with a summary, and examples', async () => {
        const {exitCode, stdout, stderr} = await runMlops([...id.split(':'), '--help'])
        expect([exitCode, stderr]).to.deep.equal([0, ''])
        expect(stdout)
          .to.contain(`Usage\n  mlops ${typedId(id)}`)
          .and.to.contain('\nExamples\n')
        const flags = Object.entries(commands[id]!.flags ?? {})
        expect(flags.filter(([, {summary = ''}]) => summary === '').map(([name]) => name)).to.deep.equal([])
        expect(flags.filter(([name]) => !stdout.includes(`--${name}`) && !stdout.includes(`]${name}`))).to.deep.equal(
          [],
        )
      })

      it('fits into 100 columns, commands to copy apart', async () => {
        const {stdout} = await runMlops([...id.split(':'), '--help'])
        const lines = stdout.split('\n').filter((line) => !line.includes('mlops '))
        expect(lines.filter((line) => line.length > 100)).to.deep.equal([])
      })

      it('has examples with commands and flags that exist', () => {
        for (const line of exampleLines(id)) {
          for (const typed of line.split('|').filter((part) => part.includes('mlops '))) {
            const words = typed
              .trim()
              .split(/\s+/)
              .slice(typed.trim().split(/\s+/).indexOf('mlops') + 1)
            const named = ids.find((each) => words.join(' ').startsWith(typedId(each)))
            expect(named, typed).to.not.equal(undefined)
            const known = flagSpellings(named!)
            expect(
              words.filter((word) => /^-{1,2}[a-z]/.test(word) && !known.includes(word.split('=')[0]!)),
            ).to.deep.equal([])
          }
        }
      })
    })
  }
})

function exampleLines(id: string): string[] {
  return (commands[id]!.examples ?? []).map((example) =>
    (typeof example === 'string' ? example : example.command)
      .replaceAll('<%= config.bin %>', 'mlops')
      .replaceAll(/source <\(|\)$/g, '')
      .replaceAll(/'[^']*'|"[^"]*"/g, 'quoted'),
  )
}

function flagSpellings(id: string): string[] {
  const {flags, baseFlags} = commands[id]!
  return Object.entries({...flags, ...baseFlags}).flatMap(([name, {char, allowNo}]) => [
    `--${name}`,
    ...(char === undefined ? [] : [`-${char}`]),
    ...(allowNo === true ? [`--no-${name}`] : []),
  ])
}
