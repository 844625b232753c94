import type {MonitoringCost} from '../../lib/lifecycle/monitoring-cost.js'
import {BaseCommand} from '../../lib/terminal/base-command.js'
import {integerFlag, modelFlag, modelsFlag} from '../../lib/terminal/flags.js'
import {prometheusDurationFlag, secondsOf} from '../../lib/terminal/monitoring-values.js'

export default class MonitoringCostCommand extends BaseCommand<typeof MonitoringCostCommand> {
  static override summary = 'Count the series that a model costs in Prometheus, and estimate memory and disk.'
  static override description =
    'The series of a replica are counted from what mlops serve really shows with that model; what the rules record comes ' +
    'once for all replicas. Memory and disk are rules of thumb, named with their source.'
  static override examples = [
    '<%= config.bin %> monitoring cost',
    {
      description: 'Ten replicas, a year kept',
      command: '<%= config.bin %> monitoring cost -m 2 --replicas 10 --scrape-interval 30s --retention 365d',
    },
    {description: 'For a script', command: "<%= config.bin %> monitoring cost --json | jq '.replica.total'"},
  ]
  static override flags = {
    model: modelFlag,
    models: modelsFlag,
    replicas: integerFlag({minimum: 1, maximum: 100_000})({default: 1, summary: 'Servers with this model.'}),
    'scrape-interval': prometheusDurationFlag({default: '15s', summary: 'How often Prometheus reads the metrics.'}),
    'evaluation-interval': prometheusDurationFlag({default: '30s', summary: 'How often it evaluates the rules.'}),
    retention: prometheusDurationFlag({default: '15d', summary: 'How long it keeps what it has read.'}),
  }

  async run(): Promise<MonitoringCost> {
    const {monitoringCost} = await import('../../lib/lifecycle/monitoring-cost.js')
    const {createServerLog} = await import('../../lib/serve/server-log.js')
    const {renderMonitoringCost} = await import('../../lib/terminal/render-monitoring-cost.js')
    const {flags} = this
    const cost = await this.progress('Counting', () =>
      monitoringCost({
        ...{models: flags.models, model: flags.model, replicas: flags.replicas},
        scrapeSeconds: secondsOf(flags['scrape-interval']),
        evaluationSeconds: secondsOf(flags['evaluation-interval']),
        retentionSeconds: secondsOf(flags.retention),
        log: createServerLog('silent', process.stderr),
        ...{now: Date.now, random: Math.random, signal: this.signal},
      }),
    )
    this.print(renderMonitoringCost(cost))
    return cost
  }
}
