import {createHash} from 'node:crypto'
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {gzipSync} from 'node:zlib'
import {expect} from 'chai'
import {openBytes, type ByteSource} from '../../src/lib/dataset/csv-bytes.js'
import {errorOf, pipe} from './load-text.js'

const content = Buffer.from('age;group\n17;1\n'.repeat(50_000))
const sha256 = (bytes: Uint8Array): string => `sha256-${createHash('sha256').update(bytes).digest('hex')}`

async function read(source: Partial<ByteSource>): Promise<{readonly bytes: Buffer; readonly hash: string}> {
  const path = source.path ?? '-'
  const opened = openBytes({path, file: path, ...source})
  const pieces: Uint8Array[] = []
  for await (const piece of opened.bytes) pieces.push(piece)
  return {bytes: Buffer.concat(pieces), hash: opened.hash()}
}

describe('openBytes', () => {
  let folder: string
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'mlops-bytes-'))))
  after(() => rm(folder, {recursive: true}))

  async function file(name: string, bytes: Uint8Array): Promise<string> {
    const path = join(folder, name)
    await writeFile(path, bytes)
    return path
  }

  it('reads a file and its hash in one go', async () => {
    const {bytes, hash} = await read({path: await file('plain.csv', content)})
    expect(bytes.equals(content)).to.be.true
    expect(hash).to.equal(sha256(content))
  })

  it('unpacks gzip whatever the name, and hashes what is in it: the same rows are the same data', async () => {
    const {bytes, hash} = await read({path: await file('packed.csv', gzipSync(content))})
    expect(bytes.equals(content)).to.be.true
    expect(hash).to.equal(sha256(content))
  })

  it('does not unpack a file that is only called .gz', async () => {
    expect((await read({path: await file('plain.csv.gz', content)})).bytes.equals(content)).to.be.true
  })

  it('reads standard input, also when it comes byte by byte', async () => {
    const small = content.subarray(0, 100)
    expect((await read({stdin: pipe(small, 1)})).bytes.equals(small)).to.be.true
    expect((await read({stdin: pipe(gzipSync(small), 1)})).bytes.equals(small)).to.be.true
  })

  it('unpacks gzip files that were joined', async () => {
    const joined = Buffer.concat([gzipSync(content), gzipSync(content)])
    expect((await read({stdin: pipe(joined)})).bytes.length).to.equal(2 * content.length)
  })

  it('reads an empty file', async () => {
    const {bytes, hash} = await read({path: await file('empty.csv', Buffer.alloc(0))})
    expect(bytes).to.have.length(0)
    expect(hash).to.equal(sha256(Buffer.alloc(0)))
  })

  it('says that a gzip file is cut off', async () => {
    const path = await file('cut.csv.gz', gzipSync(content).subarray(0, 500))
    const error = await errorOf(read({path}))
    expect(error.code).to.equal('DATA_FORMAT')
    expect(error.message).to.equal(`${path} is a broken gzip file: unexpected end of file.`)
  })

  it('says that there is no such file', async () => {
    const error = await errorOf(read({path: join(folder, 'none.csv')}))
    expect(error.code).to.equal('FILE_NOT_FOUND')
    expect(error.message).to.equal(`There is no file ${join(folder, 'none.csv')}.`)
  })

  it('says that it is a folder', async () => {
    const error = await errorOf(read({path: folder}))
    expect(error.code).to.equal('FILE_UNREADABLE')
    expect(error.message).to.equal(`${folder} is a folder, expected a file.`)
  })

  it('says that a file may not be read', async function () {
    const path = await file('secret.csv', content)
    await chmod(path, 0o000)
    await chmod(folder, 0o755)
    const isRoot = process.geteuid?.() === 0
    // Root may read everything: be somebody else for a moment.
    if (isRoot) process.seteuid!(65534)
    try {
      const error = await errorOf(read({path}))
      expect(error.code).to.equal('FILE_UNREADABLE')
      expect(error.message).to.equal(`${path} may not be read: permission denied.`)
    } finally {
      if (isRoot) process.seteuid!(0)
    }
  })

  it('stops when it is interrupted before it begins', async () => {
    const error = await errorOf(read({path: await file('plain.csv', content), signal: AbortSignal.abort()}))
    expect(error.code).to.equal('INTERRUPTED')
  })

  it('does not wait for standard input once it is interrupted', async () => {
    const error = await errorOf(read({stdin: new PassThrough(), signal: AbortSignal.abort()}))
    expect(error.code).to.equal('INTERRUPTED')
  })

  it('stops when it is interrupted while it waits for standard input', async () => {
    const controller = new AbortController()
    const stdin = new PassThrough()
    stdin.write('age;group\n')
    const reading = errorOf(read({stdin, signal: controller.signal}))
    setImmediate(() => controller.abort())
    expect((await reading).code).to.equal('INTERRUPTED')
    expect(stdin.destroyed).to.be.true
  })

  it('lets go of standard input when it is closed', async () => {
    const stdin = new PassThrough()
    stdin.write('age;group\n')
    const opened = openBytes({path: '-', file: '<stdin>', stdin})
    await opened.bytes.next()
    opened.close()
    expect(stdin.destroyed).to.be.true
  })
})
