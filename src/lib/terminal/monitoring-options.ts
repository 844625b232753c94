import type {MonitoringExportOptions} from '../lifecycle/monitoring-export.js'
import {defaultRuleOptions as defaults, type RuleOptions} from '../monitor/rules/rule-options.js'
import type {MonitoringExportFlags} from './monitoring-flags.js'
import {refuseReservedLabels} from './monitoring-labels.js'
import {secondsOf} from './monitoring-values.js'

/**
 * The flags in the words of the export; what comes from outside is left to the command.
 *
 * @throws MlopsError `USAGE` when rules with these labels would not work
 */
export function exportOptionsOf(flags: MonitoringExportFlags): Omit<MonitoringExportOptions, 'signal'> {
  refuseReservedLabels(flags)
  const {namespace, match = [], target = ['127.0.0.1:8085'], alertmanager = []} = flags
  const chosen = Object.fromEntries([...(namespace === undefined ? [] : [['namespace', namespace] as const]), ...match])
  const serviceLabels = flags['service-label'] ?? [['app.kubernetes.io/name', 'mlops']]
  return {
    folder: flags.dir,
    rules: ruleOptionsOf(flags, chosen),
    ...{targets: target, targetLabels: chosen, alertmanagers: alertmanager},
    ...{webhookUrl: flags['webhook-url'], prometheusUrl: flags['prometheus-url'], grafanaFolder: flags.folder},
    // A rate needs some scrapes.
    leastWindow: `${Math.max(60, 4 * secondsOf(flags['scrape-interval']))}s`,
    kubernetes: flags.kubernetes
      ? {
          ...{namespace, portName: flags['port-name']},
          labels: Object.fromEntries(flags['kubernetes-label'] ?? []),
          serviceLabels: Object.fromEntries(serviceLabels),
        }
      : undefined,
    existing: flags.force ? 'replace' : 'keep',
  }
}

function ruleOptionsOf(flags: MonitoringExportFlags, chosen: Readonly<Record<string, string>>): RuleOptions {
  const withoutSlash = (url: string): string => url.replace(/\/+$/, '')
  return {
    ...defaults,
    job: flags.job,
    matchers: Object.entries(chosen)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(', '),
    replicaLabels: flags['replica-label'] ?? defaults.replicaLabels,
    alertLabels: Object.fromEntries(flags.label ?? []),
    ...{dashboardUrl: withoutSlash(flags['grafana-url']), runbookUrl: withoutSlash(flags['runbook-url'])},
    dataSourceUid: flags['data-source-uid'],
    ...{scrapeInterval: flags['scrape-interval'], evaluationInterval: flags['evaluation-interval']},
    drift: {
      ...{window: flags.window, minimumRows: flags['min-rows'], effect: flags.effect},
      ...{featureShare: flags['feature-share'], for: flags.for},
    },
    answers: {
      ...defaults.answers,
      ...{window: flags['answers-window'], fallbackRatio: flags['fallback-ratio'], silence: flags.silence},
    },
    latency: {seconds: Number(flags.latency), ratio: flags['latency-ratio']},
    service: {...defaults.service, errorRatio: flags['error-ratio'], rejectionRatio: flags['rejection-ratio']},
  }
}
