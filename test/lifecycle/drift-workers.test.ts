import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {driftOfFile, driftSeed, type FileDrift, type FileDriftSettings} from '../../src/lib/lifecycle/drift-file.js'
import type {RowReader} from '../../src/lib/lifecycle/drift-inputs-reader.js'
import {readReference, type ReferenceData} from '../../src/lib/lifecycle/drift-inputs-reference.js'
import {filesForThreads} from '../../src/lib/lifecycle/drift-threads.js'
import {DriftWorkers, type DriftWorkersOptions} from '../../src/lib/lifecycle/drift-workers.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {Registry} from '../../src/lib/model/registry.js'
import {createNormal, createRandom} from '../../src/lib/statistics/random.js'
import {errorOf} from '../dataset/load-text.js'
import {csvOf, rowsAround, thresholdModel} from './threshold-model.js'

const settings: FileDriftSettings = {
  ...{policy: 'calibrated', alpha: 0.05, minEffect: 0.1, overrides: [], showRows: 3, onBadRow: 'fail'},
  importance: null,
}

describe('threads that compare files', function () {
  this.timeout(60_000)

  let folder: string
  let opened: DriftWorkers[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlops-drift-workers-'))
    opened = []
  })
  afterEach(() => {
    for (const workers of opened) workers.close()
    rmSync(folder, {recursive: true, force: true})
  })

  function file(name: string, content: string): string {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  function open(paths: readonly string[], options: Partial<DriftWorkersOptions> = {}): DriftWorkers {
    const workers = new DriftWorkers({threads: 2, paths, artifact: undefined, settings, ...options})
    opened.push(workers)
    return workers
  }

  const referenceOf = (path: string): Promise<ReferenceData> =>
    readReference({reference: path, onBadRow: 'fail', seed: driftSeed})

  /** What this thread makes of a file: its drift, or what a person reads of the error. */
  const here = (path: string, reference: ReferenceData, chosen = settings): Promise<unknown> =>
    outcome(driftOfFile(path, {reader: reference.reader, reference}, chosen))

  it('give what this thread gives, bit for bit: files, periods of files, and errors', async () => {
    const reference = await referenceOf(file('reference.csv', rows(400)))
    const paths = [
      file('alike.csv', rows(300)),
      file('moved.csv', rows(300, 1)),
      join(folder, 'nothing.csv'),
      file('broken.csv', `${rows(20)}x,red,9,e\n`),
      file('short.csv', 'age,colour\n1,red\n'),
      file('late.csv', rows(50, 2)),
    ]
    for (const chosen of [settings, {...settings, policy: 'evidently', chunk: 100} as const]) {
      const workers = open(paths, {settings: chosen})
      workers.compareWith(reference, reference.reader)
      for (const path of paths) {
        const expected = await here(path, reference, chosen)
        expect(await outcome(workers.drift(path)), path).to.deep.equal(expected)
      }
      expect(await outcome(workers.drift(paths[2]!))).to.include({code: 'FILE_NOT_FOUND'})
      expect(await outcome(workers.drift(paths[3]!))).to.include({code: 'DATA_INVALID'})
    }
  })

  it('answer as a model in this thread does, with its fallback and its errors', async () => {
    const artifact = await someModel()
    const reference = await readReference({artifact, onBadRow: 'fail', seed: driftSeed})
    const path = file('current.csv', csvOf(rowsAround(1, 200)))
    const workers = open([path], {artifact, settings: {...settings, importance: new Map([['x', 0.4]])}})
    workers.compareWith(reference, reference.reader)
    const found = (await workers.drift(path))!
    expect(found).to.deep.equal(await here(path, reference, {...settings, importance: new Map([['x', 0.4]])}))
    expect(found.periods[0]!.drift.columns.map(({aspect}) => aspect)).to.include.members(['values', 'fallback'])
  })

  it('read files before the reference is there', async () => {
    const referencePath = file('reference.csv', rows(400))
    const path = file('current.csv', rows(300, 1))
    let announced: RowReader | undefined
    const workers = open([path])
    const reference = await readReference({
      ...{reference: referencePath, onBadRow: 'fail', seed: driftSeed},
      announce: (reader) => workers.start((announced = reader)),
    })
    expect(announced?.draft).to.deep.equal(reference.reader.draft)
    workers.compareWith(reference, reference.reader)
    expect(await workers.drift(path)).to.deep.equal(await here(path, reference))
  })

  it('read them again where the reference turns out to have an identifier, which is not compared', async () => {
    const withNames = rows(400).replaceAll(/^(?=\d|-)/gm, () => `customer ${createdNames++},`)
    const referencePath = file('reference.csv', withNames.replace('age', 'customer,age'))
    // Without the identifier, which was asked for as long as the whole of the reference had not been read.
    const path = file('current.csv', rows(300))
    const announced: RowReader[] = []
    const workers = open([path])
    const reference = await readReference({
      ...{reference: referencePath, onBadRow: 'fail', seed: driftSeed},
      announce: (reader) => {
        announced.push(reader)
        workers.start(reader)
      },
    })
    const namesIn = ({columns}: RowReader): string[] => columns.fields.map(({name}) => name)
    expect(namesIn(announced[0]!)).to.include('customer')
    expect(namesIn(reference.reader)).not.to.include('customer')
    workers.compareWith(reference, reference.reader)
    expect(await workers.drift(path)).to.deep.equal(await here(path, reference))
  })

  it('say what they read', async () => {
    const reference = await referenceOf(file('reference.csv', rows(400)))
    const path = file('current.csv', rows(300))
    const said: string[] = []
    const workers = open([path], {report: (text) => said.push(text)})
    workers.compareWith(reference, reference.reader)
    await workers.drift(path)
    expect(said).to.deep.equal([`${path}, 300 rows`])
  })

  it('stop when the work is interrupted', async () => {
    const reference = await referenceOf(file('reference.csv', rows(400)))
    const path = file('current.csv', rows(200_000))
    const interruption = new AbortController()
    const workers = open([path], {signal: interruption.signal})
    workers.compareWith(reference, reference.reader)
    setTimeout(() => interruption.abort(), 20)
    expect((await errorOf(workers.drift(path))).code).to.equal('INTERRUPTED')
  })

  it('leave a file to this thread that they were not given, or could not start for', async () => {
    const reference = await referenceOf(file('reference.csv', rows(400)))
    const [given, other] = [file('given.csv', rows(300)), file('other.csv', rows(300))]
    // What cannot be read as a model ends the thread as it starts.
    const artifact = {...(await someModel()), weights: new Uint8Array(3)}
    const workers = open([given], {artifact})
    workers.compareWith(reference, reference.reader)
    expect([await workers.drift(given), await workers.drift(other)]).to.deep.equal([undefined, undefined])
  })

  describe('filesForThreads', () => {
    const sized = (name: string, megabytes: number): string => {
      const path = file(name, '')
      truncateSync(path, megabytes * 1e6)
      return path
    }

    it('takes the files where there is much to read beside the largest one', async () => {
      const [one, two, small] = [sized('one.csv', 50), sized('two.csv', 30), sized('small.csv', 1)]
      const chosen = (paths: string[], reference?: string, threads = 2) => filesForThreads({paths, reference, threads})
      expect(await chosen([one, two])).to.deep.equal([one, two])
      expect(await chosen([one], two)).to.deep.equal([one])
      expect(await chosen([one])).to.deep.equal([])
      expect(await chosen([one, small], small)).to.deep.equal([])
      expect(await chosen([one, two], undefined, 1)).to.deep.equal([])
    })

    it('counts what a gzipped file unpacks to, and that a comparison takes time too', async () => {
      const packed = [sized('one.csv.gz', 8), sized('two.csv.gz', 8)]
      expect(await filesForThreads({paths: packed, reference: undefined, threads: 2})).to.deep.equal(packed)
      const small = Array.from({length: 60}, (_, index) => sized(`month-${index}.csv`, 0.07))
      expect(await filesForThreads({paths: small, reference: undefined, threads: 2})).to.deep.equal(small)
      expect(await filesForThreads({paths: small.slice(20), reference: undefined, threads: 2})).to.deep.equal(
        small.slice(20),
      )
      expect(await filesForThreads({paths: small.slice(30), reference: undefined, threads: 2})).to.deep.equal([])
    })

    it('leaves standard input, and what is not there, alone', async () => {
      const [one, two] = [sized('one.csv', 50), sized('two.csv', 30)]
      const missing = join(folder, 'missing.csv')
      expect(await filesForThreads({paths: ['-', one, missing, two], reference: '-', threads: 2})).to.deep.equal([
        one,
        missing,
        two,
      ])
      expect(await filesForThreads({paths: ['-', one], reference: undefined, threads: 2})).to.deep.equal([])
    })
  })

  async function someModel(): Promise<Artifact> {
    const registry = new Registry(join(folder, 'models'), {now: () => new Date(0), random: () => 0.5})
    const fallback = {rules: {if: [{'>': [{var: 'x'}, 0]}, 1, 0]}, minimumProbability: 0.6}
    return registry.load(await registry.add(thresholdModel({threshold: 0, fallback})))
  }
})

let createdNames = 0

/** Some rows of ages, colours, and grades, with a label; the ages moved by some deviations. */
function rows(count: number, shift = 0): string {
  const random = createRandom(`rows/${count}`)
  const normal = createNormal(random)
  const lines = Array.from({length: count}, () => {
    const colour = random() < 0.5 ? 'red' : random() < 0.8 ? 'blue' : ''
    return `${40 + 10 * (normal() + shift)},${colour},${Math.floor(5 * random())},${random() < 0.5 ? 'yes' : 'no'}`
  })
  return ['age,colour,grade,label', ...lines, ''].join('\n')
}

async function outcome(work: Promise<FileDrift | undefined>): Promise<unknown> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof MlopsError)) throw error
    const {code, message, suggestion, exitCode, details} = error
    return {code, message, suggestion, exitCode, details}
  }
}
