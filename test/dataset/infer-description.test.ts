import {expect} from 'chai'
import {errorOf, loadText, valuesOf} from './load-text.js'

const lines = (header: string, count: number, row: (index: number) => string): string =>
  `${header}\n${Array.from({length: count}, (_, index) => `${row(index)}\n`).join('')}`

describe('loadDataset without a data package', () => {
  it('guesses numbers, whole numbers and categories, and says so', async () => {
    const content = lines('age;doors;brand;class', 40, (row) =>
      [row + 0.5, row % 5, ['fiat', 'audi'][row % 2], ['low', 'high', 'medium'][row % 3]].join(';'),
    )
    const {description, source} = await loadText(content)
    expect(description.fields).to.deep.equal([
      {name: 'age', kind: 'number', integer: false},
      {name: 'doors', kind: 'number', integer: true},
      {name: 'brand', kind: 'category', categories: ['audi', 'fiat'].map((value) => ({value, label: value}))},
      {name: 'class', kind: 'category', categories: ['high', 'low', 'medium'].map((value) => ({value, label: value}))},
    ])
    expect(description).to.deep.include({delimiter: ';', features: ['age', 'doors', 'brand'], ignored: [], aliases: {}})
    expect(description.target.valueType).to.equal('string')
    expect(source).to.deep.equal({
      kind: 'inferred',
      notes: [
        'The columns are separated by ";".',
        'The target is "class", going by its name.',
        'The classes of "class" are high, low, medium.',
        'Numbers: age, doors.',
        'Categories: brand (2 values).',
      ],
    })
  })

  it('orders classes of whole numbers by number, and writes them as numbers', async () => {
    const dataset = await loadText(lines('x,class', 30, (row) => `${row / 7},${[10, 9, 2][row % 3]!}`))
    expect(dataset.description.target).to.deep.equal({
      name: 'class',
      classes: ['2', '9', '10'].map((value) => ({value, label: value})),
      valueType: 'integer',
    })
    expect(valuesOf(dataset, 'class').slice(0, 3)).to.deep.equal(['10', '9', '2'])
  })

  it('takes 1.0 and 1 for one class, as pandas writes whole numbers beside missing ones', async () => {
    const content = lines('x,label', 30, (row) => `${row / 7},${['1.0', '0.0', '1'][row % 3]!}`)
    expect((await loadText(content)).description.target.classes.map(({value}) => value)).to.deep.equal(['0', '1'])
  })

  for (const [texts, classes] of [
    [
      ['007', '7', '12'],
      ['007', '12', '7'],
    ],
    [
      ['01', '1'],
      ['01', '1'],
    ],
    [
      ['+1', '-1'],
      ['+1', '-1'],
    ],
  ] as const) {
    it(`keeps the labels ${texts.join(', ')} apart, as texts`, async () => {
      const dataset = await loadText(lines('x,label', 30, (row) => `${row / 7},${texts[row % texts.length]!}`))
      expect(dataset.description.target).to.deep.equal({
        name: 'label',
        classes: classes.map((value) => ({value, label: value})),
        valueType: 'string',
      })
      expect(valuesOf(dataset, 'label').slice(0, texts.length)).to.deep.equal(texts)
    })
  }

  it('does not take 007 for 7 where it comes after the rows that types are guessed from', async () => {
    const content = lines('x,label', 10_010, (row) => `${row / 7},${row === 10_005 ? '007' : row % 2}`)
    const error = await errorOf(loadText(content))
    expect(error.code).to.equal('DATA_INVALID')
    expect(error.message).to.contain('007').and.to.contain('a whole number as in the first rows')
  })

  it('finds classes that come late in a file which is sorted by class', async () => {
    const content = lines('x,label', 25_000, (row) => `${row / 7},${Math.floor(row / 10_000)}`)
    expect((await loadText(content)).description.target.classes.map(({value}) => value)).to.deep.equal(['0', '1', '2'])
  })

  it('orders categories by letters, and keeps every row its own', async () => {
    const dataset = await loadText(lines('x,letter,class', 30, (row) => `${row / 7},${'bca'[row % 3]!},${row % 2}`))
    expect(dataset.description.fields[1]).to.have.property('categories').that.has.length(3)
    expect(dataset.table.columns[1]).to.have.property('categories').that.deep.equals(['a', 'b', 'c'])
    expect(valuesOf(dataset, 'letter').slice(0, 4)).to.deep.equal(['b', 'c', 'a', 'b'])
  })

  it('does not depend on the order of the rows', async () => {
    const rows = ['1.5,b,x', '2.5,a,y', '3.5,c,x', '4.5,a,z']
    const read = (order: readonly string[]) => loadText(`n,letter,class\n${order.join('\n')}\n`)
    expect((await read(rows.toReversed())).description).to.deep.equal((await read(rows)).description)
  })

  describe('finds the target', () => {
    const table = (header: string): string => lines(header, 30, (row) => `${row % 2},${row % 3},${row / 7},${row % 4}`)

    it('as it was asked for', async () => {
      const {description} = await loadText(table('a,b,c,class'), {target: 'b'})
      expect(description.target.name).to.equal('b')
      expect(description.features).to.deep.equal(['a', 'c', 'class'])
    })

    for (const name of ['target', 'Label', 'CLASS', 'group', 'y', 'outcome']) {
      it(`by the name ${name}`, async () => {
        const {description, source} = await loadText(table(`a,${name},c,d`))
        expect(description.target.name).to.equal(name)
        expect(source.notes).to.include(`The target is "${name}", going by its name.`)
      })
    }

    it('by the likeliest name when several fit', async () => {
      expect((await loadText(table('y,label,c,class'))).description.target.name).to.equal('label')
    })

    it('in the last column when no name fits, and warns that this is a guess', async () => {
      const {description, source, warnings} = await loadText(table('a,b,c,d'))
      expect(description.target.name).to.equal('d')
      expect(warnings).to.deep.equal(['The label "d" was guessed: it is the last column. Name it with --target.'])
      expect(source.notes).to.include(warnings[0])
    })

    it('without a warning when it is named, or goes by its name', async () => {
      expect((await loadText(table('a,b,c,d'), {target: 'd'})).warnings).to.deep.equal([])
      expect((await loadText(table('a,b,c,class'))).warnings).to.deep.equal([])
    })

    it('not in a column that is ignored', async () => {
      expect(
        (await loadText(table('a,b,c,label'), {ignore: ['label'], target: 'a'})).description.ignored,
      ).to.deep.equal(['label'])
      expect((await loadText(table('class,b,c,label'), {ignore: ['label']})).description.target.name).to.equal('class')
    })

    it('not by name in a column of quantities', async () => {
      const content = lines('y,kind', 30, (row) => `${row / 7},${row % 2}`)
      expect((await loadText(content)).description.target.name).to.equal('kind')
    })

    it('or lists the columns that could be it', async () => {
      const error = await errorOf(loadText(lines('a,b,c', 30, (row) => `${row % 2},${row % 3},${row / 7}`)))
      expect(error.code).to.equal('TARGET_UNUSABLE')
      expect(error.message).to.contain('Those that could be it: a (2 values), b (3 values).')
      expect(error.suggestion).to.equal('Name the column that holds the label: --target COLUMN.')
    })

    it('or says that there is no such column', async () => {
      const error = await errorOf(loadText(table('a,b,c,group'), {target: 'gruop'}))
      expect(error.code).to.equal('COLUMN_MISSING')
      expect(error.message).to.equal(
        'There is no column "gruop". Did you mean "group"? The columns are a, b, c, group.',
      )
    })

    it('or says that it holds one class only', async () => {
      const error = await errorOf(loadText(lines('a,label', 30, (row) => `${row / 7},yes`)))
      expect(error.code).to.equal('TARGET_UNUSABLE')
      expect(error.message).to.equal(
        'The target "label" holds the value yes alone in data.csv: there is nothing to tell apart.',
      )
    })

    it('or says that it holds a quantity', async () => {
      const error = await errorOf(
        loadText(
          lines('a,price', 500, (row) => `${row},${row / 7}`),
          {target: 'price'},
        ),
      )
      expect(error.code).to.equal('TARGET_UNUSABLE')
      expect(error.message).to.contain('The target "price" has 500 distinct values')
      expect(error.message).to.contain('expected at most 100 classes')
    })

    it('or says that it was left out', async () => {
      const error = await errorOf(loadText(table('a,b,c,group'), {target: 'group', ignore: ['group']}))
      expect(error.code).to.equal('USAGE')
    })
  })

  describe('leaves out', () => {
    it('texts that are identifiers', async () => {
      const {description, source} = await loadText(lines('name,x,label', 60, (row) => `n${row},${row / 7},${row % 2}`))
      expect(description.ignored).to.deep.equal(['name'])
      expect(description.features).to.deep.equal(['x'])
      expect(source.notes).to.include(
        '"name" is left out: 60 distinct texts in 60 rows look like identifiers or free text.',
      )
    })

    it('but not texts of which few are distinct', async () => {
      const content = lines('town,x,label', 300, (row) => `town ${row % 60},${row / 7},${row % 2}`)
      expect((await loadText(content)).description.features).to.deep.equal(['town', 'x'])
    })

    it('texts with too many categories to learn one by one', async () => {
      const content = lines('town,x,label', 6000, (row) => `town ${row % 1500},${row / 7},${row % 2}`)
      const {description, source} = await loadText(content)
      expect(description.ignored).to.deep.equal(['town'])
      expect(source.notes.join('\n')).to.contain('1,500 distinct texts in 6,000 rows are too many for categories')
    })

    it('dates', async () => {
      const content = lines('day,when,x,label', 30, (row) => {
        const day = String(1 + (row % 28)).padStart(2, '0')
        return `2024-01-${day},${day}.01.2024 12:30,${row / 7},${row % 2}`
      })
      const {description, source} = await loadText(content)
      expect(description.ignored).to.deep.equal(['day', 'when'])
      expect(source.notes).to.include('"day" is left out: it holds dates, as 2024-01-01.')
    })

    it('numbers that only number the rows', async () => {
      const content = lines('PassengerId,shop_id,x,label', 30, (row) => `${row},${row % 9},${row / 7},${row % 2}`)
      const {description, source} = await loadText(content)
      expect(description.ignored).to.deep.equal(['PassengerId'])
      expect(description.features).to.deep.equal(['shop_id', 'x'])
      expect(source.notes).to.include('"PassengerId" is left out: it only numbers the rows.')
    })

    it('a column without a name', async () => {
      const {description, source} = await loadText(lines(',x,label', 30, (row) => `${row},${row / 7},${row % 2}`))
      expect(description.features).to.deep.equal(['x'])
      expect(source.notes).to.include('Not described, so not read: column 1, which has no name.')
    })

    it('what it was asked to leave out', async () => {
      const content = lines('a,b,label', 30, (row) => `${row / 3},${row / 7},${row % 2}`)
      const {description, source} = await loadText(content, {ignore: ['a']})
      expect(description).to.deep.include({features: ['b'], ignored: ['a']})
      expect(source.notes).to.include('Left out, as asked: a.')
    })

    it('what it was asked to leave out for no other reason, whatever else could be said of it', async () => {
      const content = lines('id,day,none,mixed,x,label', 30, (row) =>
        [row, `2026-03-${String(row + 1).padStart(2, '0')}`, '', row % 4 === 0 ? 'many' : row, row / 7, row % 2].join(),
      )
      const left = ['id', 'day', 'none', 'mixed']
      const {description, source} = await loadText(content, {ignore: left})
      expect(description.ignored).to.deep.equal(left)
      const about = source.notes.filter((note) => left.some((name) => new RegExp(`\\b${name}\\b`).test(note)))
      expect(about).to.deep.equal(['Left out, as asked: id, day, none, mixed.'])
    })

    it('but not everything', async () => {
      const named = lines('a,label', 30, (row) => `${row / 3},${row % 2}`)
      expect((await errorOf(loadText(named, {ignore: ['a']}))).code).to.equal('USAGE')
      const identifiers = lines('name,label', 60, (row) => `n${row},${row % 2}`)
      expect((await errorOf(loadText(identifiers))).code).to.equal('COLUMN_UNUSABLE')
    })
  })

  it('reads the usual marks of missing values', async () => {
    const marks = ['', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'NULL', 'null', 'None', '?']
    const content = lines('x,word,label', 40, (row) => `${marks[row] ?? row},${marks[row] ?? 'w'},${row % 2}`)
    const dataset = await loadText(content)
    expect(valuesOf(dataset, 'x').slice(0, 11)).to.deep.equal([...marks.map(() => null), 10])
    expect(valuesOf(dataset, 'word').slice(0, 11)).to.deep.equal([...marks.map(() => null), 'w'])
    expect(dataset.source.notes.join('\n')).to.contain('Read as missing: "NA", "N/A"')
  })

  it('takes a column without values for numbers, and says so', async () => {
    const {description, source} = await loadText(lines('x,none,label', 30, (row) => `${row / 7},,${row % 2}`))
    expect(description.fields[1]).to.deep.equal({name: 'none', kind: 'number', integer: false})
    expect(source.notes).to.include('Without any value in the first rows, taken as numbers: none.')
  })

  it('says that a column holds numbers and other texts', async () => {
    const content = lines('x,mixed,label', 30, (row) => `${row / 7},${row % 4 === 0 ? 'many' : row % 5},${row % 2}`)
    expect((await loadText(content)).source.notes).to.include(
      '"mixed" holds numbers in 22 of 30 rows and other texts in the rest: taken as categories.',
    )
  })

  it('calls a text in a column of numbers a bad value, and tells how to declare the type', async () => {
    const content = lines('x,label', 10_020, (row) => `${row === 10_010 ? 'many' : row},${row % 2}`)
    const error = await errorOf(loadText(content))
    expect(error.message).to.equal('data.csv:10012:1  x is "many", expected a number')
    expect(error.suggestion).to.contain(
      'The type of x was guessed from the first 10,000 rows; to declare it, write a data package with ' +
        'mlops explore --write-schema and edit it.',
    )
  })

  it('says that a type was guessed from all rows when there were no more', async () => {
    const suggestion = async (rows: number): Promise<string> =>
      (await errorOf(loadText(lines('x,label', rows, (row) => `${row === 50 ? 'many' : row},${row % 2}`)))).suggestion
    expect(await suggestion(120)).to.contain('The type of x was guessed from all 120 rows; to declare it')
    expect(await suggestion(10_000)).to.contain('guessed from all 10,000 rows')
    expect(await suggestion(10_001)).to.contain('guessed from the first 10,000 rows')
  })

  it('calls a fraction among classes of whole numbers a bad value', async () => {
    const error = await errorOf(loadText(lines('x,label', 10_020, (row) => `${row},${row === 10_010 ? 1.5 : row % 2}`)))
    expect(error.message).to.equal('data.csv:10012:2  label is "1.5", expected a whole number as in the first rows')
  })

  it('refuses decimal commas with a message that says so, not as categories', async () => {
    const error = await errorOf(loadText(lines('x;label', 30, (row) => `${row},5;${row % 2}`)))
    expect(error.code).to.equal('DATA_INVALID')
    expect(error.message).to.match(
      /^data\.csv:2:1 {2}x is "0,5", expected a number with a decimal point, not a comma\n/,
    )
    expect(error.suggestion).to.contain('Write numbers with a decimal point')
    expect(error.suggestion).to.not.contain('guessed')
  })

  it('refuses a table of one column', async () => {
    const error = await errorOf(loadText('age\n17\n18\n'))
    expect(error.code).to.equal('DATA_FORMAT')
    expect(error.message).to.equal('There is only one column, "age": a label and at least one feature are needed.')
    expect(error.suggestion).to.contain('--delimiter CHAR').and.contain('--schema')
  })

  it('calls a missing label a bad value', async () => {
    const error = await errorOf(loadText('x,label\n1.5,a\n2.5,\n3.5,b\n'))
    expect(error.message).to.equal('data.csv:3:2  label is missing, expected a class')
  })

  it('names data from standard input after what is to be learned', async () => {
    expect((await loadText('x,Has left?\n1.5,a\n3.5,b\n')).description.name).to.equal('has-left')
    expect((await loadText('x,标签\n1.5,a\n3.5,b\n')).description.name).to.equal('data')
  })
})
