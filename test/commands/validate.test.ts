import {readFileSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {gzipSync} from 'node:zlib'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import type {TrainReport} from '../../src/lib/lifecycle/train.js'
import {Registry} from '../../src/lib/model/registry.js'
import {csvOf, rowsAround, thresholdModel, type Row} from '../lifecycle/threshold-model.js'
import {inTemporaryFolder, runMlops, runProcess, type Run} from '../program.js'

interface Place {
  readonly folder: string
  /** Runs `mlops validate` there. */
  readonly validate: (...args: string[]) => Promise<Run>
  readonly write: (name: string, content: readonly Row[] | string) => void
}

const rules = {if: [{'>': [{var: 'x'}, 1]}, 1, 0]}

/** A registry with a model that answers "yes" above 0, and one that does above 2. */
function withModels<T>(work: (place: Place) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const registry = new Registry(join(folder, 'models'), {now: () => new Date(), random: Math.random})
    await registry.add(thresholdModel({threshold: 0, testAccuracy: 91, fallback: {rules, minimumProbability: 0.6}}))
    await registry.add(thresholdModel({threshold: 2, testAccuracy: 91}))
    return work({
      folder,
      validate: (...args) => runMlops(['validate', ...args], {cwd: folder}),
      write: (name, content) => {
        writeFileSync(join(folder, name), typeof content === 'string' ? content : csvOf(content))
      },
    })
  })
}

describe('mlops validate', () => {
  it('exits 0 and says so first when all gates pass', async () => {
    await withModels(async ({validate, write}) => {
      write('new.csv', rowsAround(0.9, 1000))
      const {exitCode, stdout, stderr} = await validate('-d', 'new.csv', '-m', '1')
      expect(stderr).to.equal('')
      expect(stdout).to.match(/^✔ All 8 gates passed on new\.csv: model 1 may be used there\.\n/)
      expect(stdout).to.include('mlops models promote 1')
      expect(exitCode).to.equal(0)
    })
  })

  it('exits 3 when a gate fails, and says which, by how much and what one does about it', async () => {
    await withModels(async ({validate, write}) => {
      write('new.csv', rowsAround(2.5, 1000))
      const {exitCode, stdout} = await validate('-d', 'new.csv', '-m', '1')
      expect(stdout).to.match(/^✘ 2 of 8 gates failed on new\.csv: model 1 should not be used there as it is\.\n/)
      expect(stdout).to.match(/✘ {2}accuracy > 0\.85 +0\.750 +0\.100 too low/)
      expect(stdout).to.include('the world has moved')
      expect(stdout).to.include('mlops train -d new.csv')
      expect(exitCode).to.equal(3)
    })
  })

  it('takes other requirements from flags and from a file', async () => {
    await withModels(async ({validate, write}) => {
      write('new.csv', rowsAround(2.5, 1000))
      write('gates.json', '{"minimumAccuracy": 0.7}')
      const {exitCode, stdout} = await validate(
        '-d',
        'new.csv',
        '-m',
        '1',
        '--gates',
        'gates.json',
        '--max-spread',
        '0.2',
      )
      expect(stdout).to.match(/✔ {2}accuracy > 0\.7 /)
      expect(exitCode).to.equal(0)
    })
  })

  it('answers whether the new version is better', async () => {
    await withModels(async ({validate, write}) => {
      write('new.csv', rowsAround(2, 1000))
      const {stdout} = await validate('-d', 'new.csv', '-m', '1', '--compare', '2')
      expect(stdout).to.include('Is version 2 better than version 1?\nYes: version 2 is right on 100.0 % of 1,000 rows')
      expect(stdout).to.include('mlops validate -d new.csv -m 2')
    })
  })

  it('prints JSON as the schema says, with and without fallback, comparison and a failed gate', async () => {
    await withModels(async ({validate, write}) => {
      const isValid = new Ajv2020({formats: {'date-time': true}}).compile(
        JSON.parse(readFileSync('schemas/validate.json', 'utf8')) as object,
      )
      const check = ({stdout}: Run): Record<string, unknown> => {
        const result = JSON.parse(stdout) as Record<string, unknown>
        expect(isValid(result), JSON.stringify(isValid.errors)).to.equal(true)
        return result
      }
      write('new.csv', rowsAround(2, 1000))
      const failed = await validate('-d', 'new.csv', '-m', '1', '--compare', '2', '--json')
      expect(check(failed)).to.include({passed: false, situation: 'other-file'})
      expect(failed.exitCode).to.equal(3)
      write('one-class.csv', [
        [-3, 0],
        [-1, 0],
      ])
      expect(check(await validate('-d', 'one-class.csv', '--json'))).to.include({fallback: null, comparison: null})
    })
  })

  it('suggests commands that learn the same columns from the same data', () =>
    inTemporaryFolder(async (folder) => {
      const penguins = resolve('docs/examples/penguins.csv')
      const models = join(folder, 'my models')
      const run = (...words: string[]): Promise<Run> => runMlops(words, {cwd: folder})
      const trained = ['--target', 'species', '--ignore', 'year', '--epochs', '30', '--name', 'penguins']
      await run('train', '-d', penguins, ...trained, '--models', models)
      const {stdout} = await run('validate', '-d', penguins, '--models', models)
      const suggested = /^ +mlops (train .*?)(?: {2}.*)?$/m.exec(stdout)![1]!
      const shell = `exec "${process.execPath}" "${resolve('bin/run.js')}" ${suggested} --json`
      const again = await runProcess('bash', ['-c', shell], {cwd: folder})
      const {version, manifest} = JSON.parse(again.stdout) as TrainReport
      expect(version).to.equal(2)
      expect(manifest.description.target.name).to.equal('species')
      expect(manifest.description.ignored).to.deep.equal(['year'])
      expect(manifest.name).to.equal('penguins')
      expect(manifest.training.config).to.include({seed: 43, epochs: 30})
    })).timeout(60_000)

  it('knows its training file, packed or not, and says which categories of another it has not seen', () =>
    inTemporaryFolder(async (folder) => {
      const text = readFileSync('docs/examples/penguins.csv', 'utf8')
      const run = (...words: string[]): Promise<Run> => runMlops(words, {cwd: folder})
      writeFileSync(join(folder, 'penguins.csv.gz'), gzipSync(text))
      writeFileSync(join(folder, 'penguins.csv'), text)
      writeFileSync(join(folder, 'new.csv'), text.replaceAll('Biscoe', 'Anvers'))
      await run('train', '-d', 'penguins.csv.gz', '--target', 'species', '--epochs', '5')
      expect((await run('validate', '-d', 'penguins.csv')).stdout).to.include('penguins.csv, which it was made from')
      expect((await run('validate', '-d', 'new.csv')).stdout.replace(/\s+/g, ' ')).to.include(
        'island holds 168 values that the model has not seen (Anvers): it treats them as an average island.',
      )
    })).timeout(60_000)

  it('exits 4 with one clear message when the file does not exist', async () => {
    await withModels(async ({validate}) => {
      const {exitCode, stdout, stderr} = await validate('-d', 'no.csv')
      expect(stdout).to.equal('')
      expect(stderr).to.include('no.csv')
      expect(stderr).not.to.include('    at ')
      expect(exitCode).to.equal(4)
    })
  })

  it('exits 2 when a bound is no fraction', async () => {
    await withModels(async ({validate, write}) => {
      write('new.csv', rowsAround(2, 10))
      const {exitCode, stderr} = await validate('-d', 'new.csv', '--min-accuracy', '85')
      expect(stderr).to.include('--min-accuracy is "85", expected a number from 0 to 1')
      expect(exitCode).to.equal(2)
    })
  })
})
