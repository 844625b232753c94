import {expect} from 'chai'
import {parseDataPackage, parseResources} from '../../src/lib/dataset/data-package.js'
import {formatDataPackage} from '../../src/lib/dataset/data-package-format.js'
import {people, thrownBy} from './load-text.js'

type Json = Record<string, unknown>

const fields = [
  {name: 'age', type: 'number', constraints: {minimum: 16, maximum: 150}},
  {name: 'trained', type: 'boolean'},
  {name: 'brand', type: 'string', categories: ['audi', {value: 'fiat', label: 'Fiat'}]},
  {name: 'group', type: 'integer', categories: [{value: 0, label: 'high'}, 1]},
  {name: 'note', type: 'string'},
]

const own = {
  task: 'classification',
  target: 'group',
  ignored: ['note'],
  aliases: {Alter: 'age'},
  fallback: {rules: {if: [{'>': [{var: 'age'}, 50]}, 0, 1]}, minimumProbability: 0.5},
  gates: {minimumAccuracy: 0.8, classShares: [0.25, 0.75]},
}

/** A valid document, with some parts replaced. */
function packageWith({
  mlops = {},
  schema = {},
  resource = {},
  document = {},
  field = {},
}: {
  readonly mlops?: Json
  readonly schema?: Json
  readonly resource?: Json
  readonly document?: Json
  /** Changes of the first field. */
  readonly field?: Json
} = {}): Json {
  return {
    name: 'people',
    resources: [
      {
        name: 'rows',
        path: 'people.csv',
        dialect: {delimiter: ';'},
        schema: {fields: [{...fields[0], ...field}, ...fields.slice(1)], missingValues: ['', 'NA'], ...schema},
        ...resource,
      },
    ],
    mlops: {...own, ...mlops},
    ...document,
  }
}

const parse = (json: unknown) => parseDataPackage(json, 'dp.json')

describe('parseDataPackage', () => {
  it('reads fields, categories, target and our own keys', () => {
    expect(parse(packageWith())).to.deep.equal({
      name: 'people',
      delimiter: ';',
      missingValues: ['', 'NA'],
      fields: [
        {name: 'age', kind: 'number', integer: false, minimum: 16, maximum: 150},
        {
          name: 'trained',
          kind: 'category',
          categories: ['false', 'true'].map((value) => ({value, label: value})),
          valueType: 'boolean',
          spellings: {
            ...{false: 'false', False: 'false', FALSE: 'false', '0': 'false'},
            ...{true: 'true', True: 'true', TRUE: 'true', '1': 'true'},
          },
        },
        {
          name: 'brand',
          kind: 'category',
          categories: [
            {value: 'audi', label: 'audi'},
            {value: 'fiat', label: 'Fiat'},
          ],
        },
        {
          name: 'group',
          kind: 'category',
          valueType: 'integer',
          categories: [
            {value: '0', label: 'high'},
            {value: '1', label: '1'},
          ],
        },
        {name: 'note', kind: 'category', categories: []},
      ],
      target: {
        name: 'group',
        classes: [
          {value: '0', label: 'high'},
          {value: '1', label: '1'},
        ],
        valueType: 'integer',
      },
      features: ['age', 'trained', 'brand'],
      ignored: ['note'],
      aliases: {Alter: 'age'},
      fallback: own.fallback,
      gates: own.gates,
    })
  })

  it('leaves out every field that is not among declared features', () => {
    const {features, ignored} = parse(packageWith({mlops: {features: ['trained', 'age'], ignored: undefined}}))
    expect(features).to.deep.equal(['trained', 'age'])
    expect(ignored).to.deep.equal(['brand', 'note'])
  })

  it('takes classes from an enum, and their labels from categories', () => {
    const group = {name: 'group', type: 'integer', constraints: {enum: [1, 0]}, categories: fields[3]!.categories}
    const {target} = parse(packageWith({schema: {fields: [...fields.slice(0, 3), group, fields[4]]}}))
    expect(target.classes).to.deep.equal([
      {value: '1', label: '1'},
      {value: '0', label: 'high'},
    ])
  })

  it('takes a boolean as target', () => {
    const {target, features} = parse(packageWith({mlops: {target: 'trained', gates: undefined}}))
    expect(target.classes.map(({value}) => value)).to.deep.equal(['false', 'true'])
    expect(target.valueType).to.equal('string')
    expect(features).to.deep.equal(['age', 'brand', 'group'])
  })

  it('reads missing values of one field, with labels, and always the empty text', () => {
    const {fields: parsed} = parse(packageWith({field: {missingValues: [{value: '-999', label: 'not asked'}]}}))
    expect(parsed[0]!.missingValues).to.deep.equal(['', '-999'])
  })

  it('reads the texts for true and false that a field declares', () => {
    const list = [{...fields[0]}, {...fields[1], trueValues: ['yes'], falseValues: ['no']}, ...fields.slice(2)]
    const [, trained] = parse(packageWith({schema: {fields: list}})).fields
    expect(trained).to.have.property('spellings').that.deep.equals({no: 'false', yes: 'true'})
  })

  it('lets a resource say something else than its package', () => {
    const {target} = parse(packageWith({mlops: {gates: undefined}, resource: {mlops: {target: 'brand'}}}))
    expect(target.name).to.equal('brand')
  })

  it('passes over resources that are not tables', () => {
    const json = packageWith()
    const resources = [{name: 'readme', path: 'README.md'}, ...(json['resources'] as unknown[])]
    expect(parse({...json, resources}).target.name).to.equal('group')
  })

  it('leaves out fields of types that a model cannot read', () => {
    const list = [...fields, {name: 'day', type: 'date'}]
    const {ignored, features} = parse(packageWith({schema: {fields: list}}))
    expect(ignored).to.deep.equal(['note', 'day'])
    expect(features).to.not.include('day')
  })

  it('says which constraints nobody checks', () => {
    const json = packageWith({field: {constraints: {required: true, minimum: 0, pattern: '1'}}})
    expect(parseResources(json, 'dp.json')[0]!.draft().notes).to.deep.equal([
      'The constraints required, pattern of "age" are not checked.',
    ])
  })

  it('lets the author have keys of his own', () => {
    expect(() => parse(packageWith({field: {unitOfMeasure: 'years'}, document: {owner: 'me'}}))).to.not.throw()
  })

  it('takes the name of the package, else of the resource, else of what is to be learned', () => {
    const name = (changes: Parameters<typeof packageWith>[0]): string =>
      parseDataPackage(packageWith(changes), 'p').name
    expect(name({})).to.equal('people')
    expect(name({document: {name: undefined}})).to.equal('rows')
    expect(name({document: {name: undefined}, resource: {name: undefined}})).to.equal('group')
  })

  describe('names the entry that is wrong:', () => {
    const wrong: readonly [string, unknown, string][] = [
      ['not an object', [], 'dp.json: the document is [], expected an object.'],
      ['no resources', {name: 'x'}, 'dp.json: resources is missing, expected a list.'],
      [
        'no table',
        {resources: [{name: 'x'}]},
        'dp.json: resources[0] is {"name":"x"}, expected a resource with a "schema".',
      ],
      [
        'no fields',
        packageWith({schema: {fields: []}}),
        'dp.json: resources[0].schema.fields is [], expected at least one field.',
      ],
      [
        'a schema elsewhere',
        packageWith({resource: {schema: 'schema.json'}}),
        'dp.json: resources[0].schema is "schema.json", expected the schema itself, not a reference to it.',
      ],
      [
        'a misspelled type',
        packageWith({field: {type: 'nubmer'}}),
        'dp.json: resources[0].schema.fields[0].type is "nubmer", expected integer, number, boolean or string; did you mean "number"?',
      ],
      [
        'a misspelled key of a field',
        packageWith({field: {contraints: {}}}),
        'dp.json: resources[0].schema.fields[0].contraints is not a known entry; did you mean "constraints"?',
      ],
      [
        'a misspelled constraint',
        packageWith({field: {constraints: {minimun: 3}}}),
        'dp.json: resources[0].schema.fields[0].constraints.minimun is not a known entry; did you mean "minimum"?',
      ],
      [
        'a range upside down',
        packageWith({field: {constraints: {minimum: 9, maximum: 3}}}),
        'dp.json: resources[0].schema.fields[0].constraints.minimum is 9, expected at most the maximum, 3.',
      ],
      [
        'a bound that is a text',
        packageWith({field: {constraints: {minimum: '9'}}}),
        'dp.json: resources[0].schema.fields[0].constraints.minimum is "9", expected a number.',
      ],
      [
        'a decimal comma',
        packageWith({field: {decimalChar: ','}}),
        'dp.json: resources[0].schema.fields[0].decimalChar is ",", expected "."; numbers have to be written with a decimal point.',
      ],
      [
        'two fields of one name',
        packageWith({schema: {fields: [fields[0], fields[0]]}}),
        'dp.json: resources[0].schema.fields[1].name is "age", which another field has already.',
      ],
      [
        'a field without a name',
        packageWith({field: {name: ' '}}),
        'dp.json: resources[0].schema.fields[0].name is " ", expected a name.',
      ],
      [
        'a category that is there twice',
        packageWith({field: {type: 'string', categories: ['a', 'a']}}),
        'dp.json: resources[0].schema.fields[0].categories[1] is "a", which is there twice.',
      ],
      [
        'a category that means missing',
        packageWith({field: {type: 'string', categories: ['a', {value: 'NA', label: 'Namibia'}]}}),
        'dp.json: resources[0].schema.fields[0].categories[1].value is "NA", which stands for a missing value.',
      ],
      [
        'a category of another type',
        packageWith({field: {type: 'integer', categories: [1, 2.5]}}),
        'dp.json: resources[0].schema.fields[0].categories[1] is 2.5, expected a whole number, as the type of the field says.',
      ],
      [
        'a delimiter of two characters',
        packageWith({resource: {dialect: {delimiter: '::'}}}),
        'dp.json: resources[0].dialect.delimiter is "::", expected one character.',
      ],
      [
        'a quote character that is not supported',
        packageWith({resource: {dialect: {quoteChar: "'"}}}),
        'dp.json: resources[0].dialect.quoteChar is "\'", expected "\\"".',
      ],
      [
        'another encoding',
        packageWith({resource: {encoding: 'latin1'}}),
        'dp.json: resources[0].encoding is "latin1", expected utf-8.',
      ],
      [
        'a misspelled key of ours',
        packageWith({mlops: {ignore: []}}),
        'dp.json: mlops.ignore is not a known entry; did you mean "ignored"?',
      ],
      [
        'an unknown key of ours',
        packageWith({mlops: {colour: 1}}),
        'dp.json: mlops.colour is not a known entry; the known ones here are task, target, features, ignored, aliases, fallback, gates.',
      ],
      [
        'another task',
        packageWith({mlops: {task: 'regression'}}),
        'dp.json: mlops.task is "regression", expected classification.',
      ],
      [
        'a target that is no field',
        packageWith({mlops: {target: 'gruop'}}),
        'dp.json: mlops.target is "gruop", expected the name of a field; did you mean "group"?',
      ],
      [
        'no target',
        packageWith({mlops: {target: undefined}}),
        'dp.json: mlops.target is missing, expected the name of the field that holds the label.',
      ],
      [
        'a target without classes',
        packageWith({mlops: {target: 'note', ignored: []}}),
        'dp.json: mlops.target is "note", expected a field with "categories" or "constraints.enum": the classes, at least two.',
      ],
      [
        'a feature that is no field',
        packageWith({mlops: {features: ['age', 'brnad']}}),
        'dp.json: mlops.features[1] is "brnad", expected the name of a field; did you mean "brand"?',
      ],
      [
        'no feature',
        packageWith({mlops: {features: []}}),
        'dp.json: mlops.features is [], expected at least one field.',
      ],
      [
        'a feature that is the target',
        packageWith({mlops: {features: ['age', 'group']}}),
        'dp.json: mlops.features[1] is "group", which is also named under "target".',
      ],
      [
        'an ignored field that is a feature',
        packageWith({mlops: {features: ['age'], ignored: ['age']}}),
        'dp.json: mlops.ignored[0] is "age", which is also named under "features".',
      ],
      [
        'a feature of a type that a model cannot read',
        packageWith({mlops: {features: ['age']}, field: {type: 'date'}}),
        'dp.json: mlops.features[0] is "age", a field of a type that a model cannot read.',
      ],
      [
        'an alias of no field',
        packageWith({mlops: {aliases: {Alter: 'aeg'}}}),
        'dp.json: mlops.aliases.Alter is "aeg", expected the name of a field; did you mean "age"?',
      ],
      [
        'an alias that is a field',
        packageWith({mlops: {aliases: {brand: 'age'}}}),
        'dp.json: mlops.aliases.brand is "age", but the spelling on its left is a field already.',
      ],
      [
        'fallback without rules',
        packageWith({mlops: {fallback: {minimumProbability: 0.5}}}),
        'dp.json: mlops.fallback.rules is missing, expected JsonLogic that gives a class.',
      ],
      [
        'rules that read no field',
        packageWith({
          mlops: {fallback: {rules: {if: [{'>': [{var: ['agee', 0]}, 3]}, 1, 0]}, minimumProbability: 0.5}},
        }),
        'dp.json: mlops.fallback.rules is {"if":[{">":[{"var":["agee",0]},3]},1,0]}, where {"var": "agee"} names no field; did you mean "age"?',
      ],
      [
        'a probability above 1',
        packageWith({mlops: {fallback: {rules: 1, minimumProbability: 50}}}),
        'dp.json: mlops.fallback.minimumProbability is 50, expected a number from 0 to 1.',
      ],
      [
        'an unknown gate',
        packageWith({mlops: {gates: {minAccuracy: 0.8}}}),
        'dp.json: mlops.gates.minAccuracy is not a known entry; did you mean "minimumAccuracy"?',
      ],
      [
        'a gate that is a text',
        packageWith({mlops: {gates: {minimumAccuracy: '80 %'}}}),
        'dp.json: mlops.gates.minimumAccuracy is "80 %", expected a number.',
      ],
      [
        'a share too few',
        packageWith({mlops: {gates: {classShares: [1]}}}),
        'dp.json: mlops.gates.classShares is [1], expected 2 numbers, one a class.',
      ],
      [
        'shares that are not parts of a whole',
        packageWith({mlops: {gates: {classShares: [0.5, 0.6]}}}),
        'dp.json: mlops.gates.classShares is [0.5,0.6], expected numbers that sum to 1, not to 1.1.',
      ],
    ]
    for (const [name, json, message] of wrong) {
      it(name, () => {
        const error = thrownBy(() => parse(json))
        expect(error.code).to.equal('SCHEMA_INVALID')
        expect(error.message).to.equal(message)
      })
    }

    it('a Table Schema that is not in a package', () => {
      const error = thrownBy(() => parse({fields}))
      expect(error.message).to.equal('dp.json is a bare Table Schema, expected a data package.')
    })
  })
})

describe('formatDataPackage', () => {
  it('writes what parseDataPackage reads back', () => {
    const variants = [
      packageWith(),
      packageWith({mlops: {features: ['trained', 'age'], ignored: undefined}}),
      packageWith({mlops: {fallback: undefined, gates: undefined, aliases: undefined}}),
      packageWith({field: {type: 'number', constraints: {enum: [0.5, 1]}, title: 'Age', description: 'In years.'}}),
      packageWith({field: {type: 'number', constraints: undefined, categories: [{value: 0.5, label: 'half'}]}}),
      packageWith({field: {type: 'integer', constraints: {minimum: 3}, missingValues: ['-1']}}),
      packageWith({mlops: {target: 'trained', gates: undefined}}),
    ]
    for (const json of variants) {
      const description = parse(json)
      const document: unknown = JSON.parse(JSON.stringify(formatDataPackage(description)))
      expect(parse(document)).to.deep.equal(description)
    }
  })

  it('writes a document of the standard, version 2', () => {
    const document = formatDataPackage(people, ['a.csv', 'b.csv'])
    expect(document).to.include({$schema: 'https://datapackage.org/profiles/2.0/datapackage.json', name: 'people'})
    const [resource] = document['resources'] as Json[]
    expect(resource).to.deep.include({path: ['a.csv', 'b.csv'], dialect: {delimiter: ';'}, encoding: 'utf-8'})
    const schema = resource!['schema'] as {fields: Json[]; missingValues: string[]}
    expect(schema.missingValues).to.deep.equal(['', 'NA'])
    expect(schema.fields[0]).to.deep.equal({
      name: 'age',
      type: 'number',
      constraints: {minimum: 16, maximum: 150},
    })
    expect(schema.fields[3]).to.deep.equal({
      name: 'group',
      type: 'integer',
      categories: [
        {value: 0, label: 'high'},
        {value: 1, label: 'medium'},
        {value: 2, label: 'low'},
      ],
    })
  })
})
