import {mkdtemp, mkdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {expect} from 'chai'
import fc from 'fast-check'
import {furtherCategory} from '../../src/lib/dataset/csv-category-column.js'
import {loadDatasetAs} from '../../src/lib/dataset/load-dataset.js'
import {errorOf, loadText, loadTextAs, people, valuesOf} from './load-text.js'

const header = 'age;trained;brand;group\n'

describe('loadDatasetAs', () => {
  it('reads numbers and categories into columns, in the order of the fields', async () => {
    const {table} = await loadTextAs(people, 'group;brand;trained;age\n0;audi;1;17.5\n2;fiat;0;44\n')
    expect(table.columns.map(({name}) => name)).to.deep.equal(['age', 'trained', 'brand', 'group'])
    expect(valuesOf({table}, 'age')).to.deep.equal([17.5, 44])
    expect(valuesOf({table}, 'brand')).to.deep.equal(['audi', 'fiat'])
    expect(valuesOf({table}, 'group')).to.deep.equal(['0', '2'])
  })

  it('gives the target exactly its classes as categories, in their order', async () => {
    const {table} = await loadTextAs(people, `${header}17;1;audi;2\n`)
    const group = table.columns.find(({name}) => name === 'group')!
    expect(group).to.deep.equal({kind: 'category', name: 'group', codes: Int32Array.of(2), categories: ['0', '1', '2']})
  })

  it('puts unknown values of a feature after the declared ones, in order of sight', async () => {
    const {table} = await loadTextAs(people, `${header}17;1;saab;2\n17;1;fiat;1\n17;1;dacia;1\n17;1;saab;0\n`)
    const brand = table.columns.find(({name}) => name === 'brand')!
    expect(brand).to.include({kind: 'category'})
    expect(brand).to.have.property('categories').that.deep.equals(['audi', 'fiat', 'saab', 'dacia'])
    expect(valuesOf({table}, 'brand')).to.deep.equal(['saab', 'fiat', 'dacia', 'saab'])
  })

  it('reads missing values of any declared spelling, blanks around them allowed', async () => {
    const dataset = await loadTextAs(people, `${header}NA;;NA;0\n NA ; ;  ;1\n`)
    expect(valuesOf(dataset, 'age')).to.deep.equal([null, null])
    expect(valuesOf(dataset, 'trained')).to.deep.equal([null, null])
    expect(valuesOf(dataset, 'brand')).to.deep.equal([null, null])
  })

  it('reads a number that stands for a missing value, only in its column', async () => {
    const fields = people.fields.map((field) =>
      field.name === 'age' ? {...field, missingValues: ['', '-999']} : field,
    )
    const dataset = await loadTextAs({...people, fields}, `${header}-999;1;audi;0\n17;1;audi;0\n`)
    expect(valuesOf(dataset, 'age')).to.deep.equal([null, 17])
  })

  it('allows blanks around numbers, categories and names', async () => {
    const dataset = await loadTextAs(people, ' age ; trained;brand ;group\n 17 ;1; audi ; 2 \n')
    expect(valuesOf(dataset, 'age')).to.deep.equal([17])
    expect(valuesOf(dataset, 'brand')).to.deep.equal(['audi'])
    expect(valuesOf(dataset, 'group')).to.deep.equal(['2'])
  })

  it('reads a class of whole numbers however the number is written', async () => {
    const dataset = await loadTextAs(people, `${header}17;1;audi;2.0\n17;1;audi;01\n17;1;audi;2.0\n`)
    expect(valuesOf(dataset, 'group')).to.deep.equal(['2', '1', '2'])
  })

  it('keeps values outside of their range: the world may have moved', async () => {
    const dataset = await loadTextAs(people, `${header}-5;1;audi;0\n1000;7;audi;0\n`)
    expect(valuesOf(dataset, 'age')).to.deep.equal([-5, 1000])
    expect(valuesOf(dataset, 'trained')).to.deep.equal([1, 7])
    expect(dataset.skippedRows).to.equal(0)
  })

  it('finds another delimiter than the declared one by the names of the columns', async () => {
    const dataset = await loadTextAs(people, 'age,trained,brand,group\n17,1,audi,0\n')
    expect(valuesOf(dataset, 'age')).to.deep.equal([17])
  })

  it('reads columns under their aliases', async () => {
    expect(valuesOf(await loadTextAs(people, 'Alter;trained;brand;group\n17;1;audi;0\n'), 'age')).to.deep.equal([17])
  })

  it('reads ignored columns that are there, and makes nothing of their bad values', async () => {
    const dataset = await loadTextAs(people, 'age;trained;brand;group;note\n17;1;audi;0;3\n17;1;audi;0;abc\n')
    expect(valuesOf(dataset, 'note')).to.deep.equal([3, null])
  })

  it('passes over columns that nobody described, and says so', async () => {
    const {table, source} = await loadTextAs(people, ';age;trained;brand;group;extra\n1;17;1;audi;0;x\n')
    expect(table.columns).to.have.length(4)
    expect(source.notes).to.deep.equal(['Not described, so not read: column 1, which has no name, "extra".'])
  })

  it('reads rows without labels when none are needed', async () => {
    const without = await loadTextAs(people, 'age;trained;brand\n17;1;audi\n', {requireTarget: false})
    expect(without.table.columns.map(({name}) => name)).to.deep.equal(['age', 'trained', 'brand'])
    const some = await loadTextAs(people, `${header}17;1;audi;\n17;1;audi;1\n`, {requireTarget: false})
    expect(valuesOf(some, 'group')).to.deep.equal([null, '1'])
  })

  it('passes over blank lines, and counts them as lines', async () => {
    const error = await errorOf(loadTextAs(people, `\n${header}\n17;1;audi;0\n  \nold;1;audi;0\n\n`))
    expect(error.message).to.equal('data.csv:6:1  age is "old", expected a number from 16 to 150')
  })

  it('reads CRLF, a byte order mark and a last line without an end', async () => {
    const dataset = await loadTextAs(people, '\uFEFFage;trained;brand;group\r\n17;1;audi;0\r\n18;0;"fiat";2')
    expect(valuesOf(dataset, 'age')).to.deep.equal([17, 18])
    expect(valuesOf(dataset, 'brand')).to.deep.equal(['audi', 'fiat'])
    expect(valuesOf(dataset, 'group')).to.deep.equal(['0', '2'])
  })

  it('does not take the line end for a part of the last value', async () => {
    const error = await errorOf(loadTextAs(people, 'age;trained;brand;group\r\n17;1;audi;7\r\n'))
    expect(error.message).to.equal('data.csv:2:4  group is "7", expected one of 0, 1, 2')
  })

  it('gives the same dataset wherever the bytes are cut', async () => {
    const content = '\uFEFFage;trained;brand;group\r\n17;1;"au\r\ndi";0\r\n18;0;"fi;at";2\r\n;1;"sä""ab";1\r\n'
    const whole = await loadTextAs(people, content)
    for (let pieceBytes = 1; pieceBytes < content.length; pieceBytes++) {
      expect(await loadTextAs(people, content, {pieceBytes})).to.deep.equal(whole)
    }
  })

  it('gathers the rows of all chunks of a long file', async () => {
    const rows = Array.from({length: 30_000}, (_, row) => `${row / 8};${row % 2};brand-${row % 7};${row % 3}\n`)
    const dataset = await loadTextAs(people, header + rows.join(''))
    expect(dataset.table.rows).to.equal(30_000)
    expect(valuesOf(dataset, 'age')).to.deep.equal(rows.map((_, row) => row / 8))
    expect(valuesOf(dataset, 'brand')).to.deep.equal(rows.map((_, row) => `brand-${row % 7}`))
  })

  it('keeps no more distinct texts of a column than fit into memory', async () => {
    const rows = Array.from({length: 100_010}, (_, row) => `1;1;text ${row};0\n`).join('')
    const {table} = await loadTextAs(people, header + rows)
    const brand = table.columns.find(({name}) => name === 'brand')!
    expect(brand.kind === 'category' && brand.categories.length).to.equal(100_001)
    expect(brand.kind === 'category' && brand.categories.at(-1)).to.equal(furtherCategory)
    expect(valuesOf({table}, 'brand').slice(99_997, 100_000)).to.deep.equal([
      'text 99997',
      furtherCategory,
      furtherCategory,
    ])
  })

  it('says what it was asked to call the data, or its path', async () => {
    expect((await loadTextAs(people, `${header}17;1;audi;0\n`)).file).to.equal('data.csv')
    expect((await loadTextAs(people, `${header}17;1;audi;0\n`, {displayName: undefined})).file).to.equal('<stdin>')
  })

  it('stops when it is interrupted', async () => {
    const error = await errorOf(loadTextAs(people, `${header}17;1;audi;0\n`, {signal: AbortSignal.abort()}))
    expect(error.code).to.equal('INTERRUPTED')
  })

  describe('refuses bad rows', () => {
    const bad: readonly [string, string, string][] = [
      ['text in a number', 'abc;1;audi;0', ':2:1  age is "abc", expected a number from 16 to 150'],
      [
        'a decimal comma',
        '12,5;1;audi;0',
        ':2:1  age is "12,5", expected a number from 16 to 150 with a decimal point, not a comma',
      ],
      ['NaN', 'NaN;1;audi;0', ':2:1  age is "NaN", expected a number from 16 to 150; NaN and infinity are none'],
      [
        'infinity',
        '-Infinity;1;audi;0',
        ':2:1  age is "-Infinity", expected a number from 16 to 150; NaN and infinity are none',
      ],
      [
        'a number that a 32-bit float cannot hold',
        '1e308;1;audi;0',
        ':2:1  age is "1e308", expected a number from 16 to 150 no larger than 3.4e38 in size',
      ],
      [
        'a number that no float can hold',
        '-1e999;1;audi;0',
        ':2:1  age is "-1e999", expected a number from 16 to 150 no larger than 3.4e38 in size',
      ],
      ['a hexadecimal number', '0x10;1;audi;0', ':2:1  age is "0x10", expected a number from 16 to 150'],
      [
        'a fraction where whole numbers are declared',
        '17;0.5;audi;0',
        ':2:2  trained is "0.5", expected a whole number from 0 to 1',
      ],
      ['an unknown class', '17;1;audi;3', ':2:4  group is "3", expected one of 0, 1, 2'],
      ['a class of another type', '17;1;audi;high', ':2:4  group is "high", expected one of 0, 1, 2'],
      ['no class', '17;1;audi;', ':2:4  group is missing, expected one of 0, 1, 2'],
      ['a class that is marked as missing', '17;1;audi;NA', ':2:4  group is "NA", expected one of 0, 1, 2'],
      ['too few fields', '17;1;audi', ':2:4  the row has 3 fields, expected 4 as in the header'],
      ['too many fields', '17;1;audi;0;9', ':2:5  the row has 5 fields, expected 4 as in the header'],
      ['one field', '17', ':2:2  the row has 1 field, expected 4 as in the header'],
      [
        'a long text',
        `${'x'.repeat(50)};1;audi;0`,
        `:2:1  age is "${'x'.repeat(39)}…", expected a number from 16 to 150`,
      ],
      [
        'a text with control characters',
        '"a\n\u001b[31m";1;audi;0',
        ':2:1  age is "a\\n\\u001b[31m", expected a number from 16 to 150',
      ],
    ]
    for (const [name, row, message] of bad) {
      it(`with ${name}`, async () => {
        const error = await errorOf(loadTextAs(people, `${header}${row}\n17;1;audi;0\n`))
        expect(error.code).to.equal('DATA_INVALID')
        expect(error.message).to.equal(`data.csv${message}`)
      })
    }

    it('and says what to do about one row', async () => {
      const error = await errorOf(loadTextAs(people, `${header}old;1;audi;0\n17;1;audi;0\n`))
      expect(error.suggestion).to.equal(
        'Fix the row, or run again with --on-bad-row skip (1 of 2 rows would be skipped).',
      )
    })

    it('and shows the first ten values, in the order of the file, then a count', async () => {
      const rows = Array.from({length: 1500}, (_, row) => (row % 50 === 0 ? `x;${row};audi;9\n` : '17;1;audi;0\n'))
      const error = await errorOf(loadTextAs(people, header + rows.join('')))
      const lines = error.message.split('\n')
      expect(lines).to.have.length(11)
      expect(lines[0]).to.equal('data.csv:2:1  age is "x", expected a number from 16 to 150')
      expect(lines[1]).to.equal('data.csv:2:4  group is "9", expected one of 0, 1, 2')
      expect(lines[2]).to.match(/^data\.csv:52:1 /)
      expect(lines[10]).to.equal('… and 50 more')
      expect(error.suggestion).to.contain('(30 of 1,500 rows would be skipped)')
      expect(error.details).to.include({badRows: 30, rows: 1500, badValues: 60})
    })

    it('and names the line in which a row starts, after rows of several lines', async () => {
      const error = await errorOf(loadTextAs(people, `${header}17;1;"a\n\nb";0\n17;1;"c\nd";7\n`))
      expect(error.message).to.equal('data.csv:5:4  group is "7", expected one of 0, 1, 2')
    })

    it('in any chunk of a long file, with the right line', async () => {
      const rows = Array.from({length: 30_000}, (_, row) => (row === 29_000 ? 'x;1;a;0\n' : `17;1;"a ${row}";0\n`))
      const error = await errorOf(loadTextAs(people, header + rows.join('')))
      expect(error.message).to.equal('data.csv:29002:1  age is "x", expected a number from 16 to 150')
    })

    it('and tells how to declare a usual mark of missing values', async () => {
      const error = await errorOf(loadTextAs(people, `${header}n/a;1;audi;0\n17;1;audi;0\n`))
      expect(error.suggestion).to.contain('If "n/a" means missing, add it to "missingValues" in the data package.')
    })

    it('and does not advise to skip them all', async () => {
      const error = await errorOf(loadTextAs(people, `${header}x;1;audi;0\ny;1;audi;0\n`))
      expect(error.code).to.equal('DATA_INVALID')
      expect(error.suggestion).to.match(/^Not one row is good/)
    })
  })

  describe('skips bad rows', () => {
    it('and gives the others, how many were skipped and why', async () => {
      const content = `${header}17;1;audi;0\nx;1;audi;9\n18;1\n19;0;fiat;2\n`
      const dataset = await loadTextAs(people, content, {onBadRow: 'skip'})
      expect(valuesOf(dataset, 'age')).to.deep.equal([17, 19])
      expect(valuesOf(dataset, 'group')).to.deep.equal(['0', '2'])
      expect(dataset.skippedRows).to.equal(2)
      expect(dataset.badRows).to.deep.equal([
        {row: 3, column: 1, name: 'age', value: 'x', expected: 'a number from 16 to 150'},
        {row: 3, column: 4, name: 'group', value: '9', expected: 'one of 0, 1, 2'},
        {row: 4, column: 3, name: '', value: '2 fields', expected: '4 as in the header'},
      ])
    })

    it('and forgets categories that only they held', async () => {
      const content = `${header}17;1;saab;0\nx;1;lada;0\n17;1;dacia;0\n`
      const {table} = await loadTextAs(people, content, {onBadRow: 'skip'})
      const brand = table.columns.find(({name}) => name === 'brand')!
      expect(brand.kind === 'category' && brand.categories).to.deep.equal(['audi', 'fiat', 'saab', 'dacia'])
      expect(valuesOf({table}, 'brand')).to.deep.equal(['saab', 'dacia'])
    })

    it('and gives the same table as the file without them', async () => {
      const row = fc.constantFrom('17;1;audi;0', '18;0;saab;2', 'x;1;lada;0', '19;1', '20;1;fiat;7', '21;0;"d\n;x";1')
      const good = (text: string): boolean => !['x;1;lada;0', '19;1', '20;1;fiat;7'].includes(text)
      const lines = (rows: readonly string[]): string => header + rows.map((each) => `${each}\n`).join('')
      await fc.assert(
        fc.asyncProperty(fc.array(row, {maxLength: 30}), fc.integer({min: 1, max: 50}), async (rows, pieceBytes) => {
          fc.pre(rows.some(good))
          const skipped = await loadTextAs(people, lines(rows), {onBadRow: 'skip', pieceBytes})
          const clean = await loadTextAs(people, lines(rows.filter(good)))
          expect(skipped.table).to.deep.equal(clean.table)
          expect(skipped.skippedRows).to.equal(rows.filter((each) => !good(each)).length)
        }),
      )
    })

    it('but not all of them', async () => {
      const error = await errorOf(loadTextAs(people, `${header}x;1;audi;0\ny;1;audi;0\n`, {onBadRow: 'skip'}))
      expect(error.code).to.equal('DATA_EMPTY')
      expect(error.message).to.contain('data.csv:2:1  age is "x"')
      expect(error.message).to.contain('None of the 2 rows of data.csv is good: nothing is left.')
    })
  })

  describe('refuses a file', () => {
    it('without a column that the model reads, and lists the columns there are', async () => {
      const error = await errorOf(loadTextAs(people, 'agee;brand;group;x\n17;audi;0;1\n'))
      expect(error.code).to.equal('COLUMN_MISSING')
      expect(error.message).to.equal(
        'data.csv has no column "age", "trained". Is "agee" meant to be "age"? Its columns are agee, brand, group, x.',
      )
      expect(error.suggestion).to.contain('"aliases": {"agee":"age"}')
    })

    it('without the target, when rows need labels', async () => {
      const error = await errorOf(loadTextAs(people, 'age;trained;brand\n17;1;audi\n'))
      expect(error.code).to.equal('COLUMN_MISSING')
      expect(error.message).to.contain('no column "group"')
    })

    it('with a column name that is there twice', async () => {
      const error = await errorOf(loadTextAs(people, 'age;trained;brand;age;group\n1;1;a;1;0\n'))
      expect(error.code).to.equal('DATA_FORMAT')
      expect(error.message).to.equal('data.csv:1:4  column "age" is there twice, as column 1 and 4.')
    })

    it('with a column and its alias', async () => {
      const error = await errorOf(loadTextAs(people, 'age;trained;brand;Alter;group\n1;1;a;1;0\n'))
      expect(error.message).to.equal('data.csv:1:4  column "age" is there twice, as column 1 and 4 (written "Alter").')
    })

    it('whose header names no column', async () => {
      const error = await errorOf(loadTextAs(people, ';;;\n17;1;audi;0\n'))
      expect(error.code).to.equal('DATA_FORMAT')
      expect(error.message).to.equal('data.csv:1  the header line names no column.')
    })

    it('whose first line holds numbers', async () => {
      const error = await errorOf(loadTextAs(people, '17;1;3;0\n18;1;3;0\n'))
      expect(error.message).to.contain('data.csv:1  the first line holds only numbers (17, 1, 3, …)')
    })

    for (const [name, content] of [
      ['nothing', ''],
      ['nothing but a byte order mark', '\uFEFF'],
      ['nothing but blank lines', '\n\r\n\n'],
    ] as const) {
      it(`that holds ${name}`, async () => {
        const error = await errorOf(loadTextAs(people, content))
        expect(error.code).to.equal('DATA_EMPTY')
        expect(error.message).to.equal('data.csv is empty.')
      })
    }

    for (const content of [header, header.trim(), `${header}\n\n`]) {
      it(`that holds only a header: ${JSON.stringify(content)}`, async () => {
        for (const error of [await errorOf(loadTextAs(people, content)), await errorOf(loadText(content))]) {
          expect(error.code).to.equal('DATA_EMPTY')
          expect(error.message).to.equal('data.csv has a header line and no rows.')
        }
      })
    }
  })

  describe('reads from a folder', () => {
    let folder: string
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'mlops-load-'))
      await mkdir(join(folder, 'empty'))
    })
    after(() => rm(folder, {recursive: true}))

    it('a gzipped file, and gives its name without folders', async () => {
      const path = join(folder, 'people.csv.gz')
      await writeFile(path, gzipSync(`${header}17;1;audi;0\n`))
      const dataset = await loadDatasetAs(people, {path, onBadRow: 'fail', requireTarget: true})
      expect(dataset.file).to.equal('people.csv.gz')
      expect(dataset.hash).to.match(/^sha256-[0-9a-f]{64}$/)
      expect(valuesOf(dataset, 'age')).to.deep.equal([17])
    })

    it('but not the folder itself', async () => {
      const path = join(folder, 'empty')
      const error = await errorOf(loadDatasetAs(people, {path, onBadRow: 'fail', requireTarget: true}))
      expect(error.code).to.equal('FILE_UNREADABLE')
    })
  })
})
