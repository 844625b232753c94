import {expect} from 'chai'
import {findDialect, parseDelimiter} from '../../src/lib/dataset/csv-dialect.js'
import {thrownBy} from './load-text.js'

describe('findDialect', () => {
  for (const delimiter of [',', ';', '\t', '|']) {
    it(`finds the delimiter ${JSON.stringify(delimiter)}`, () => {
      const text = `age${delimiter}group\n17${delimiter}1\n18${delimiter}0\n`
      expect(findDialect(text, {})).to.deep.equal({delimiter, newline: '\n'})
    })
  }

  it('is not misled by decimal commas', () => {
    expect(findDialect('a;b;c\n1,5;2,5;3,5\n1,7;2,7;3,7\n', {}).delimiter).to.equal(';')
  })

  it('prefers the delimiter that cuts all records alike to the one that cuts the header more often', () => {
    expect(findDialect('x,y,z;label\n1;0\n2;1\n', {}).delimiter).to.equal(';')
  })

  it('is not misled by a delimiter inside quotes', () => {
    expect(findDialect('name;group\n"Doe, John, jr.";1\n"Roe, Jane, dr.";0\n', {}).delimiter).to.equal(';')
  })

  it('takes the delimiter under which the header holds the expected names', () => {
    const head = 'a;b,c;d,e\n1;2,3;4,5\n'
    expect(findDialect(head, {names: ['a', 'd,e']}).delimiter).to.equal(';')
    expect(findDialect(head, {names: ['a;b', 'e']}).delimiter).to.equal(',')
  })

  it('prefers the declared delimiter when both would do', () => {
    const head = 'a;b,c;d\n1;2,3;4\n'
    expect(findDialect('a|b,c|d\n1|2,3|4\n', {preferred: '|'}).delimiter).to.equal('|')
    expect(findDialect(head, {}).delimiter).to.equal(';')
  })

  it('finds any delimiter that was declared', () => {
    expect(findDialect('a:b\n1:2\n', {preferred: ':'}).delimiter).to.equal(':')
  })

  it('does not question a delimiter that was given', () => {
    expect(findDialect('a;b\n1;2\n', {delimiter: '|'}).delimiter).to.equal('|')
  })

  it('takes a comma when there is one column only', () => {
    expect(findDialect('age\n17\n', {}).delimiter).to.equal(',')
  })

  it('does not count the last record, which may be cut', () => {
    expect(findDialect('a;b,c;d\n1;2,3;4\n5;6,7', {}).delimiter).to.equal(';')
  })

  const lineEnds: readonly [string, string, '\n' | '\r'][] = [
    ['line feeds', 'a;b\n1;2\n', '\n'],
    ['carriage returns with line feeds', 'a;b\r\n1;2\r\n', '\n'],
    ['carriage returns alone', 'a;b\r1;2\r', '\r'],
    ['no line end', 'a;b', '\n'],
    ['a carriage return inside quotes', '"a\rx";b\n1;2\n', '\n'],
  ]
  for (const [name, head, newline] of lineEnds) {
    it(`knows the line end: ${name}`, () => {
      expect(findDialect(head, {}).newline).to.equal(newline)
    })
  }
})

describe('parseDelimiter', () => {
  it('takes a character, or the word tab', () => {
    expect(['tab', '\\t', ':', ' '].map(parseDelimiter)).to.deep.equal(['\t', '\t', ':', ' '])
  })

  for (const text of ['', ';;', '"', '\n']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      const error = thrownBy(() => parseDelimiter(text))
      expect(error.code).to.equal('USAGE')
      expect(error.message).to.contain(JSON.stringify(text))
    })
  }
})
