import {ExitCode} from '../lib/errors.js'
import type {PlayEvent} from '../lib/lifecycle/simulate.js'
import type {BackfillReport} from '../lib/report/backfill-report.js'
import type {SimulationReport} from '../lib/report/simulate-report.js'
import {backfillFlags, backfillOptionsOf} from '../lib/terminal/backfill-flags.js'
import {BaseCommand} from '../lib/terminal/base-command.js'
import {defaultMetricsUrl, defaultUrl, simulateFlags} from '../lib/terminal/simulate-flags.js'

export default class Simulate extends BaseCommand<typeof Simulate> {
  static override summary = 'Play months of customers against a running server, and watch the world drift away.'
  static override description =
    'Sends the rows of each month to mlops serve as customers would, and says of each month how fast the answers came, ' +
    'how many the baseline gave, what the server saw drift, and how many were right: the data know the truth, which ' +
    'the server does not. Sends to the given address alone. A server that goes away is asked again at growing ' +
    'intervals, for a minute. Ctrl-C ends it with what was seen so far. With --backfill nothing is sent: a model answers ' +
    'the months here, and what Prometheus would have scraped is written with calendar time.'
  static override examples = [
    {
      description: 'Three years in some seconds; mlops serve runs in another terminal',
      command: '<%= config.bin %> simulate',
    },
    {
      description: 'A month takes ten seconds, labels arrive two years late, a page to pass on',
      command: '<%= config.bin %> simulate --month-duration 10s --label-delay 24 --report simulation.html',
    },
    {
      description: 'A world in which customers stay the same and causes change',
      command: '<%= config.bin %> simulate --world drift=concept --months 1..12',
    },
    {
      description: 'A load test: 2,000 rows a second, without end',
      command: '<%= config.bin %> simulate --rate 2000 --concurrency 64 --loop',
    },
    {
      description: 'Three real years in Prometheus: no server is needed',
      command: '<%= config.bin %> simulate --backfill history --label-delay 24',
    },
    {
      description: 'When did it become worse? For a script',
      command: "<%= config.bin %> simulate --json | jq -r '.months[] | [.month, .accuracy] | @tsv'",
    },
  ]
  static override flags = {...simulateFlags, ...backfillFlags}

  async run(): Promise<SimulationReport | BackfillReport> {
    if (this.flags.backfill !== undefined) return this.backfill(this.flags.backfill)
    const {simulate} = await import('../lib/lifecycle/simulate.js')
    const {parseWorld} = await import('../lib/simulate/world.js')
    const {readToken} = await import('../lib/serve/token-file.js')
    const {SimulationTable} = await import('../lib/terminal/render-simulate.js')
    const {months, data, world, url, target, schema, delimiter, batch, concurrency, seed, loop, report} = this.flags
    const tokenFile = this.flags['token-file']
    const width = process.stdout.isTTY ? process.stdout.columns : 80
    const table = new SimulationTable({width, print: (text) => this.print(text), note: (text) => this.note(text)})
    const result = await this.progress('Playing', async (progress) =>
      simulate({
        ...{
          months,
          target,
          schema,
          delimiter,
          batch,
          concurrency,
          loop,
          page: report,
          data: world === undefined ? (data ?? 'data') : parseWorld(world),
        },
        ...{seed: seed ?? null, rate: this.flags.rate ?? null, monthSeconds: this.flags['month-duration'] ?? null},
        labelDelay: this.flags['label-delay'] ?? null,
        url: url ?? defaultUrl,
        // Another server's monitor would tell of other rows.
        metricsUrl: this.flags['metrics-url'] ?? (url === undefined ? defaultMetricsUrl : null),
        token: tokenFile === undefined ? undefined : await readToken(tokenFile),
        existing: this.flags.force ? 'replace' : 'keep',
        now: () => new Date(),
        random: Math.random,
        signal: this.signal,
        onStart: (settings) => table.start(settings),
        onEvent: (event: PlayEvent) => table.take(event, progress),
      }),
    )
    this.print(table.end(result, report))
    if (result.end === 'interrupted') this.exitCode = ExitCode.interrupted
    else if (result.end === 'server gone') this.exitCode = ExitCode.environment
    return result
  }

  private async backfill(folder: string): Promise<BackfillReport> {
    const {backfill} = await import('../lib/lifecycle/backfill.js')
    const {parseWorld} = await import('../lib/simulate/world.js')
    const {renderBackfill, renderBackfilledMonth} = await import('../lib/terminal/render-backfill.js')
    const {data = 'data', world} = this.flags
    const report = await this.progress('Playing', (progress) =>
      backfill({
        ...backfillOptionsOf(this.flags),
        ...{folder, data: world === undefined ? data : parseWorld(world)},
        ...{now: Date.now, random: Math.random, signal: this.signal},
        onMonth: (month, calendar) => progress(renderBackfilledMonth(month, calendar)),
      }),
    )
    this.print(renderBackfill(report))
    return report
  }
}
