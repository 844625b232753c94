import {Flags} from '@oclif/core'
import {MlopsError} from '../errors.js'
import {durationMs} from '../serve/prediction-log-since.js'
import {formatDuration} from './numbers.js'
import {formatBytes} from './units.js'

interface Least {
  readonly minimum: number
}

/** A flag whose value is a size in bytes: '64MB', '10GB', '512 KiB'. */
export function sizeFlag({minimum}: Least) {
  return Flags.custom<number>({
    helpValue: 'SIZE',
    parse(input, {token}) {
      const bytes = parseSize(input)
      if (bytes !== undefined && bytes >= minimum) return Promise.resolve(bytes)
      const problem = bytes === undefined ? 'expected a size such as 64MB or 10GB' : `at least ${formatBytes(minimum)}`
      throw unusable(token.flag, input, problem)
    },
  })
}

/** A flag whose value is a time in milliseconds: '12h', '7d', '3y'. */
export function durationFlag({minimum}: Least) {
  return Flags.custom<number>({
    helpValue: 'TIME',
    parse(input, {token}) {
      const time = durationMs(input)
      if (time !== undefined && time >= minimum) return Promise.resolve(time)
      const least = `at least ${formatDuration(minimum / 1_000)}`
      throw unusable(token.flag, input, time === undefined ? 'expected a time such as 12h, 7d or 3y' : least)
    },
  })
}

const powers = ['', 'K', 'M', 'G', 'T']

/** Bytes; 1 KB is 1,000 and 1 KiB is 1,024 of them. Undefined for other texts: a bare number may mean anything. */
function parseSize(text: string): number | undefined {
  const [, amount, power, binary] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b$/i.exec(text.trim()) ?? []
  if (amount === undefined) return undefined
  const base = binary === '' ? 1_000 : 1_024
  return Math.floor(Number(amount) * base ** powers.indexOf(power!.toUpperCase()))
}

function unusable(flag: string, input: string, problem: string): MlopsError {
  return new MlopsError('USAGE', {message: `--${flag} is ${JSON.stringify(input)}, ${problem}.`})
}
