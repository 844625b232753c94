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

  it('is used again where it has grown, and given back to the system when the rush is over', () => {
    const lines = new JsonBytes(8)
    const putAndGiveBack = (text: string): number => {
      lines.putText(text)
      const bytes = lines.take()
      lines.giveBack(bytes)
      return bytes.buffer.byteLength
    }
    const long = 'x'.repeat(10_000)
    const [first] = [putAndGiveBack(long), putAndGiveBack(long)]
    expect(putAndGiveBack(long), 'in the rush').to.equal(first)
    const after = Array.from({length: 30}, () => putAndGiveBack('a'))
    expect(after[5], 'shortly after').to.equal(first)
    expect(after.at(-1), 'when it is over').to.equal(8)
  })
})
