import {Flags, type Interfaces} from '@oclif/core'
import {MlopsError} from '../errors.js'
import type {BackfillOptions} from '../lifecycle/backfill.js'
import {modelsFlag} from './flags.js'
import {jobFlag} from './monitoring-values.js'
import type {simulateFlags} from './simulate-flags.js'

const group = {helpGroup: 'BACKFILL'} as const

/** Of a target, as Prometheus takes it from its configuration. */
const instanceFlag = Flags.custom({
  helpValue: 'HOST:PORT',
  parse(input, {token}) {
    if (/^[^\s/"\\]+:\d{1,5}$/.test(input)) return Promise.resolve(input)
    throw new MlopsError('USAGE', {
      message: `--${token.flag} is ${JSON.stringify(input)}, expected a host and a port such as 127.0.0.1:8085.`,
    })
  },
})

/** Divide a day, so that each month ends with a scrape. */
const intervals = ['1h', '2h', '3h', '4h', '6h', '8h', '12h', '24h'] as const

/** What `mlops simulate` can be told when it writes a history of metrics in place of sending rows. */
export const backfillFlags = {
  backfill: Flags.string({
    ...group,
    helpValue: 'DIR',
    exclusive: [
      ...['url', 'metrics-url', 'token-file', 'concurrency', 'batch', 'rate', 'month-duration', 'loop', 'report'],
    ],
    summary: 'Send nothing: write the metrics of these months here, with calendar time, for Prometheus.',
  }),
  start: Flags.string({
    ...group,
    helpValue: 'YYYY-MM',
    dependsOn: ['backfill'],
    summary: 'Calendar month of the first month. Default: the last one is the month before this one.',
  }),
  'scrape-interval': Flags.option({
    options: intervals,
    ...group,
    dependsOn: ['backfill'],
    helpValue: 'TIME',
    summary: 'Time between two samples: 1h, 2h, 3h, 4h, 6h, 8h, 12h or 24h. Default: 6h.',
  })(),
  job: jobFlag({...group, dependsOn: ['backfill'], summary: 'Label of the series. Default: mlops.'}),
  instance: instanceFlag({
    ...group,
    dependsOn: ['backfill'],
    summary: 'Label of the series, and where Prometheus looks for more. Default: 127.0.0.1:8085.',
  }),
  model: Flags.string({
    ...group,
    char: 'm',
    helpValue: 'VERSION|ALIAS',
    dependsOn: ['backfill'],
    summary: 'Model that answers: a version, or an alias. Default: production, else the newest.',
  }),
  models: modelsFlag,
}

type BackfillFlags = Interfaces.InferredFlags<typeof backfillFlags> & Interfaces.InferredFlags<typeof simulateFlags>

/** The flags in the words of the lifecycle; where the rows come from is left to the command. */
export function backfillOptionsOf(
  flags: BackfillFlags,
): Omit<BackfillOptions, 'folder' | 'data' | 'now' | 'random' | 'signal'> {
  const {months, target, schema, delimiter, start, job = 'mlops', instance = '127.0.0.1:8085', model, models} = flags
  return {
    ...{months, target, schema, delimiter, start, job, instance, model, models},
    labelDelay: flags['label-delay'] ?? null,
    seed: flags.seed ?? null,
    scrapeIntervalHours: Number.parseInt(flags['scrape-interval'] ?? '6h', 10),
    existing: flags.force ? 'replace' : 'keep',
  }
}
