import type {RuleOptions} from './rule-options.js'

/** Fixed addresses, with labels for all that comes from there, or all that a name stands for, none while it stands for nothing. */
export type Addresses =
  | {readonly addresses: readonly string[]; readonly labels?: Readonly<Record<string, string>>}
  | {readonly dnsName: string; readonly port: number}

export interface PrometheusConfigOptions {
  /** Where the servers show their metrics. */
  readonly servers: Addresses
  /** Alertmanagers; no addresses where Grafana alone has the alerts. */
  readonly alertmanagers: Addresses
  readonly ruleFiles: readonly string[]
}

/** A configuration of Prometheus that scrapes the servers and evaluates the rules. */
export function prometheusConfig(
  {job, scrapeInterval, evaluationInterval}: RuleOptions,
  {servers, alertmanagers, ruleFiles}: PrometheusConfigOptions,
): object {
  const discovery = (from: Addresses): object =>
    'addresses' in from
      ? {static_configs: [{targets: from.addresses, ...(from.labels === undefined ? {} : {labels: from.labels})}]}
      : {dns_sd_configs: [{names: [from.dnsName], type: 'A', port: from.port, refresh_interval: scrapeInterval}]}
  const isAlone = 'addresses' in alertmanagers && alertmanagers.addresses.length === 0
  return {
    global: {scrape_interval: scrapeInterval, evaluation_interval: evaluationInterval},
    rule_files: ruleFiles,
    ...(isAlone ? {} : {alerting: {alertmanagers: [discovery(alertmanagers)]}}),
    scrape_configs: [{job_name: job, ...discovery(servers)}],
  }
}
