import {expect} from 'chai'
import {JsonBytes} from '../../src/lib/serve/json-bytes.js'

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('memory of JSON that is put together as bytes', () => {
  it('is used again once it is given back, and not before', () => {
    const lines = new JsonBytes(8)
    lines.putText('first')
    const first = lines.take()
    lines.putText('secnd')
    const second = lines.take()
    expect([first, second].map(textOf)).to.deep.equal(['"first"', '"secnd"'])
    lines.giveBack(first)
    lines.putText('third')
    // Given back memory is what the next lines are put into, after those that are being put.
    const third = lines.take()
    lines.putText('forth')
    expect([second, third, lines.take()].map(textOf)).to.deep.equal(['"secnd"', '"third"', '"forth"'])
    expect(textOf(first)).to.equal('"forth"')
  })

  it('is used again where it has grown, and not where it is the copy of a short line', () => {
    const lines = new JsonBytes(8)
    lines.putText('longer than eight, by far')
    const grown = lines.take()
    lines.putText('in the midst of a rush...')
    lines.giveBack(grown)
    lines.take()
    lines.putText('as long as the first')
    lines.take()
    expect(textOf(grown)).to.contain('as long as the first')
    lines.putText('a')
    const short = lines.take()
    lines.giveBack(short)
    lines.putText('fifth')
    lines.take()
    lines.putText('sixth')
    lines.take()
    expect(textOf(short)).to.equal('"a"')
  })

  it('is given back to the system when a rush is over', () => {
    const lines = new JsonBytes(8)
    lines.putText('x'.repeat(10_000))
    expect(lines.take().buffer.byteLength).to.be.above(10_000)
    lines.putText('y'.repeat(3_000))
    lines.giveBack(lines.take())
    for (const text of ['a', 'b', 'c', 'd']) {
      lines.putText(text)
      expect(lines.take().buffer.byteLength).to.be.below(9)
    }
  })
})
