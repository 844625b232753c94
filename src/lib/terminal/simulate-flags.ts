import {Flags} from '@oclif/core'
import {MlopsError} from '../errors.js'
import {parseAddress} from '../simulate/address.js'
import type {MonthRange} from '../simulate/months.js'
import {delimiterFlag, integerFlag, numberFlag, schemaFlag, targetFlag} from './flags.js'

/** Where `mlops serve` listens when nobody says otherwise. */
export const defaultUrl = 'http://127.0.0.1:8080'
export const defaultMetricsUrl = 'http://127.0.0.1:8085'

const addressFlag = Flags.custom({
  helpValue: 'URL',
  parse: (input, {token}) => Promise.resolve(parseAddress(input, token.flag)),
})

const monthsFlag = Flags.custom<MonthRange>({
  helpValue: 'N|N..N',
  parse: (input) => Promise.resolve(parseMonths(input)),
})

const durationFlag = Flags.custom<number>({
  helpValue: 'TIME',
  parse: (input, {token}) => Promise.resolve(parseSeconds(input, token.flag)),
})

/** What `mlops simulate` can be told. */
export const simulateFlags = {
  months: monthsFlag({summary: 'The first N months, or those from one to another. Default: all that there are.'}),
  data: Flags.string({
    char: 'd',
    helpValue: 'DIR',
    exclusive: ['world'],
    summary: 'Folder with the months: month-1.csv, month-2.csv, … Default: data.',
  }),
  world: Flags.string({
    helpValue: 'KEY=VALUE,…',
    summary: 'A made-up world in place of files: drift=none|covariate|concept|full, rows=N, months=N, seed=N.',
  }),
  url: addressFlag({summary: `Where rows and labels are sent. Default: ${defaultUrl}.`}),
  'metrics-url': addressFlag({
    summary: `Where drift is read. Default: ${defaultMetricsUrl}, or nowhere when --url is given.`,
  }),
  'token-file': Flags.string({helpValue: 'FILE', summary: 'Bearer token, where the server wants one.'}),
  concurrency: integerFlag({minimum: 1, maximum: 1_024})({
    default: 16,
    helpGroup: 'TRAFFIC',
    summary: 'Connections; without a rate each sends its next request when its last one is answered.',
  }),
  batch: integerFlag({minimum: 1, maximum: 10_000})({
    default: 1,
    helpGroup: 'TRAFFIC',
    summary: 'Rows in a request.',
  }),
  rate: numberFlag({minimum: 0.01, maximum: 1_000_000})({
    helpGroup: 'TRAFFIC',
    helpValue: 'ROWS/S',
    exclusive: ['month-duration'],
    summary: 'Send so many rows a second, whether the server keeps up or not.',
  }),
  'month-duration': durationFlag({
    helpGroup: 'TRAFFIC',
    summary: 'How long a month lasts, such as 10s; its rows come evenly. Default: as fast as the server answers.',
  }),
  seed: integerFlag()({
    helpGroup: 'TRAFFIC',
    summary: 'Shuffle the rows of each month. Default: as the data have them.',
  }),
  loop: Flags.boolean({
    default: false,
    helpGroup: 'TRAFFIC',
    summary: 'Begin again after the last month, until Ctrl-C.',
  }),
  'label-delay': integerFlag({minimum: 0, maximum: 1_200})({
    helpGroup: 'TRAFFIC',
    helpValue: 'MONTHS',
    summary: 'Send the true labels so many months later. Default: never.',
  }),
  report: Flags.string({helpGroup: 'OUTPUT', helpValue: 'FILE', summary: 'Write a page with charts of all months.'}),
  force: Flags.boolean({helpGroup: 'OUTPUT', summary: 'Replace a file that holds something else.'}),
  schema: schemaFlag,
  target: targetFlag,
  delimiter: delimiterFlag,
}

/** '36', or '13..24'. */
function parseMonths(text: string): MonthRange {
  const [, from, to] = /^(?:(\d{1,6})\.\.)?(\d{1,6})$/.exec(text.trim()) ?? []
  const [first, last] = [Number(from ?? 1), Number(to ?? NaN)]
  if (first >= 1 && first <= last) return {first, last}
  throw new MlopsError('USAGE', {
    message: `--months is ${JSON.stringify(text)}, expected a number of months, or a first and a last one.`,
    suggestion: 'Give for example --months 36, --months 1..12, or --months 12..12 for the twelfth alone.',
  })
}

const unitSeconds: Readonly<Record<string, number>> = {ms: 0.001, s: 1, m: 60, min: 60, h: 3_600}

/** '10s', '500ms', '2m', '1h', in seconds. */
function parseSeconds(text: string, name: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)$/.exec(text.trim()) ?? []
  const seconds = Number(amount ?? NaN) * (unitSeconds[unit ?? ''] ?? NaN)
  if (seconds > 0 && seconds <= 86_400) return seconds
  const hint = /^\d+(\.\d+)?$/.test(text.trim()) ? ` Did you mean --${name} ${text.trim()}s?` : ''
  throw new MlopsError('USAGE', {
    message: `--${name} is ${JSON.stringify(text)}, expected a time of up to a day such as 10s, 500ms or 2m.${hint}`,
  })
}
