import {Flags} from '@oclif/core'
import {MlopsError} from '../errors.js'

/*
 * Values that go into files of other programs, where they stand between quotes, in templates and in queries. Each is held
 * to what all of these take for a plain text.
 */

export const labelNamePattern = /^[a-zA-Z_]\w*$/
/** A label of RFC 1123, as Kubernetes wants its names. */
export const namespacePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** Of Grafana. */
export const uidPattern = /^[\w-]{1,40}$/
export const urlPattern = /^[^\s${}"'`<>\\]+$/

/** A flag whose value has a given form. */
export function checkedFlag(pattern: RegExp, expected: string) {
  return Flags.custom({
    parse(input, {token}) {
      if (pattern.test(input)) return Promise.resolve(input)
      throw unusable(token.flag, input, expected)
    },
  })
}

/** A flag with the name under which Prometheus scrapes servers. */
export const jobFlag = Flags.custom({
  helpValue: 'NAME',
  parse(input, {token}) {
    if (/^[\w.:/-]{1,100}$/.test(input)) return Promise.resolve(input)
    throw unusable(token.flag, input, 'at most 100 letters, digits and . _ : / -')
  },
})

/** A flag with an address that a program asks over HTTP. */
export const addressFlag = Flags.custom({
  helpValue: 'URL',
  parse(input, {token}) {
    if (/^https?:\/\/[^/]/.test(input) && urlPattern.test(input) && URL.canParse(input)) return Promise.resolve(input)
    throw unusable(token.flag, input, 'an address with http:// or https://, without spaces, quotes, $ and braces')
  },
})

export type Label = readonly [name: string, value: string]

/** A flag with a label of Prometheus: NAME=VALUE. */
export const labelFlag = Flags.custom<Label>({
  helpValue: 'NAME=VALUE',
  parse(input, {token}) {
    const [, name, value] = /^([a-zA-Z_]\w*)=([^${}"\\\p{Cc}]+)$/u.exec(input) ?? []
    if (name !== undefined && !name.startsWith('__')) return Promise.resolve([name, value!])
    throw unusable(token.flag, input, 'NAME=VALUE such as team=risk, the value without quotes, $ and braces')
  },
})

/** A flag with a label of Kubernetes: [PREFIX/]NAME=VALUE. */
export const kubernetesLabelFlag = Flags.custom<Label>({
  helpValue: 'NAME=VALUE',
  parse(input, {token}) {
    const word = '[A-Za-z0-9](?:[\\w.-]{0,61}[A-Za-z0-9])?'
    const [, name, value] = new RegExp(`^((?:[a-z0-9.-]+/)?${word})=(${word})$`).exec(input) ?? []
    if (name !== undefined) return Promise.resolve([name, value!])
    throw unusable(token.flag, input, 'NAME=VALUE such as release=prometheus')
  },
})

const unitSeconds: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800}

/** A flag whose value is a duration of Prometheus, which stays as it is: '90s', '15m', '1d'. */
export const prometheusDurationFlag = Flags.custom({
  helpValue: 'TIME',
  parse(input, {token}) {
    if (/^[1-9]\d{0,5}[smhdw]$/.test(input)) return Promise.resolve(input)
    throw unusable(token.flag, input, 'a time such as 90s, 15m, 1h, 1d or 2w')
  },
})

export function secondsOf(duration: string): number {
  return Number(duration.slice(0, -1)) * unitSeconds[duration.at(-1)!]!
}

function unusable(flag: string, input: string, expected: string): MlopsError {
  return new MlopsError('USAGE', {message: `--${flag} is ${JSON.stringify(input)}, expected ${expected}.`})
}

/** Rates over five minutes are at the heart of the rules. */
const LONGEST_SCRAPE_SECONDS = 120
/** MlopsNoTraffic misses only those who asked within a day, and what is left of it has to be long enough to fire in. */
const LONGEST_SILENCE = '23h'
/** Fewer in a window, and an increase is mostly extrapolated. */
const LEAST_SCRAPES = 4

/** @throws MlopsError `USAGE` when the rules would see too few scrapes to say anything, or an alert could never fire */
export function refuseUnusableIntervals(flags: {
  readonly 'scrape-interval': string
  readonly window: string
  readonly 'answers-window': string
  readonly silence: string
}): void {
  const scrape = flags['scrape-interval']
  if (secondsOf(scrape) > LONGEST_SCRAPE_SECONDS) {
    throw new MlopsError('USAGE', {
      message: `--scrape-interval is ${scrape}, expected at most 2m: the rules take rates over five minutes.`,
    })
  }
  if (secondsOf(flags.silence) > secondsOf(LONGEST_SILENCE)) {
    throw new MlopsError('USAGE', {
      message: `--silence is ${flags.silence}, expected at most ${LONGEST_SILENCE}: where nobody asked in a day, nobody is missed.`,
    })
  }
  for (const flag of ['window', 'answers-window', 'silence'] as const) {
    if (secondsOf(flags[flag]) >= LEAST_SCRAPES * secondsOf(scrape)) continue
    throw new MlopsError('USAGE', {
      message: `--${flag} is ${flags[flag]}, which holds fewer than ${LEAST_SCRAPES} scrapes, one every ${scrape}.`,
      suggestion: 'Give a longer time, or a shorter --scrape-interval.',
    })
  }
}
