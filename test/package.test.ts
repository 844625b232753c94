import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {expect} from 'chai'
import {buildPackage, type Bundle} from '../scripts/bundle.js'
import {plainEnvironment, runProcess, type Run} from './program.js'

interface Packed {
  readonly filename: string
  readonly size: number
  readonly files: readonly {readonly path: string}[]
}

describe('the npm package', () => {
  let folder: string
  let packed: Packed
  let built: Bundle

  before(async () => {
    built = await buildPackage()
    folder = mkdtempSync(join(tmpdir(), 'mlops-package-'))
    const pack = await runProcess('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])
    packed = (JSON.parse(pack.stdout) as Packed[])[0]!
    await runProcess('tar', ['-xzf', packed.filename], {cwd: folder})
  })

  after(() => rmSync(folder, {recursive: true}))

  /** Unpacked, and nothing else: no packages beside it, no sources. */
  const run = (args: readonly string[]): Promise<Run> =>
    runProcess(process.execPath, [join(folder, 'package/bin/run.js'), ...args], {cwd: folder, env: plainEnvironment()})

  it('holds only what runs and what explains', () => {
    const unexpected = packed.files
      .map(({path}) => path)
      .filter(
        (path) =>
          !/^(bin\/(run|load-bundle)\.js|dist\/[a-z-]+\.cjs|dist\/cli\.cjs\.cache|dist\/THIRD-PARTY-LICENSES\.txt)$/.test(
            path,
          ),
      )
      .filter(
        (path) =>
          !/^(schemas\/[a-z-]+\.json|data\/datapackage\.json|scripts\/install-native\.sh|docs\/.*|[A-Z]+(\.md)?|package\.json)$/.test(
            path,
          ),
      )
    expect(unexpected).to.deep.equal([])
  })

  it('holds every file that the build makes', () => {
    const paths = packed.files.map(({path}) => path)
    expect([...built.files.keys()].filter((file) => !paths.includes(file))).to.deep.equal([])
  })

  it('is small', () => {
    expect(packed.size).to.be.below(2_000_000)
  })

  it('runs alone: shows help, generates, explores, trains, validates', async () => {
    expect((await run(['--help'])).exitCode).to.equal(0)
    expect((await run(['generate', '--months', '1'])).exitCode).to.equal(0)
    const exploration = await run(['explore', '-d', 'data/reference.csv', '--html', 'page.html'])
    expect([exploration.exitCode, exploration.stderr]).to.deep.equal([0, ''])
    const training = await run(['train', '-d', 'data/reference.csv'])
    expect([training.exitCode, training.stderr]).to.deep.equal([0, ''])
    const validation = await run(['validate', '-d', 'data/reference.csv'])
    expect(validation.stderr).to.equal('')
    expect(validation.stdout).to.contain('accuracy')
  })

  /** In a process of its own: V8 takes no cache once flags were set that it was made without, as other tests do. */
  const isCacheRejected = async (): Promise<string> => {
    const [loader, program] = ['bin/load-bundle.js', 'dist/cli.cjs'].map((file) => join(folder, 'package', file))
    const script = `import(${JSON.stringify(loader)}).then(({compileBundle}) =>
      console.log(compileBundle(${JSON.stringify(program)}).script.cachedDataRejected))`
    return (await runProcess(process.execPath, ['-e', script])).stdout.trim()
  }

  it('starts from its code cache, which V8 takes', async () => {
    expect(await isCacheRejected()).to.equal('false')
  })

  it('starts without a code cache, with a broken one, and with that of another build', async () => {
    const cache = join(folder, 'package/dist/cli.cjs.cache')
    const whole = readFileSync(cache)
    const ofAnother = Buffer.concat([Buffer.from(`//# hash=${'0'.repeat(64)}`), whole.subarray(73)])
    for (const changed of [ofAnother, whole.subarray(0, 100), Buffer.alloc(0)]) {
      writeFileSync(cache, changed)
      expect(await run(['--version'])).to.include({exitCode: 0, stderr: ''})
    }
    rmSync(cache)
    expect(await run(['--version'])).to.include({exitCode: 0, stderr: ''})
    writeFileSync(cache, ofAnother)
    expect(await isCacheRejected()).to.equal('undefined')
    writeFileSync(cache, whole)
  })

  it('is installed by npm, without network, as a program that trains', async () => {
    const prefix = join(folder, 'global')
    const flags = ['--offline', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund']
    const own = ['--prefix', prefix, '--cache', join(folder, 'cache')]
    const install = await runProcess('npm', ['install', '-g', ...own, ...flags, join(folder, packed.filename)])
    expect(install.exitCode, install.stderr).to.equal(0)
    const installed = (args: readonly string[]): Promise<Run> =>
      runProcess(join(prefix, 'bin/mlops'), args, {cwd: folder, env: plainEnvironment()})
    const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}
    expect(await installed(['--version']))
      .to.include({exitCode: 0, stderr: ''})
      .and.property('stdout')
      .contain(version)
    const data = resolve('data/reference.csv')
    const training = await installed(['train', '-d', data, '--models', 'installed', '--epochs', '2'])
    expect([training.exitCode, training.stderr]).to.deep.equal([0, ''])
    expect(existsSync(join(folder, 'installed/1/manifest.json'))).to.equal(true)
  })

  it('says how to build it when dist is missing', async () => {
    rmSync(join(folder, 'package/dist'), {recursive: true})
    const {exitCode, stdout, stderr} = await run(['--help'])
    expect([exitCode, stdout]).to.deep.equal([5, ''])
    expect(stderr).to.match(/^mlops is not built: there is no .*dist\/cli\.cjs\.\nRun npm run build\.\n$/)
  })
})
