import {mkdtemp, mkdir, readdir, readFile, rm, utimes, writeFile} from 'node:fs/promises'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import {lockMaximumAgeMs, withLock} from '../../src/lib/model/lock.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {rejection} from './rejection.js'

describe('lock', () => {
  const options = {now: () => new Date(), random: createRandom('lock')}
  /** No process has this number: the greatest that Linux gives is 4,194,304. */
  const deadPid = 9_999_999
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlops-lock-'))
  })

  afterEach(() => rm(folder, {recursive: true}))

  it('lets one holder in at a time', async () => {
    const counter = join(folder, 'counter')
    await writeFile(counter, '0')
    const increment = (): Promise<void> =>
      withLock(folder, {...options, waitMs: 30_000}, async () => {
        const value = Number(await readFile(counter, 'utf8'))
        await sleep(1)
        await writeFile(counter, String(value + 1))
      })
    await Promise.all(Array.from({length: 40}, increment))
    expect(await readFile(counter, 'utf8')).to.equal('40')
  })

  it('gives back what the work returned and leaves nothing behind', async () => {
    expect(await withLock(folder, options, () => Promise.resolve('done'))).to.equal('done')
    expect(await readdir(folder)).to.deep.equal([])
  })

  it('is free again after work that failed', async () => {
    const error = await rejection(withLock(folder, options, () => Promise.reject(new Error('no'))))
    expect(error.message).to.equal('no')
    expect(await withLock(folder, options, () => Promise.resolve(1))).to.equal(1)
  })

  it('says who holds it when it does not come free', async () => {
    const error = await withLock(folder, options, () =>
      rejection(withLock(folder, {...options, waitMs: 20}, () => Promise.resolve())),
    )
    expect(error).to.be.instanceOf(MlopsError).with.property('code', 'REGISTRY_BUSY')
    expect(error.message).to.contain(`process ${process.pid} on ${hostname()}`)
  })

  it('passes over the claim of a process that is dead on this host, and removes it', async () => {
    await mkdir(claimPath({pid: deadPid}))
    expect(await withLock(folder, options, () => Promise.resolve(1))).to.equal(1)
    expect(await readdir(folder)).to.deep.equal([])
  })

  it('cannot ask about a process of another host and waits for it', async () => {
    await mkdir(claimPath({pid: deadPid, host: 'elsewhere'}))
    const error = await rejection(withLock(folder, {...options, waitMs: 20}, () => Promise.resolve()))
    expect(error).to.have.property('code', 'REGISTRY_BUSY')
  })

  it('passes over a claim that is too old, whoever made it', async () => {
    const path = claimPath({pid: process.pid, host: 'elsewhere', ageMs: lockMaximumAgeMs + 1})
    await mkdir(path)
    await writeFile(join(path, 'aliases.json'), '{}')
    await utimes(path, 0, 0)
    expect(await withLock(folder, options, () => Promise.resolve(1))).to.equal(1)
    expect(await readdir(folder)).to.deep.equal([])
  })

  it('takes the workspace away from a holder that slept too long', async () => {
    const later = {...options, now: () => new Date(Date.now() + lockMaximumAgeMs + 1)}
    const error = await rejection(
      withLock(folder, options, async (workspace) => {
        await withLock(folder, later, () => Promise.resolve())
        await writeFile(join(workspace, 'late'), '')
      }),
    )
    expect(error).to.have.property('code', 'ENOENT')
  })

  function claimPath({pid, host = hostname(), ageMs = 0}: {pid: number; host?: string; ageMs?: number}): string {
    return join(folder, `.lock.${pid}.${Date.now() - ageMs}.${encodeURIComponent(host)}.aB3dE6`)
  }
})
