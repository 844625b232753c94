import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {
  importCycles,
  outsideUses,
  roomOf,
  terminalUses,
  upwardImports,
  type Room,
  type Sources,
} from './source-rules.js'

const sources = readSources()

const pureRooms: readonly (Room | undefined)[] = ['statistics', 'dataset', 'model', 'drift', 'performance', 'report']

/** Files of otherwise pure rooms whose work is the world outside, and why. */
const outsideFiles: Readonly<Record<string, string>> = {
  'src/lib/dataset/csv-bytes.ts': 'reads CSV files and standard input',
  'src/lib/dataset/data-package-file.ts': 'reads data packages',
  'src/lib/model/artifact-read.ts': 'reads the folder of a version',
  'src/lib/model/artifact-write.ts': 'writes the folder of a version',
  'src/lib/model/lock.ts': 'waits for other processes',
  'src/lib/model/native-backend.ts': 'loads a package that may not be there, and tells it to be quiet',
  'src/lib/model/registry-aliases.ts': 'reads and replaces the file of aliases',
  'src/lib/model/registry-claim.ts': 'marks what this process is at, for other processes',
  'src/lib/model/registry-journal.ts': 'appends to the history',
  'src/lib/model/registry-publish.ts': 'gives a written version its number',
  'src/lib/model/registry-versions.ts': 'lists the folders of the versions',
}

describe('architecture', () => {
  it('lets a room import only from itself and from the rooms above it', () => {
    expect(upwardImports(sources)).to.deep.equal([])
  })

  it('has no circle of imports', () => {
    expect(importCycles(sources)).to.deep.equal([])
  })

  it('writes to the console and ends the process in terminal and commands alone', () => {
    const found = [...sources]
      .filter(([path]) => roomOf(path) !== 'terminal' && roomOf(path) !== 'commands')
      .flatMap(([path, text]) => terminalUses(path, text).map((use) => `${path}: ${use}`))
    expect(found).to.deep.equal([])
  })

  it('keeps files, network, clock, environment and chance out of the pure rooms', () => {
    const found = [...sources]
      .filter(([path]) => pureRooms.includes(roomOf(path)) && !(path in outsideFiles))
      .flatMap(([path, text]) => outsideUses(path, text).map((use) => `${path}: ${use}`))
    expect(found).to.deep.equal([])
  })

  it('excepts no file that needs no exception', () => {
    const needless = Object.keys(outsideFiles).filter((path) => outsideUses(path, sources.get(path) ?? '').length === 0)
    expect(needless).to.deep.equal([])
  })

  it('keeps import.meta and top-level await out of what is bundled', () => {
    const found = [...sources].filter(
      ([path, text]) => /import\.meta|^await /m.test(text) && path !== 'src/lib/assets.ts',
    )
    expect(found.map(([path]) => path)).to.deep.equal([])
  })

  describe('its rules can fail:', () => {
    const one = (path: string, text: string): Sources => new Map([[path, text]])

    for (const statement of [
      "import {a} from '../lifecycle/train.js'",
      "import type {A} from '../lifecycle/train.js'",
      "export * from '../lifecycle/train.js'",
      "const load = () => import('../lifecycle/train.js')",
      "let a: import('../lifecycle/train.js').A",
    ]) {
      it(`an import that goes up is found in ${statement}`, () => {
        expect(upwardImports(one('src/lib/dataset/table.ts', statement))).to.deep.equal([
          'src/lib/dataset/table.ts imports src/lib/lifecycle/train.ts',
        ])
      })
    }

    it('an import of the own room, of a room above, of the top or of a package is allowed', () => {
      const text = `
        import {a} from './description.js'
        import {b} from '../statistics/random.js'
        import {c} from '../errors.js'
        import {d} from 'chalk'`
      expect(upwardImports(one('src/lib/dataset/table.ts', text))).to.deep.equal([])
    })

    it('a file outside every room is found', () => {
      expect(upwardImports(one('src/lib/utils/misc.ts', ''))).to.deep.equal([
        'src/lib/utils/misc.ts belongs to no room',
      ])
    })

    it('a circle of three files is found once', () => {
      const circle = new Map([
        ['src/lib/model/a.ts', "import './b.js'"],
        ['src/lib/model/b.ts', "import './c.js'"],
        ['src/lib/model/c.ts', "import './a.js'"],
      ])
      expect(importCycles(circle)).to.deep.equal([
        'src/lib/model/a.ts -> src/lib/model/b.ts -> src/lib/model/c.ts -> src/lib/model/a.ts',
      ])
    })

    it('two ways to the same file are no circle', () => {
      const diamond = new Map([
        ['src/lib/model/a.ts', "import './b.js'\nimport './c.js'"],
        ['src/lib/model/b.ts', "import './d.js'"],
        ['src/lib/model/c.ts', "import './d.js'"],
        ['src/lib/model/d.ts', ''],
      ])
      expect(importCycles(diamond)).to.deep.equal([])
    })

    for (const [use, text] of [
      ['console.log', 'console.log(1)'],
      ['process.exit', 'if (a) process.exit(1)'],
      ['process.exit', 'const {exit} = process'],
    ] as const) {
      it(`${use} is found in ${text}`, () => {
        expect(terminalUses('a.ts', text)).to.deep.equal([use])
      })
    }

    it('console in a comment or a text is allowed', () => {
      expect(terminalUses('a.ts', "// console.log(1)\nconst a = 'process.exit(1)'")).to.deep.equal([])
    })

    for (const [use, text] of [
      ['node:fs', "import {readFileSync} from 'node:fs'"],
      ['fs/promises', "const read = () => import('fs/promises')"],
      ['node:http', "import http from 'node:http'"],
      ['Math.random', 'const a = Math.random()'],
      ['Math.random', 'const draw = Math.random'],
      ['Math.random', 'const {random} = Math'],
      ['Date.now', 'Date.now()'],
      ['Date', 'const now = new Date()'],
      ['performance.now', 'performance.now()'],
      ['process.env', 'const {env} = process'],
      ['fetch', "fetch('http://localhost')"],
      ['setTimeout', 'setTimeout(() => 1, 2)'],
    ] as const) {
      it(`${use} is found in ${text}`, () => {
        expect(outsideUses('a.ts', text)).to.deep.equal([use])
      })
    }

    it('a date made from a number is allowed', () => {
      expect(outsideUses('a.ts', 'const then = new Date(milliseconds)')).to.deep.equal([])
    })
  })
})

function readSources(): Sources {
  const files = readdirSync('src', {recursive: true, encoding: 'utf8'})
    .map((name) => join('src', name))
    // The source of the WebAssembly kernels is another language.
    .filter((path) => path.endsWith('.ts') && !path.includes('/assembly/'))
  return new Map(files.map((path) => [path, readFileSync(path, 'utf8')]))
}
