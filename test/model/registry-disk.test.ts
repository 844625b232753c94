import {execFile} from 'node:child_process'
import {chmod, mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect} from 'chai'
import {Registry} from '../../src/lib/model/registry.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {makeDraft} from './draft.js'
import {rejection} from './rejection.js'
import {bundleWorker, ended, startWorker} from './worker-process.js'

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0
/** The user nobody: root may write everywhere, so it is not the one to find a folder closed. */
const unprivileged = isRoot ? {uid: 65_534, gid: 65_534} : {}

describe('Registry on a disk that does not take what is written', () => {
  let parent: string
  let bundle: string

  before(async () => {
    parent = await mkdtemp(join(tmpdir(), 'mlops-disk-'))
    await chmod(parent, 0o755)
    bundle = await bundleWorker(parent)
  })

  after(() => rm(parent, {recursive: true}))

  it('leaves nothing when a file may not grow any further', async () => {
    const folder = join(parent, 'limited')
    const command = `ulimit -f 8; exec "$0" "$@"`
    const child = execFile('bash', ['-c', command, process.execPath, bundle, folder, 'limited', 'add', '1', '2000'])
    const {code, stderr} = await ended(child)
    expect(stderr).to.contain(folder).and.contain('a file grew larger than this process may write (EFBIG)')
    expect(code).to.equal(5)
    expect(await readdir(parent)).to.not.include('limited')
  })

  it('says that a folder is closed, and leaves it as it is', async () => {
    const folder = join(parent, 'closed')
    await mkdir(folder)
    await writeFile(join(folder, 'notes'), '')
    await chmod(folder, 0o555)
    const {code, stderr} = await ended(startWorker(bundle, [folder, 'closed', 'add', '1'], unprivileged))
    await chmod(folder, 0o755)
    expect(stderr).to.contain(folder).and.contain('no permission (EACCES)')
    expect(code).to.equal(5)
    expect(await readdir(folder)).to.deep.equal(['notes'])
  })

  it('says that its parent is closed', async () => {
    const closed = join(parent, 'closed-parent')
    await mkdir(closed, {mode: 0o555})
    const folder = join(closed, 'models')
    const {code, stderr} = await ended(startWorker(bundle, [folder, 'closed', 'add', '1'], unprivileged))
    expect(stderr).to.contain(folder).and.contain('no permission (EACCES)')
    expect(code).to.equal(5)
  })

  describe('that is full (needs a user who may mount one)', () => {
    let disk: string
    let registry: Registry

    before(async function () {
      disk = join(parent, 'disk')
      await mkdir(disk)
      try {
        await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk])
      } catch {
        this.skip()
      }
    })

    beforeEach(() => {
      registry = new Registry(join(disk, 'models'), {now: () => new Date(), random: createRandom('disk')})
    })

    after(async () => {
      await run('umount', [disk]).catch(() => undefined)
    })

    it('adds a version whole or leaves nothing, however much space there is', async () => {
      const outcomes = new Set<string>()
      const draft = makeDraft({rows: 1000})
      await registry.add(makeDraft({rows: 10}))
      for (let freeKilobytes = 0; freeKilobytes <= 128; freeKilobytes += 4) {
        await writeFile(join(disk, 'filler'), new Uint8Array(256 * 1024)).catch(() => undefined)
        await truncate(join(disk, 'filler'), (await stat(join(disk, 'filler'))).size - freeKilobytes * 1024)
        const earlier = await readdir(join(disk, 'models'))
        try {
          const version = await registry.add(draft)
          outcomes.add('added')
          expect(await registry.load(version)).to.include({version})
          await rm(join(disk, 'models', String(version)), {recursive: true})
        } catch (error) {
          outcomes.add('refused')
          expect(error).to.have.property('code', 'FILE_UNWRITABLE')
          expect((error as Error).message).to.contain('no space left on the disk (ENOSPC)')
        }
        expect(await readdir(join(disk, 'models')), `${freeKilobytes} KB free`).to.deep.equal(earlier)
        await rm(join(disk, 'filler'))
      }
      expect([...outcomes]).to.have.members(['refused', 'added'])
    })

    it('keeps what is in production when the aliases cannot be written', async () => {
      const versions = [await registry.add(makeDraft({rows: 10})), await registry.add(makeDraft({rows: 10}))]
      await registry.promote(versions[0]!)
      await writeFile(join(disk, 'filler'), new Uint8Array(256 * 1024)).catch(() => undefined)
      const error = await rejection(registry.promote(versions[1]!))
      expect(error).to.have.property('code', 'FILE_UNWRITABLE')
      expect(await registry.aliases()).to.deep.equal({production: versions[0]})
      expect((await readdir(join(disk, 'models'))).filter((name) => name.startsWith('.'))).to.deep.equal([])
    })
  })
})
