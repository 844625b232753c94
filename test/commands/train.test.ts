import {spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {expect} from 'chai'
import type {TrainReport} from '../../src/lib/lifecycle/train.js'
import {loadNativeBackend} from '../../src/lib/model/native-backend.js'
import {inTemporaryFolder, plainEnvironment, runMlops, runProcess, type Run} from '../program.js'
import {schemaErrors} from '../schema.js'

const header = 'training;age;emergency_braking;braking_distance;power;miles;risk;group_name;group'
const reference = readFileSync('data/reference.csv', 'utf8')
const dataPackage = readFileSync('data/datapackage.json', 'utf8')

describe('mlops train', function () {
  this.timeout(60_000)

  it('writes a version that passes its gates on the reference, and says how good it is', () =>
    inTemporaryFolder(async (folder) => {
      const {exitCode, stdout, stderr} = await train(folder, ['-d', 'data/reference.csv'])
      expect(stderr).to.equal('')
      expect(exitCode).to.equal(0)
      expect(stdout).to.match(/version 1: test accuracy 0\.8\d\d, train accuracy 0\.8\d\d/)
      expect(stdout).to.contain('11 gates of 11 passed')
      expect(readdirSync(join(folder, 'models/1')).sort()).to.deep.equal([
        'manifest.json',
        'manifest.sha256',
        'model.json',
        'reference.csv',
        'weights.bin',
      ])
    }))

  it('meets the accuracy on month 12 but not the equal groups: the turning point of the story', () =>
    inTemporaryFolder(async (folder) => {
      const {gates, metrics} = (await trainJson(folder, ['-d', 'data/month-12.csv'])).manifest
      expect(metrics.test.accuracy).to.be.greaterThan(0.85)
      expect(gates.filter(({passed}) => !passed).map(({gate}) => gate.replace(/-.*/, ''))).to.include('class')
    }))

  it('gives the same weights for the same seed, and others for another', () =>
    inTemporaryFolder(async (folder) => {
      const seeds = ['7', '7', '8']
      const hashes: string[] = []
      for (const seed of seeds) {
        const {manifest} = await trainJson(folder, ['-d', 'data/reference.csv', '--epochs', '3', '--seed', seed])
        hashes.push(manifest.files['weights.bin']!)
      }
      expect(hashes[0]).to.equal(hashes[1])
      expect(hashes[0]).to.not.equal(hashes[2])
    }))

  it('prints JSON after its schema', () =>
    inTemporaryFolder(async (folder) => {
      const report = await trainJson(folder, ['-d', 'data/reference.csv', '--epochs', '2', '--name', 'risk'])
      expect(schemaErrors('train', report)).to.deep.equal([])
      expect(report.manifest.name).to.equal('risk')
      expect(report.manifest.training.config.epochs).to.equal(2)
    }))

  it('takes its flags: layers, batch, dropout, learning rate, test share', () =>
    inTemporaryFolder(async (folder) => {
      const flags = '--hidden 8,4 --batch-size 64 --dropout 0.1 --learning-rate 0.01 --test-share 0.3 --epochs 2'
      const {manifest} = await trainJson(folder, ['-d', 'data/reference.csv', ...flags.split(' ')])
      const expected = {hidden: [8, 4], batchSize: 64, dropout: 0.1, learningRate: 0.01, testShare: 0.3}
      expect(manifest.training.config).to.include.deep.keys(Object.keys(expected))
      expect(manifest.training.config).to.deep.include(expected)
      expect(manifest.data.testRows).to.equal(450)
    }))

  it('predicts every row of the reference out of sample with --folds, and leaves the model as it is', () =>
    inTemporaryFolder(async (folder) => {
      const flags = ['-d', 'data/reference.csv', '--epochs', '2']
      const plain = await trainJson(folder, flags)
      const folded = await trainJson(folder, [...flags, '--folds', '3'])
      expect(folded.manifest.files['weights.bin']).to.equal(plain.manifest.files['weights.bin'])
      expect(schemaErrors('train', folded)).to.deep.equal([])
      expect(plain.manifest.training).to.not.have.property('outOfFold')
      expect(folded.manifest.training.outOfFold!.folds).to.equal(3)
      const predictions = (version: number): string[] =>
        readFileSync(join(folder, `models/${version}/reference.csv`), 'utf8')
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => line.split(';').slice(7).join(';'))
      const [few, all] = [predictions(1), predictions(2)]
      expect(few.filter((cells) => cells === ';;;')).to.have.length(1200)
      expect(all.filter((cells) => cells === ';;;')).to.have.length(0)
      // Of the test split, the model's own answers.
      expect(few.every((cells, row) => cells === ';;;' || cells === all[row])).to.equal(true)
    }))

  it('learns from categories and missing values, from standard input and gzip alike', () =>
    inTemporaryFolder(async (folder) => {
      const rows = Array.from({length: 300}, (_unused, row) => {
        const plan = ['basic', 'plus', 'pro'][row % 3]!
        const leaves = plan === 'basic' ? row % 10 !== 0 : row % 10 === 0
        return `${row % 17 === 0 ? '' : 20 + (row % 40)},${row % 23 === 0 ? '' : plan},${leaves ? 'yes' : 'no'}`
      })
      const text = ['months,plan,churned', ...rows].join('\n')
      writeFileSync(join(folder, 'churn.csv.gz'), gzipSync(text))
      const flags = ['--target', 'churned', '--hidden', '16', '--dropout', '0', '--epochs', '30', '--json']
      const fromPipe = await train(folder, ['-d', '-', ...flags], {input: text})
      const fromGzip = await train(folder, ['-d', join(folder, 'churn.csv.gz'), ...flags])
      const [one, other] = [fromPipe, fromGzip].map(({stdout}) => JSON.parse(stdout) as TrainReport)
      expect(one!.manifest.files['weights.bin']).to.equal(other!.manifest.files['weights.bin'])
      expect(one!.manifest.metrics.test.accuracy).to.be.greaterThan(0.8)
      expect(one!.manifest.permutationImportance[0]!.feature).to.equal('plan')
    }))

  it('warns of a label that was guessed, and of categories that it has not seen', () =>
    inTemporaryFolder(async (folder) => {
      const rows = Array.from({length: 60}, (_unused, row) => `${row},town ${row},${row % 2 === 0 ? 'stays' : 'goes'}`)
      writeFileSync(join(folder, 'a.csv'), ['months,town,leaving', ...rows.slice(0, 40)].join('\n'))
      const report = await trainJson(folder, ['-d', join(folder, 'a.csv'), '--epochs', '1'])
      expect(report.warnings).to.deep.equal([
        'The label "leaving" was guessed: it is the last column. Name it with --target.',
      ])
      expect(report.unfamiliar).to.have.length(1)
      expect(report.unfamiliar[0]).to.include({feature: 'town', kind: 'unseen-category', rows: 8})
      expect(schemaErrors('train', report)).to.deep.equal([])
      const {stdout} = await train(folder, ['-d', join(folder, 'a.csv'), '--epochs', '1'])
      expect(stdout)
        .to.include('! The label "leaving" was guessed')
        .and.include('town holds 8 values that the model has not')
    }))

  it('names the model after what is to be learned when standard input has no name', () =>
    inTemporaryFolder(async (folder) => {
      const rows = Array.from({length: 60}, (_unused, row) => `${row},${row % 2 === 0 ? 'stays' : 'goes'}`)
      const flags = ['-d', '-', '--target', 'Leaving?', '--epochs', '1', '--json']
      const {stdout} = await train(folder, flags, {input: ['months,Leaving?', ...rows].join('\n')})
      expect((JSON.parse(stdout) as TrainReport).manifest.name).to.equal('leaving')
    }))

  it('ends with 130 when it is interrupted while it reads, and leaves nothing', () =>
    inTemporaryFolder(async (folder) => {
      // More than a pipe holds: it is written once the program has read of it, and waits for more.
      const much = reference + rows.join('\n').repeat(50)
      const {exitCode, stderr} = await train(folder, ['-d', '-', '--target', 'group'], {
        started: (child) => child.stdin!.write(much, () => child.kill('SIGINT')),
        keepInputOpen: true,
      })
      expect(exitCode, stderr).to.equal(130)
      expect(existsSync(join(folder, 'models'))).to.equal(false)
    }))

  it('ends with 130 at Ctrl-C in the middle of the training, and leaves nothing', function () {
    if (spawnSync('script', ['--version']).error !== undefined) this.skip()
    return inTemporaryFolder(async (folder) => {
      await runMlops(['--version']) // Builds the program.
      const flags = `-d data/reference.csv --epochs 100000 --models ${join(folder, 'models')}`
      const command = `stty cols 100; exec ${process.execPath} bin/run.js train ${flags}`
      let shown = ''
      const {exitCode} = await runProcess('script', ['-qec', command, '/dev/null'], {
        env: {...plainEnvironment(), TERM: 'xterm-256color'},
        started: (child) =>
          child.stdout!.on('data', function onData(chunk: Buffer) {
            shown += chunk.toString()
            if (!/epoch \d+\/100000/.test(shown)) return
            child.stdout!.off('data', onData)
            child.stdin!.write('\u0003')
          }),
        keepInputOpen: true,
      })
      expect(exitCode, shown).to.equal(130)
      expect(existsSync(join(folder, 'models'))).to.equal(false)
    })
  })

  it('gives two trainings at once two versions', () =>
    inTemporaryFolder(async (folder) => {
      const both = await Promise.all(
        [1, 2].map((seed) => trainJson(folder, ['-d', 'data/reference.csv', '--epochs', '2', '--seed', `${seed}`])),
      )
      expect(both.map(({version}) => version).sort()).to.deep.equal([1, 2])
    }))

  it('trains on native TensorFlow when it is asked for', function () {
    if (!loadNativeBackend({folder: process.env['MLOPS_TFJS_NODE'], root: process.cwd()}).available) this.skip()
    return inTemporaryFolder(async (folder) => {
      const {manifest} = await trainJson(folder, ['-d', 'data/reference.csv', '--epochs', '5', '--backend', 'native'])
      expect(manifest.training.backend).to.equal('native')
    })
  })
})

interface BadInput {
  readonly what: string
  /** Content of the CSV; none when the file must not exist. */
  readonly content?: string | Buffer
  readonly exitCode?: number
  readonly message: RegExp
}

const [, ...rows] = reference.trimEnd().split('\n')
const withRow = (row: string): string => [header, rows[0], row, ...rows.slice(2)].join('\n')
const column = (name: string, value: (row: number) => string): string => {
  const index = header.split(';').indexOf(name)
  return [header, ...rows.map((row, number) => row.split(';').with(index, value(number)).join(';'))].join('\n')
}
const withAge = (age: string): string => withRow(`0;${age};0;45.5;176.065;52.9;3.15;medium;1`)

const badInputs: readonly BadInput[] = [
  {what: 'no file', message: /data\.csv.*does not exist|no file/i},
  {what: 'an empty file', content: '', message: /empty/},
  {what: 'a header without rows', content: `${header}\n`, message: /no rows/},
  {what: 'a missing column', content: reference.replace('age;', 'aged;'), message: /"?age"?/},
  {
    what: 'an unknown class',
    content: withRow('0;37;0;45.5;176.06;52.9;3.15;medium;7'),
    message: /data\.csv:3:9 {2}group is "7", expected/,
  },
  {
    what: 'one class only',
    content: column('group', () => '1'),
    message: /too few rows of high \("0"\) and low \("2"\)/,
  },
  {what: 'two rows', content: [header, rows[0], rows[1]].join('\n'), message: /too few rows/},
  {what: 'a column without values', content: column('age', () => ''), message: /"age" has no values/},
  {what: 'a constant column', content: column('age', () => '30'), message: /"age" is constant: every row holds 30/},
  {
    what: 'text in a number',
    content: withAge('abc'),
    message: /data\.csv:3:2 {2}age is "abc", expected a number from 16 to 150/,
  },
  {what: 'a decimal comma', content: withAge('37,5'), message: /data\.csv:3:2 {2}age is "37,5".*decimal/},
  {what: 'NaN', content: withAge('NaN'), message: /data\.csv:3:2 {2}age is "NaN"/},
  {what: 'Infinity', content: withAge('Infinity'), message: /data\.csv:3:2 {2}age is "Infinity"/},
  {what: '10^308', content: withAge('1e308'), message: /data\.csv:3:2 {2}age is "1e308"/},
  {
    what: 'a binary file',
    content: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 0xff, 0xfe]),
    message: /not.*text/i,
  },
]

describe('mlops train with bad input', function () {
  this.timeout(60_000)
  for (const {what, content, message, exitCode = 4} of badInputs) {
    it(`refuses ${what} in one message, and writes nothing`, () =>
      inTemporaryFolder(async (folder) => {
        writeFileSync(join(folder, 'datapackage.json'), dataPackage)
        if (content !== undefined) writeFileSync(join(folder, 'data.csv'), content)
        expectRefusal(await train(folder, ['-d', 'data.csv', '--epochs', '1'], {cwd: folder}), {
          exitCode,
          message,
          folder,
        })
      }))
  }

  it('refuses a folder', () =>
    inTemporaryFolder(async (folder) => {
      expectRefusal(await train(folder, ['-d', 'data']), {exitCode: 4, message: /data is a folder/, folder})
    }))

  it('refuses a file that may not be read', function () {
    if (process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status !== 0) this.skip()
    return inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'secret.csv'), reference)
      chmodSync(join(folder, 'secret.csv'), 0o000)
      chmodSync(folder, 0o755)
      const run = await unprivileged(['train', '-d', join(folder, 'secret.csv'), '--models', join(folder, 'models')])
      expectRefusal(run, {exitCode: 4, message: /secret\.csv.*(permission|EACCES)/i, folder})
    })
  })

  it('refuses a full disk, and leaves nothing on it', function () {
    if (process.getuid?.() !== 0 || process.platform !== 'linux') this.skip()
    return inTemporaryFolder(async (folder) => {
      const disk = join(folder, 'disk')
      mkdirSync(disk)
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) this.skip()
      try {
        const run = await runMlops([
          'train',
          '-d',
          'data/reference.csv',
          '--epochs',
          '1',
          '--models',
          join(disk, 'models'),
        ])
        expect(run.exitCode).to.equal(5)
        expect(run.stderr).to.match(/no space/i)
        expect(readdirSync(disk)).to.deep.equal([])
      } finally {
        spawnSync('umount', [disk])
      }
    })
  })

  const wrongFlags: readonly (readonly [readonly string[], RegExp])[] = [
    [['--epoch', '3'], /--epochs/],
    [['--epochs', 'many'], /--epochs is "many", expected a whole number/],
    [['--dropout', '1'], /--dropout is "1"/],
    [['--hidden', '10,x'], /--hidden is "x"/],
    [['--backend', 'gpu'], /--backend/],
    [['--folds', '1'], /--folds is "1", expected a whole number/],
    [['--name', 'a/../b'], /--name is "a\/\.\.\/b", expected letters, digits, dots.*\nSuch as --name a-\.\.-b\./],
    [['--name', ''], /--name is "", expected/],
    [['--from-log', 'predictions'], /from data\/reference\.csv or from the log in predictions, not from both/],
    [['--since', '7d'], /--since.*--from-log/],
    [['--model', '1'], /--model.*--from-log/],
  ]
  for (const [flags, message] of wrongFlags) {
    it(`refuses ${flags.join(' ')} as a usage error`, () =>
      inTemporaryFolder(async (folder) => {
        expectRefusal(await train(folder, ['-d', 'data/reference.csv', ...flags]), {exitCode: 2, message, folder})
      }))
  }

  it('needs a file or a log', () =>
    inTemporaryFolder(async (folder) => {
      expectRefusal(await train(folder, []), {exitCode: 2, message: /--data \(-d\).*--from-log/, folder})
    }))

  it('reads a log as a model says, not as flags for files do', () =>
    inTemporaryFolder(async (folder) => {
      const run = await train(folder, ['--from-log', 'predictions', '--target', 'group'])
      expectRefusal(run, {
        exitCode: 2,
        message: /--target says how a file is read; a log is read as a model says/,
        folder,
      })
    }))

  it('needs a model to read a log, and a log', () =>
    inTemporaryFolder(async (folder) => {
      expectRefusal(await train(folder, ['--from-log', folder]), {exitCode: 4, message: /models/, folder})
      await train(folder, ['-d', 'data/reference.csv', '--epochs', '1'])
      const run = await train(folder, ['--from-log', join(folder, 'none')])
      expect(run.exitCode).to.equal(4)
      expect(run.stderr).to.include(`There is no folder ${join(folder, 'none')}.\nName the folder that mlops serve`)
    }))

  it('says the same as JSON', () =>
    inTemporaryFolder(async (folder) => {
      const {exitCode, stdout, stderr} = await train(folder, ['-d', join(folder, 'none.csv'), '--json'])
      expect(exitCode).to.equal(4)
      expect(stderr).to.equal('')
      expect(schemaErrors('error', JSON.parse(stdout))).to.deep.equal([])
    }))
})

function train(folder: string, args: readonly string[], options: Parameters<typeof runMlops>[1] = {}): Promise<Run> {
  return runMlops(['train', ...args, '--models', join(folder, 'models')], options)
}

async function trainJson(folder: string, args: readonly string[]): Promise<TrainReport> {
  const {stdout, exitCode} = await train(folder, [...args, '--json'])
  expect(exitCode, stdout).to.equal(0)
  return JSON.parse(stdout) as TrainReport
}

/** As nobody when the tests run as root, to whom no file is closed. */
async function unprivileged(args: readonly string[]): Promise<Run> {
  if (process.getuid?.() !== 0) return runMlops(args)
  await runMlops(['--version']) // Builds the program.
  const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups']
  return runProcess('setpriv', [...user, process.execPath, 'bin/run.js', ...args], {env: plainEnvironment()})
}

function expectRefusal(
  run: Run,
  {exitCode, message, folder}: {exitCode: number; message: RegExp; folder: string},
): void {
  expect(run.stderr).to.match(message)
  expect(run.exitCode, run.stderr).to.equal(exitCode)
  expect(run.stdout).to.equal('')
  expect(run.stderr).to.not.match(/\n\s+at /)
  expect(existsSync(join(folder, 'models'))).to.equal(false)
}
