import {Parser} from '@oclif/core'
import {expect} from 'chai'
import {durationFlag, sizeFlag} from '../../src/lib/terminal/quantity-flags.js'
import {rejection} from '../model/rejection.js'

const flags = {size: sizeFlag({minimum: 1_000})(), age: durationFlag({minimum: 1_000})()}

async function parse(...argv: readonly string[]): Promise<{readonly size?: number; readonly age?: number}> {
  return (await Parser.parse([...argv], {flags, strict: true})).flags as {size?: number; age?: number}
}

describe('flags of quantities', () => {
  const sizes: readonly (readonly [string, number])[] = [
    ['64MB', 64_000_000],
    ['10 GB', 10_000_000_000],
    ['1.5kb', 1_500],
    ['512KiB', 524_288],
    ['2TB', 2_000_000_000_000],
    ['4096B', 4_096],
  ]
  for (const [text, bytes] of sizes) {
    it(`reads a size of ${text}`, async () => {
      expect((await parse('--size', text)).size).to.equal(bytes)
    })
  }

  const ages: readonly (readonly [string, number])[] = [
    ['24h', 86_400_000],
    ['90s', 90_000],
    ['3y', 3 * 365 * 86_400_000],
  ]
  for (const [text, time] of ages) {
    it(`reads a time of ${text}`, async () => {
      expect((await parse('--age', text)).age).to.equal(time)
    })
  }

  const refused: readonly (readonly [string, string, string])[] = [
    ['--size', '64', '--size is "64", expected a size such as 64MB or 10GB.'],
    ['--size', '-1MB', '--size is "-1MB", expected a size such as 64MB or 10GB.'],
    ['--size', '10B', '--size is "10B", at least 1.0 KB.'],
    ['--age', '3', '--age is "3", expected a time such as 12h, 7d or 3y.'],
    ['--age', '2026-01-31', '--age is "2026-01-31", expected a time such as 12h, 7d or 3y.'],
    ['--age', '0s', '--age is "0s", at least 1.0 s.'],
  ]
  for (const [flag, text, message] of refused) {
    it(`refuses ${flag} ${text}`, async () => {
      expect((await rejection(parse(`${flag}=${text}`))).message).to.include(message)
    })
  }
})
