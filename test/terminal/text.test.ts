import {stripVTControlCharacters} from 'node:util'
import {expect} from 'chai'
import fc from 'fast-check'
import {createStyle} from '../../src/lib/terminal/style.js'
import {renderTable} from '../../src/lib/terminal/text-table.js'
import {noBreakSpace, padEnd, padStart, textWidth, truncateText, wrapText} from '../../src/lib/terminal/text-width.js'
import {visibleText} from '../../src/lib/terminal/visible-text.js'

const colours = createStyle(1)

describe('textWidth', () => {
  for (const [name, text, width] of [
    ['letters', 'miles', 5],
    ['an empty text', '', 0],
    ['colours', colours.bad('miles'), 5],
    ['Chinese characters', '風險', 4],
    ['an emoji', '🚗', 2],
    ['a combining accent', 'é', 1],
    ['box drawing and blocks', '─█▏', 3],
  ] as const) {
    it(`counts the columns of ${name}`, () => {
      expect(textWidth(text)).to.equal(width)
    })
  }

  it('lets padding fill up to a width, on either side', () => {
    expect([padEnd('ab', 4), padStart('ab', 4), padEnd('abcde', 4)]).to.deep.equal(['ab  ', '  ab', 'abcde'])
  })
})

describe('visibleText', () => {
  it('shows control characters as marks, and leaves colours, line breaks and tabs', () => {
    expect(visibleText('\u001B]0;pwn\u0007b\r\u007F\u009B')).to.equal('␛]0;pwn␇b␍␡\uFFFD')
    expect(visibleText('\u001B[2Jx\u0007[1m')).to.equal('␛[2Jx␇[1m')
    const kept = `${colours.bad('one')}\n\ttwo`
    expect(visibleText(kept)).to.equal(kept)
  })

  it('keeps names and labels with controls on their lines', () => {
    const name = '\u001B]0;pwn\u0007b'
    const table = renderTable({columns: [{title: name}, {title: 'n'}], rows: [['low\nhigh\t', colours.bad('1')]]})
    expect(stripVTControlCharacters(table)).to.equal('␛]0;pwn␇b  n\nlow␊high␉  1')
    expect(truncateText(name, 5)).to.equal('␛]0;…')
    expect(wrapText(name, 40)).to.deep.equal(['␛]0;pwn␇b'])
  })
})

describe('truncateText', () => {
  it('leaves a text that fits as it is', () => {
    expect(truncateText('miles', 5)).to.equal('miles')
  })

  it('cuts a longer one, to the column', () => {
    expect([truncateText('miles', 4), truncateText('風險組', 4), truncateText('miles', 0)]).to.deep.equal([
      'mil…',
      '風…',
      '',
    ])
  })
})

describe('wrapText', () => {
  it('breaks at spaces', () => {
    expect(wrapText('one two three four', 9)).to.deep.equal(['one two', 'three', 'four'])
  })

  it('gives a word that is too long a line of its own', () => {
    expect(wrapText('a reallylongword b', 6)).to.deep.equal(['a', 'reallylongword', 'b'])
  })

  it('keeps line breaks', () => {
    expect(wrapText('one\n\ntwo', 20)).to.deep.equal(['one', '', 'two'])
  })

  it('loses no word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), {minLength: 1}),
        fc.integer({min: 1, max: 40}),
        (words, width) => {
          expect(wrapText(words.join(' '), width).join(' ')).to.equal(words.join(' '))
        },
      ),
    )
  })
})

describe('wrapText keeps together', () => {
  it('a number and its percent sign', () => {
    expect(wrapText('right on 82.9 % of all', 13)).to.deep.equal(['right on', '82.9 % of all'])
  })

  it('what a no-break space joins, which comes out as a space', () => {
    expect(wrapText(`from here ${['a', 'to', 'b'].join(noBreakSpace)}`, 12)).to.deep.equal(['from here', 'a to b'])
  })
})

describe('renderTable', () => {
  it('aligns columns under their titles', () => {
    const table = renderTable({
      columns: [{title: 'feature'}, {title: 'mean', align: 'right'}, {title: ''}],
      rows: [
        ['age', '35.12', 'ok'],
        ['braking_distance', '40', ''],
      ],
    })
    expect(table.split('\n')).to.deep.equal([
      'feature            mean',
      'age               35.12  ok',
      'braking_distance     40',
    ])
  })

  it('is not misled by colours', () => {
    const cells = (paint: (text: string) => string): string =>
      renderTable({
        columns: [{title: 'a'}, {title: 'b'}],
        rows: [
          [paint('passed'), '1'],
          [paint('no'), '2'],
        ],
      })
    expect(stripVTControlCharacters(cells((text) => colours.good(text)))).to.equal(cells((text) => text))
  })

  it('shows titles alone when there is no row', () => {
    expect(renderTable({columns: [{title: 'a'}, {title: 'b'}], rows: []})).to.equal('a  b')
  })

  it('leaves the line of titles out when all are empty', () => {
    expect(renderTable({columns: [{title: ''}, {title: ''}], rows: [['x', 'y']]})).to.equal('x  y')
  })
})
