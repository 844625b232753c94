import {Flags} from '@oclif/core'
import type {RunningServer, ServeReport} from '../lib/lifecycle/serve.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {integerFlag, modelFlag, modelsFlag, numberFlag} from '../lib/terminal/flags.js'

const port = integerFlag({minimum: 0, maximum: 65_535})

export default class Serve extends BaseCommand<typeof Serve> {
  static override summary = 'Answer predictions over HTTP, and watch what is asked for drift.'
  static override description =
    'One address answers predictions, another shows metrics for Prometheus and the drift of the last rows. The version in ' +
    'production is taken up when it changes, without a request lost. Ends at Ctrl-C or SIGTERM, once what has begun is ' +
    'answered and what was answered is on disk; SIGHUP looks for another version at once.'
  static override examples = [
    {description: 'The version in production', command: '<%= config.bin %> serve'},
    {
      description: 'A prediction of the row in a file, from another terminal',
      command: 'curl --json @customer.json localhost:8080/predict',
    },
    {
      description: 'Free ports, no log of predictions',
      command: '<%= config.bin %> serve --port 0 --metrics-port 0 --no-prediction-log',
    },
  ]
  static override flags = {
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

  async run(): Promise<ServeReport> {
    const {serve} = await import('../lib/lifecycle/serve.js')
    const {createServerLog} = await import('../lib/serve/server-log.js')
    const {readToken} = await import('../lib/serve/token-file.js')
    const {models, model, host, port: predictorPort, window} = this.flags
    const tokenFile = this.flags['token-file']
    const {signal} = this
    const server = await serve({
      ...{models, model, host, window, signal},
      port: predictorPort,
      metricsPort: this.flags['metrics-port'],
      driftIntervalMs: this.flags['drift-interval'] * 1_000,
      logFolder: this.flags['prediction-log'] ? this.flags['log-dir'] : null,
      corsOrigins: this.flags['cors-origin'] ?? [],
      token: tokenFile === undefined ? undefined : await readToken(tokenFile),
      evidentlyMetrics: this.flags['evidently-metrics'],
      drainDelayMs: this.flags['drain-delay'] * 1_000,
      drainTimeoutMs: this.flags['drain-timeout'] * 1_000,
      log: createServerLog(this.flags['log-level'], process.stderr),
      now: Date.now,
      random: Math.random,
    })
    const {renderServer} = await import('../lib/terminal/render-server.js')
    this.print(renderServer(server))
    await untilTold(server, signal)
    return server.close()
  }
}

/** Until Ctrl-C or SIGTERM; at SIGHUP another version is looked for. */
async function untilTold(server: RunningServer, signal: AbortSignal): Promise<void> {
  const reload = (): void => void server.reload()
  process.on('SIGHUP', reload)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), {once: true})
  })
  process.off('SIGHUP', reload)
}
