import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {gzipSync} from 'node:zlib'
import {expect} from 'chai'
import type {ColumnDrift} from '../../src/lib/drift/table-drift.js'
import type {DriftAnswer} from '../../src/lib/lifecycle/drift.js'
import {inTemporaryFolder, runMlops, type Run} from '../program.js'
import {schemaErrors} from '../schema.js'

const data = resolve('data')
const month = (number: number): string => join(data, `month-${number}.csv`)

interface Place {
  readonly folder: string
  readonly drift: (...args: string[]) => Promise<Run>
  /** The answer of a run with --json, held to its schema. */
  readonly answer: (...args: string[]) => Promise<DriftAnswer>
}

/** An empty folder, with the example's model in it where that is asked for. */
function inPlace<T>(start: 'empty' | 'trained', work: (place: Place) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    if (start === 'trained') {
      const {exitCode, stderr} = await runMlops(['train', '-d', join(data, 'reference.csv')], {cwd: folder})
      expect(exitCode, stderr).to.equal(0)
    }
    const drift = (...args: string[]): Promise<Run> => runMlops(['drift', ...args], {cwd: folder})
    return work({
      folder,
      drift,
      async answer(...args) {
        const {stdout, stderr} = await drift(...args, '--json')
        const answer = JSON.parse(stdout) as DriftAnswer
        expect(schemaErrors('drift', answer), stderr).to.deep.equal([])
        return answer
      },
    })
  })
}

function columnOf({periods}: DriftAnswer, key: string): ColumnDrift {
  return periods.at(-1)!.drift.columns.find((column) => column.key === key)!
}

const withoutModel = ['--reference', join(data, 'reference.csv')]

describe('mlops drift', function () {
  this.timeout(60_000)

  describe('with the model of the example', () => {
    it('says what drifted in month 12, whether it matters, and what to do', async () => {
      await inPlace('trained', async ({drift, answer}) => {
        const {exitCode, stdout, stderr} = await drift('-d', month(12))
        expect(stderr).to.equal('')
        expect(exitCode).to.equal(0)
        expect(stdout).to.match(/^▲ INVESTIGATE {2}month-12 against version 1/)
        expect(stdout).to.match(/✘ miles +median 42\.3 → 28\.9 +0\.88/)
        expect(stdout).to.include('mlops validate -d')
        const result = await answer('-d', month(12))
        const drifted = result.periods[0]!.drift.columns.filter(({status}) => status === 'drift').map(({key}) => key)
        expect(drifted).to.include.members(['miles', 'emergency_braking', 'group: label'])
        expect(drifted).not.to.include.oneOf(['training', 'power', 'braking_distance'])
        expect(columnOf(result, 'miles').contribution).to.be.greaterThan(0.4)
        expect(result.reference).to.deep.include({kind: 'model', version: 1})
      })
    })

    it('tells the story of 36 months: miles first, age and brakes later, the others never', async () => {
      await inPlace('trained', async ({answer, folder}) => {
        const result = await answer('-d', join(data, 'month-*.csv'), '--html', 'drift.html', '--markdown', 'drift.md')
        expect(result.periods.map(({name}) => name)).to.deep.equal(
          Array.from({length: 36}, (_, index) => `month-${index + 1}`),
        )
        const since = Object.fromEntries(result.timeline!.columns.map((column) => [column.key, column.since]))
        expect(since.miles).to.deep.equal({index: 1, name: 'month-2'})
        expect(since.age!.index).to.be.within(7, 12)
        expect(since.emergency_braking!.index).to.be.within(6, 12)
        for (const key of ['power', 'braking_distance', 'training']) expect(since[key], key).to.equal(null)
        const trends = Object.fromEntries(result.timeline!.columns.map((column) => [column.key, column.trend]))
        expect(trends.miles!.sentence).to.equal('miles -1.0 a month')
        expect(trends.power!.sentence).to.equal('power: no trend')
        expect(result.verdict.level).to.equal('retrain')
        const page = readFileSync(join(folder, 'drift.html'), 'utf8')
        expect(page.length).to.be.lessThan(400 * 1024)
        expect(page).not.to.include('<script')
        expect(readFileSync(join(folder, 'drift.md'), 'utf8')).to.match(/^#+ /)
      })
    })

    it('shows the rows that are most unlike the reference', async () => {
      await inPlace('trained', async ({answer}) => {
        const {drivers} = (await answer('-d', month(12), '--show-rows', '5')).periods[0]!
        expect(drivers).to.have.length(5)
        expect(drivers[0]!.probability).to.be.greaterThan(0.8)
        expect(drivers[0]!.values.map(({column}) => column)).to.include('miles')
      })
    })
  })

  describe('without a model', () => {
    it('compares two files, and exits 3 with --exit-code when the last has drifted', async () => {
      await inPlace('empty', async ({drift}) => {
        const {exitCode, stdout} = await drift(...withoutModel, '-d', month(12), '--exit-code')
        expect(stdout).to.match(/^▲ INVESTIGATE {2}month-12 against/)
        expect(exitCode).to.equal(3)
        expect((await drift(...withoutModel, '-d', month(1), '--exit-code')).exitCode).to.equal(0)
      })
    })

    it('compares only the features that are named', async () => {
      await inPlace('empty', async ({answer}) => {
        const {periods} = await answer(...withoutModel, '-d', month(12), '--columns', 'power,training')
        expect(periods[0]!.drift.columns.filter(({aspect}) => aspect === 'values').map(({key}) => key)).to.deep.equal([
          'training',
          'power',
        ])
      })
    })

    it('reads a file with another separator, gzipped, and from standard input', async () => {
      await inPlace('empty', async ({answer, folder}) => {
        const commas = readFileSync(month(12), 'utf8').replaceAll(';', ',')
        writeFileSync(join(folder, 'commas.csv.gz'), gzipSync(commas))
        const [plain, packed] = [
          await answer(...withoutModel, '-d', month(12)),
          await answer(...withoutModel, '-d', 'commas.csv.gz'),
        ]
        expect(packed.periods[0]!.drift).to.deep.equal(plain.periods[0]!.drift)
        expect(packed.periods[0]!.name).to.equal('commas')
        const {stdout} = await runMlops(['drift', ...withoutModel, '-d', '-', '--json'], {cwd: folder, input: commas})
        expect((JSON.parse(stdout) as DriftAnswer).periods[0]!.drift).to.deep.equal(plain.periods[0]!.drift)
      })
    })

    it('cuts one file into periods by rows or by a column', async () => {
      await inPlace('empty', async ({answer, folder}) => {
        const [header, ...first] = readFileSync(month(1), 'utf8').trimEnd().split('\n')
        const [, ...second] = readFileSync(month(24), 'utf8').trimEnd().split('\n')
        writeFileSync(join(folder, 'both.csv'), [header, ...first, ...second, ''].join('\n'))
        const chunks = await answer(...withoutModel, '-d', 'both.csv', '--chunk', '1500')
        expect(chunks.periods.map(({name, drift}) => [name, drift.status])).to.deep.equal([
          ['rows 1-1,500', 'stable'],
          ['rows 1,501-3,000', 'drift'],
        ])
        const groups = await answer(...withoutModel, '-d', 'both.csv', '--by', 'group_name')
        expect(groups.periods.map(({name}) => name)).to.have.members(['high', 'medium', 'low'])
      })
    })

    it('gives the same figures for a profile as for its rows, and for merged parts as for the whole', async () => {
      await inPlace('empty', async ({answer, folder}) => {
        const [header, ...rows] = readFileSync(month(12), 'utf8').trimEnd().split('\n')
        const schema = join(data, 'datapackage.json')
        for (const [name, part] of [
          ['a', rows.slice(0, 400)],
          ['b', rows.slice(400)],
        ] as const) {
          writeFileSync(join(folder, `${name}.csv`), [header, ...part, ''].join('\n'))
          const {exitCode, stderr} = await runMlops(
            ['profile', '-d', `${name}.csv`, '--schema', schema, '-o', `${name}.json`],
            {cwd: folder},
          )
          expect(exitCode, stderr).to.equal(0)
        }
        await runMlops(['profile', 'merge', 'a.json', 'b.json', '-o', 'all.json'], {cwd: folder})
        const single = ({periods}: DriftAnswer): readonly ColumnDrift[] =>
          periods[0]!.drift.columns.filter(({aspect}) => aspect !== 'multivariate')
        const [fromRows, fromProfile] = [
          await answer(...withoutModel, '-d', month(12)),
          await answer(...withoutModel, '--current', 'all.json'),
        ]
        const figures = (answered: DriftAnswer) =>
          single(answered).map(({key, effect, test}) => [key, effect?.value, test?.statistic, test?.pValue])
        expect(figures(fromProfile)).to.deep.equal(figures(fromRows))
      })
    })

    it('judges as Evidently does when asked to', async () => {
      await inPlace('empty', async ({answer}) => {
        const {periods, settings} = await answer(...withoutModel, '-d', month(12), '--policy', 'evidently')
        expect(settings.alpha).to.equal(null)
        expect(periods[0]!.drift.columns.map(({test}) => test!.name)).to.include('wasserstein')
      })
    })

    it('takes another test, limit and direction for a column', async () => {
      await inPlace('empty', async ({answer}) => {
        const result = await answer(
          ...[...withoutModel, '-d', month(12), '--test', 'miles=psi', '--threshold', 'miles=3'],
          ...['--direction', 'emergency_braking=down'],
        )
        expect(columnOf(result, 'miles')).to.deep.include({status: 'stable'})
        expect(columnOf(result, 'miles').effect).to.deep.include({name: 'score', limit: 3})
        expect(columnOf(result, 'emergency_braking').status).to.equal('stable')
      })
    })
  })

  describe('says in one message', () => {
    const refused = async (args: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Run> =>
      inPlace('empty', async ({drift, folder}) => {
        for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
        mkdirSync(join(folder, 'folder.csv'))
        return drift(...args)
      })

    for (const [what, args, exitCode, message] of [
      ['no data', withoutModel, 2, 'No rows were named that could be compared.'],
      ['no model', ['-d', month(1)], 4, 'mlops train'],
      ['no such file', [...withoutModel, '-d', 'absent.csv'], 4, 'absent.csv'],
      ['a pattern without files', [...withoutModel, '-d', 'absent-*.csv'], 4, 'No file fits absent-*.csv.'],
      ['a folder', [...withoutModel, '-d', 'folder.csv'], 4, 'folder.csv'],
      ['no rows', [...withoutModel, '-d', 'empty.csv'], 4, 'empty.csv'],
      ['a missing column', [...withoutModel, '-d', 'short.csv'], 4, 'short.csv has no column'],
      ['a broken profile', [...withoutModel, '--current', 'broken.json'], 4, 'broken.json'],
      ['an unknown column', [...withoutModel, '-d', month(1), '--columns', 'mils'], 4, 'Did you mean "miles"?'],
      ['an unknown test', [...withoutModel, '-d', month(1), '--test', 'miles=kx'], 2, 'Did you mean "ks"?'],
      ['a test for categories', [...withoutModel, '-d', month(1), '--test', 'miles=g_test'], 2, 'is for categories'],
      ['a limit without number', [...withoutModel, '-d', month(1), '--threshold', 'miles=x'], 2, 'expected a number'],
      ['a limit without column', [...withoutModel, '-d', month(1), '--threshold', '0.2'], 2, 'expected COLUMN=VALUE'],
      ['a direction', [...withoutModel, '-d', month(1), '--direction', 'miles=left'], 2, 'expected up or down'],
      ['a column to override', [...withoutModel, '-d', month(1), '--threshold', 'mils=1'], 2, 'Did you mean "miles"?'],
      ['a foreign page', [...withoutModel, '-d', month(1), '--html', 'short.csv'], 5, 'not an HTML page'],
    ] as const) {
      it(what, async () => {
        const run = await refused(args, {
          'empty.csv': 'training;age;emergency_braking;braking_distance;power;miles\n',
          'short.csv': 'training;age\n0;30\n',
          'broken.json': '{"format": "mlops-profile"',
        })
        expect(run.stderr).to.include(message)
        expect(run.exitCode).to.equal(exitCode)
        expect(run.stdout).to.equal('')
      })
    }

    it('which file could not be read, and keeps the results of the others', async () => {
      await inPlace('empty', async ({drift, folder}) => {
        writeFileSync(join(folder, 'broken.csv'), 'training;age\n0;30\n')
        const {exitCode, stdout} = await drift(...withoutModel, '-d', month(1), 'broken.csv', month(12), '--json')
        const answer = JSON.parse(stdout) as DriftAnswer
        expect(answer.periods.map(({name}) => name)).to.deep.equal(['month-1', 'month-12'])
        expect(answer.failed).to.have.length(1)
        expect(answer.failed[0]!.message).to.include('broken.csv has no column')
        expect(exitCode).to.equal(4)
      })
    })
  })
})
