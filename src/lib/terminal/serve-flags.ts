import {Flags, type Interfaces} from '@oclif/core'
import type {ServeOptions} from '../lifecycle/serve.js'
import {integerFlag, modelFlag, modelsFlag, numberFlag} from './flags.js'

const port = integerFlag({minimum: 0, maximum: 65_535})

/** What `mlops serve` can be told. */
export const serveFlags = {
  model: modelFlag,
  models: modelsFlag,
  host: Flags.string({default: '127.0.0.1', helpValue: 'HOST', summary: 'Address to listen on.'}),
  port: port({default: 8080, summary: 'Port of the predictor; 0 takes a free one.'}),
  'metrics-port': port({default: 8085, summary: 'Port of metrics and drift; 0 takes a free one.'}),
  'token-file': Flags.string({
    helpValue: 'FILE',
    summary: 'Predictions, labels and reloads need the bearer token in this file.',
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
    corsOrigins: flags['cors-origin'] ?? [],
    evidentlyMetrics: flags['evidently-metrics'],
    drainDelayMs: flags['drain-delay'] * 1_000,
    drainTimeoutMs: flags['drain-timeout'] * 1_000,
  }
}
