import {Flags, type Interfaces} from '@oclif/core'
import type {ServeOptions} from '../lifecycle/serve.js'
import {durationFlag, sizeFlag} from './quantity-flags.js'
import {integerFlag, modelFlag, modelsFlag, numberFlag} from './flags.js'

const port = integerFlag({minimum: 0, maximum: 65_535})

/** What `mlops serve` can be told. */
export const serveFlags = {
  model: modelFlag,
  models: modelsFlag,
  host: Flags.string({default: '127.0.0.1', helpValue: 'HOST', summary: 'Address to listen on.'}),
  port: port({default: 8080, summary: 'Port of the predictor; 0 takes a free one.'}),
  'metrics-port': port({default: 8085, summary: 'Port of metrics and drift; 0 takes a free one.'}),
  'max-connections': integerFlag({minimum: 1, maximum: 1_000_000})({
    default: 10_000,
    summary: 'Connections to the predictor at once; those beyond are closed.',
  }),
  'token-file': Flags.string({
    helpValue: 'FILE',
    summary: 'Predictions, labels, rows from elsewhere and reloads need the bearer token in this file.',
  }),
  'cors-origin': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'ORIGIN',
    summary: 'Pages of this origin may ask for predictions; may be given several times.',
  }),
  window: integerFlag({minimum: 20, maximum: 1_000_000})({
    default: 1_500,
    helpGroup: 'MONITOR',
    summary: 'Compare the last N rows with the reference.',
  }),
  'drift-interval': numberFlag({minimum: 0.1, maximum: 86_400})({
    default: 2,
    helpGroup: 'MONITOR',
    summary: 'Seconds between two comparisons at least.',
  }),
  'evidently-metrics': Flags.boolean({
    helpGroup: 'MONITOR',
    summary: "Also under the names of Evidently's monitoring, for dashboards that are there.",
  }),
  iterate: Flags.boolean({
    helpGroup: 'MONITOR',
    summary: 'Take rows of models served elsewhere: POST /iterate/{dataset}, on the metrics port.',
  }),
  'log-dir': Flags.string({
    default: 'predictions',
    helpGroup: 'LOG',
    helpValue: 'DIR',
    summary: 'Folder of the log of predictions, which late labels are joined with.',
  }),
  'prediction-log': Flags.boolean({
    default: true,
    allowNo: true,
    helpGroup: 'LOG',
    summary: 'Write each prediction to the log.',
  }),
  'log-max-size': sizeFlag({minimum: 1_000})({
    default: 64_000_000,
    defaultHelp: () => Promise.resolve('64MB'),
    helpGroup: 'LOG',
    summary: 'Begin another file when one is so large.',
  }),
  'log-max-age': durationFlag({minimum: 1_000})({
    default: 86_400_000,
    defaultHelp: () => Promise.resolve('24h'),
    helpGroup: 'LOG',
    summary: 'Begin another file when one is so old.',
  }),
  'log-retain-size': sizeFlag({minimum: 1_000})({
    helpGroup: 'LOG',
    summary:
      'Delete the oldest predictions beyond so much. Labels still find them. Default: all are kept, for labels come late.',
  }),
  'log-retain-age': durationFlag({minimum: 1_000})({
    helpGroup: 'LOG',
    summary: 'Delete predictions that are older, such as 3y.',
  }),
  'log-level': Flags.option({
    options: ['error', 'warn', 'info', 'debug', 'silent'] as const,
    default: 'info' as const,
    helpGroup: 'LOG',
    helpValue: 'error|warn|info|debug|silent',
    summary: 'What the server says of itself, on stderr.',
  })(),
  'drain-delay': numberFlag({minimum: 0, maximum: 3_600})({
    default: 0,
    helpGroup: 'END',
    summary: 'Seconds in which readiness says no, and requests are still answered, before it closes.',
  }),
  'drain-timeout': numberFlag({minimum: 0, maximum: 3_600})({
    default: 10,
    helpGroup: 'END',
    summary: 'Seconds after which requests that are not done are given up.',
  }),
}

/** The flags in the words of the server; what comes from outside is left to the command. */
export function serveOptionsOf(
  flags: Interfaces.InferredFlags<typeof serveFlags>,
): Omit<ServeOptions, 'token' | 'log' | 'now' | 'random' | 'signal'> {
  const {models, model, host, port: predictorPort, window} = flags
  return {
    ...{models, model, host, window},
    port: predictorPort,
    metricsPort: flags['metrics-port'],
    driftIntervalMs: flags['drift-interval'] * 1_000,
    logFolder: flags['prediction-log'] ? flags['log-dir'] : null,
    logLimits: {
      ...{fileBytes: flags['log-max-size'], fileAgeMs: flags['log-max-age']},
      ...{retainedBytes: flags['log-retain-size'], retainedAgeMs: flags['log-retain-age']},
    },
    corsOrigins: flags['cors-origin'] ?? [],
    maximumConnections: flags['max-connections'],
    evidentlyMetrics: flags['evidently-metrics'],
    iterate: flags.iterate,
    drainDelayMs: flags['drain-delay'] * 1_000,
    drainTimeoutMs: flags['drain-timeout'] * 1_000,
  }
}
