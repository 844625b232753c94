import type {RunningServer, ServeReport} from '../lib/lifecycle/serve.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {serveFlags, serveOptionsOf} from '../lib/terminal/serve-flags.js'

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
  static override flags = serveFlags

  async run(): Promise<ServeReport> {
    const {serve} = await import('../lib/lifecycle/serve.js')
    const {createServerLog} = await import('../lib/serve/server-log.js')
    const {readToken} = await import('../lib/serve/token-file.js')
    const tokenFile = this.flags['token-file']
    const {signal} = this
    const server = await serve({
      ...serveOptionsOf(this.flags),
      token: tokenFile === undefined ? undefined : await readToken(tokenFile),
      log: createServerLog(this.flags['log-level'], process.stderr),
      now: Date.now,
      random: Math.random,
      signal,
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
