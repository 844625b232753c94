import {expect} from 'chai'
import {LineBytes} from '../../src/lib/serve/prediction-log-bytes.js'

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('memory of the lines of the prediction log', () => {
  it('is used again once it is given back, and not before', () => {
    const lines = new LineBytes(8)
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

  it('is not taken from others: neither grown memory nor a copy of a short line is used again', () => {
    const lines = new LineBytes(8)
    lines.putText('longer than eight')
    const grown = lines.take()
    lines.giveBack(grown)
    lines.putText('a')
    const short = lines.take()
    lines.giveBack(short)
    lines.putText('fifth')
    lines.take()
    lines.putText('sixth')
    lines.take()
    expect([grown, short].map(textOf)).to.deep.equal(['"longer than eight"', '"a"'])
  })
})
