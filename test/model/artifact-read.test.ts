import {appendFile, cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile} from 'node:fs/promises'
import {execFile, spawnSync} from 'node:child_process'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {readArtifact} from '../../src/lib/model/artifact-read.js'
import {manifestDigest} from '../../src/lib/model/artifact-write.js'
import type {Manifest} from '../../src/lib/model/manifest.js'
import {Registry} from '../../src/lib/model/registry.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {makeDraft} from './draft.js'
import {rejection} from './rejection.js'

const protectedFiles = ['manifest.json', 'manifest.sha256', 'model.json', 'reference.csv', 'weights.bin']

describe('artifact', () => {
  const draft = makeDraft()
  let parent: string
  let original: string
  let folder: string

  before(async () => {
    parent = await mkdtemp(join(tmpdir(), 'mlops-artifact-'))
    const registry = new Registry(join(parent, 'models'), {now: () => new Date(), random: createRandom('artifact')})
    await registry.add(draft)
    original = join(parent, 'models', '1')
  })

  beforeEach(async () => {
    folder = join(parent, 'damaged', '1')
    await rm(folder, {recursive: true, force: true})
    await cp(original, folder, {recursive: true})
  })

  after(() => rm(parent, {recursive: true}))

  it('reads back what was written', async () => {
    const {manifest, modelJson, weights, version, bytes} = await readArtifact(folder, 1)
    const {files, ...rest} = manifest
    expect(rest).to.deep.equal({...draft.manifest, version: 1})
    expect(Object.keys(files)).to.have.members(['model.json', 'reference.csv', 'weights.bin'])
    expect(modelJson).to.deep.equal(draft.modelJson)
    expect(Buffer.from(weights).equals(draft.weights)).to.equal(true)
    expect(version).to.equal(1)
    expect(bytes).to.be.greaterThan(weights.length)
  })

  it('reads the reference rows when asked for them', async () => {
    const {table, predicted, probabilities} = await (await readArtifact(folder, 1)).reference()
    expect(table.columns.map(({name}) => name)).to.deep.equal(['age', 'fuel', 'group'])
    expect(predicted).to.deep.equal(draft.reference.predicted)
    expect(probabilities).to.deep.equal(draft.reference.probabilities)
  })

  it('keeps numbers that JSON has no word for', async () => {
    const registry = new Registry(join(parent, 'nan'), {now: () => new Date(), random: createRandom('nan')})
    const {training, metrics} = draft.manifest
    const history = training.history.map((epoch) => ({...epoch, loss: Number.NaN}))
    const test = {...metrics.test, rocAuc: null}
    const manifest = {...draft.manifest, training: {...training, history}, metrics: {...metrics, test}}
    await registry.add({...draft, manifest})
    const read = (await registry.load(1)).manifest
    expect(read.training.history).to.deep.equal(history)
    expect(read.metrics.test).to.deep.equal(test)
  })

  it('has digests that sha256sum agrees with', async function () {
    if (spawnSync('sha256sum', ['--version']).status !== 0) this.skip()
    await promisify(execFile)('sha256sum', ['--check', '--strict', 'manifest.sha256'], {cwd: folder})
  })

  it('is loaded by stock TensorFlow.js', async () => {
    const tf = await import('@tensorflow/tfjs')
    const backend = tf.getBackend() as string | undefined
    await tf.setBackend('cpu')
    const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as {
      modelTopology: object
      weightsManifest: {paths: string[]; weights: never[]}[]
    }
    const [{paths, weights}] = json.weightsManifest as [(typeof json.weightsManifest)[0]]
    const data = await readFile(join(folder, paths[0]!))
    const handler = tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: weights,
      weightData: new Uint8Array(data).buffer,
    })
    const model = await tf.loadLayersModel(handler)
    expect(model.countParams()).to.equal(data.length / 4)
    model.dispose()
    if (backend !== undefined) await tf.setBackend(backend)
  })

  for (const name of protectedFiles) {
    describe(name, () => {
      it('is named when any one of its bits is not as it was written', async () => {
        const path = join(folder, name)
        const bytes = await readFile(path)
        const random = createRandom(name)
        const positions = [0, bytes.length - 1, ...Array.from({length: 60}, () => Math.floor(random() * bytes.length))]
        for (const position of positions) {
          const altered = Buffer.from(bytes)
          altered[position]! ^= 1 << Math.floor(random() * 8)
          await writeFile(path, altered)
          const error = await rejection(readArtifact(folder, 1))
          expect(error, `byte ${position}`).to.be.instanceOf(MlopsError).with.property('code', 'MODEL_INVALID')
          expect(error.message, `byte ${position}`).to.contain(name)
        }
      })

      it('is named when it is missing', async () => {
        await rm(join(folder, name))
        await expectInvalid(`${join(folder, name)} is missing`)
      })

      it('is named when it is empty', async () => {
        await truncate(join(folder, name), 0)
        await expectInvalid(name)
      })

      it('is named when its last byte is missing', async () => {
        const {length} = await readFile(join(folder, name))
        await truncate(join(folder, name), length - 1)
        await expectInvalid(name)
      })

      it('is named when something was appended', async () => {
        await appendFile(join(folder, name), '\n')
        await expectInvalid(name)
      })

      it('is named when it is a folder', async () => {
        await rm(join(folder, name))
        await mkdir(join(folder, name))
        await expectInvalid(`${join(folder, name)} is a folder`)
      })

      it('is named when it comes from another model', async () => {
        const registry = new Registry(join(parent, 'other'), {now: () => new Date(), random: createRandom('other')})
        const version = await registry.add(makeDraft({seed: 2, name: 'other', rows: 60}))
        await cp(join(parent, 'other', String(version), name), join(folder, name))
        await expectInvalid(name)
      })
    })
  }

  it('says how the bytes of an altered file differ from what the manifest says', async () => {
    await writeFile(join(folder, 'weights.bin'), 'short')
    const error = await rejection(readArtifact(folder, 1))
    expect(error.message).to.match(
      /weights\.bin was altered, truncated or replaced: its 5 bytes have the hash sha256-\w{12}…, the manifest says sha256-\w{12}…\.$/,
    )
  })

  it('names a file that does not belong', async () => {
    await writeFile(join(folder, 'notes.txt'), '')
    await expectInvalid(`${join(folder, 'notes.txt')} does not belong to a model`)
  })

  it('takes no offence at what operating systems leave behind', async () => {
    for (const name of ['.DS_Store', 'Thumbs.db', '.nfs00000001']) await writeFile(join(folder, name), '')
    expect((await readArtifact(folder, 1)).version).to.equal(1)
  })

  it('refuses an empty folder', async () => {
    await rm(folder, {recursive: true})
    await mkdir(folder)
    await expectInvalid(`${join(folder, 'manifest.json')} is missing`)
  })

  it('refuses a file where the folder should be', async () => {
    await rm(folder, {recursive: true})
    await writeFile(folder, '')
    await expectInvalid(`${folder} is a file, expected a folder`)
  })

  it('refuses a version that stands under another number', async () => {
    const moved = join(parent, 'damaged', '2')
    await cp(folder, moved, {recursive: true})
    const error = await rejection(readArtifact(moved, 2))
    expect(error.message).to.contain('says this is version 1, but it stands in the folder of version 2')
    await rm(moved, {recursive: true})
  })

  describe('with a manifest that was written by another program', () => {
    const cases: readonly (readonly [string, (manifest: Manifest) => unknown, string])[] = [
      ['that is not JSON', () => 'not JSON', 'is not JSON'],
      ['that is null', () => null, 'has no "formatVersion"'],
      ['that is an array', () => [], 'has no "formatVersion"'],
      ['of no format version', (manifest) => dropKey(manifest, 'formatVersion'), 'has no "formatVersion"'],
      [
        'of a later format version',
        (manifest) => ({...manifest, formatVersion: 2}),
        'has format version 2, this program reads 1',
      ],
      ['without metrics', (manifest) => dropKey(manifest, 'metrics'), 'has no "metrics"'],
      [
        'whose gates are text',
        (manifest) => ({...manifest, gates: 'passed'}),
        'says "gates" is "passed", expected an array',
      ],
      [
        'with a gate that says not whether it passed',
        (manifest) => ({...manifest, gates: [{...manifest.gates[0], passed: null}]}),
        'says "gates[0].passed" is null, expected a boolean',
      ],
      ['without a class', (manifest) => dropKey(manifest, 'classes'), 'has no "description.target.classes"'],
      [
        'that lists too few files',
        (manifest) => ({...manifest, files: {}}),
        'lists the files (none), expected model.json',
      ],
      [
        'that lists files elsewhere',
        (manifest) => ({...manifest, files: {...manifest.files, '../../aliases.json': 'sha256-0'}}),
        'lists the files ../../aliases.json',
      ],
    ]
    for (const [what, change, message] of cases) {
      it(`refuses one ${what}`, async () => {
        const path = join(folder, 'manifest.json')
        const changed = change(JSON.parse(await readFile(path, 'utf8')) as Manifest)
        const text = typeof changed === 'string' ? changed : JSON.stringify(changed)
        await writeFile(path, text)
        await writeFile(join(folder, 'manifest.sha256'), manifestDigest(text))
        await expectInvalid(`${path} ${message}`)
      })
    }
  })

  async function expectInvalid(message: string): Promise<void> {
    const error = await rejection(readArtifact(folder, 1))
    expect(error).to.be.instanceOf(MlopsError).with.property('code', 'MODEL_INVALID')
    expect(error.message).to.contain(message)
  }
})

function dropKey(manifest: Manifest, key: string): unknown {
  return JSON.parse(JSON.stringify(manifest, (name, value: unknown) => (name === key ? undefined : value)))
}
