import {Flags, type Interfaces} from '@oclif/core'
import {durationBounds} from '../monitor/request-counts.js'
import {defaultRuleOptions as defaults} from '../monitor/rules/rule-options.js'
import {integerFlag, numberFlag} from './flags.js'
import {
  addressFlag,
  checkedFlag,
  jobFlag,
  labelFlag,
  labelNamePattern,
  kubernetesLabelFlag,
  namespacePattern,
  prometheusDurationFlag,
  uidPattern,
  urlPattern,
} from './monitoring-values.js'

const share = numberFlag({minimum: 0, maximum: 1})

/** What `mlops monitoring export` can be told. */
export const monitoringExportFlags = {
  dir: Flags.string({required: true, helpValue: 'DIR', summary: 'Folder to write to; made when it is missing.'}),
  kubernetes: Flags.boolean({
    summary: 'Write objects for Kubernetes, too: PrometheusRule, ServiceMonitor, and the dashboard as a ConfigMap.',
  }),
  force: Flags.boolean({summary: 'Replace files that something else has written.'}),
  job: jobFlag({
    default: defaults.job,
    helpGroup: 'WHAT IS WATCHED',
    summary: 'Name under which Prometheus scrapes the servers.',
  }),
  namespace: checkedFlag(
    namespacePattern,
    'lower case letters, digits and hyphens',
  )({
    helpGroup: 'WHAT IS WATCHED',
    helpValue: 'NAME',
    summary: 'Only series with this namespace; with --kubernetes also where the objects are.',
  }),
  match: labelFlag({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'WHAT IS WATCHED',
    summary: 'Only series with this label; may be given several times.',
  }),
  target: checkedFlag(
    /^[^\s/]+:\d+$/,
    'HOST:PORT',
  )({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'WHAT IS WATCHED',
    helpValue: 'HOST:PORT',
    summary: 'Where a server shows its metrics; may be given several times. Default: 127.0.0.1:8085.',
  }),
  'replica-label': checkedFlag(
    labelNamePattern,
    'the name of a label',
  )({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'WHAT IS WATCHED',
    helpValue: 'NAME',
    summary: `Label that tells replicas apart; figures are pooled over them. Default: ${defaults.replicaLabels.join(', ')}.`,
  }),
  window: prometheusDurationFlag({
    default: defaults.drift.window,
    helpGroup: 'DRIFT',
    summary: 'Rows of so long are compared with the reference: a day or a week where people differ by hour or weekday.',
  }),
  'min-rows': integerFlag({minimum: 1})({
    default: defaults.drift.minimumRows,
    helpGroup: 'DRIFT',
    summary: 'With fewer rows in the window nothing is said.',
  }),
  effect: numberFlag({minimum: 0.001, maximum: 100})({
    default: defaults.drift.effect,
    helpGroup: 'DRIFT',
    summary: 'Population stability index from which a feature has drifted.',
  }),
  'feature-share': share({
    default: defaults.drift.featureShare,
    helpGroup: 'DRIFT',
    helpValue: 'SHARE',
    summary: 'Share of drifted features from which the data set has drifted.',
  }),
  for: prometheusDurationFlag({
    default: defaults.drift.for,
    helpGroup: 'DRIFT',
    summary: 'How long drift must last before an alert fires.',
  }),
  'answers-window': prometheusDurationFlag({
    default: defaults.answers.window,
    helpGroup: 'ANSWERS AND SERVICE',
    summary: 'Over which the share of answers by the baseline is taken.',
  }),
  'fallback-ratio': share({
    default: defaults.answers.fallbackRatio,
    helpGroup: 'ANSWERS AND SERVICE',
    helpValue: 'SHARE',
    summary: 'Share of the answers that the model did not give, above which an alert fires.',
  }),
  silence: prometheusDurationFlag({
    default: defaults.answers.silence,
    helpGroup: 'ANSWERS AND SERVICE',
    summary: 'Without a prediction for so long, at most 23h, an alert fires.',
  }),
  latency: Flags.option({
    options: durationBounds.map(String),
    default: String(defaults.latency.seconds),
    helpGroup: 'ANSWERS AND SERVICE',
    helpValue: 'SECONDS',
    summary: `Within which predictions should be answered: ${durationBounds.join(', ')}.`,
  })(),
  'latency-ratio': numberFlag({minimum: 0.5, maximum: 0.99999})({
    default: defaults.latency.ratio,
    helpGroup: 'ANSWERS AND SERVICE',
    helpValue: 'SHARE',
    summary: 'Share of the predictions that have to be.',
  }),
  'error-ratio': share({
    default: defaults.service.errorRatio,
    helpGroup: 'ANSWERS AND SERVICE',
    helpValue: 'SHARE',
    summary: "Share of the requests that may fail for the server's sake.",
  }),
  'rejection-ratio': share({
    default: defaults.service.rejectionRatio,
    helpGroup: 'ANSWERS AND SERVICE',
    helpValue: 'SHARE',
    summary: 'Share of the requests that may be refused.',
  }),
  'scrape-interval': prometheusDurationFlag({
    default: defaults.scrapeInterval,
    helpGroup: 'PROMETHEUS AND GRAFANA',
    summary: 'How often Prometheus reads the metrics.',
  }),
  'evaluation-interval': prometheusDurationFlag({
    default: defaults.evaluationInterval,
    helpGroup: 'PROMETHEUS AND GRAFANA',
    summary: 'How often it evaluates the rules.',
  }),
  label: labelFlag({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'PROMETHEUS AND GRAFANA',
    summary: 'Label of every alert, for routing; may be given several times.',
  }),
  alertmanager: checkedFlag(
    /^[^\s/]+:\d+$/,
    'HOST:PORT',
  )({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'PROMETHEUS AND GRAFANA',
    helpValue: 'HOST:PORT',
    summary: 'Alertmanager that Prometheus tells of alerts. Default: none.',
  }),
  'webhook-url': addressFlag({
    default: 'http://127.0.0.1:5001/',
    helpGroup: 'PROMETHEUS AND GRAFANA',
    summary: 'Whom Alertmanager tells of alerts; Grafana has it from MLOPS_ALERT_WEBHOOK.',
  }),
  'runbook-url': checkedFlag(
    urlPattern,
    'an address or a folder, without spaces, quotes, $ and braces',
  )({
    default: 'runbooks',
    helpGroup: 'PROMETHEUS AND GRAFANA',
    helpValue: 'URL',
    summary: 'Where the pages of runbooks/ can be read.',
  }),
  'grafana-url': addressFlag({
    default: defaults.dashboardUrl,
    helpGroup: 'PROMETHEUS AND GRAFANA',
    summary: 'Where Grafana is, for links from alerts to the dashboard.',
  }),
  'prometheus-url': addressFlag({
    default: 'http://prometheus:9090',
    helpGroup: 'PROMETHEUS AND GRAFANA',
    summary: 'Where Grafana finds Prometheus.',
  }),
  'data-source-uid': checkedFlag(
    uidPattern,
    'letters, digits, - and _, at most 40',
  )({
    default: defaults.dataSourceUid,
    helpGroup: 'PROMETHEUS AND GRAFANA',
    helpValue: 'UID',
    summary: "Of Grafana's data source for Prometheus.",
  }),
  folder: checkedFlag(
    /^[^$/\\\p{Cc}]{1,100}$/u,
    'a name without / and $',
  )({
    default: 'mlops',
    helpGroup: 'PROMETHEUS AND GRAFANA',
    helpValue: 'NAME',
    summary: 'Folder of Grafana for dashboard and alerts.',
  }),
  'kubernetes-label': kubernetesLabelFlag({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'KUBERNETES',
    summary: 'Label of every object, such as release=prometheus, by which a Prometheus finds its rules.',
  }),
  'service-label': kubernetesLabelFlag({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'KUBERNETES',
    summary: 'Label of the Service in front of the servers. Default: app.kubernetes.io/name=mlops.',
  }),
  'port-name': checkedFlag(
    namespacePattern,
    'lower case letters, digits and hyphens',
  )({
    default: 'metrics',
    helpGroup: 'KUBERNETES',
    helpValue: 'NAME',
    summary: "Name of the Service's port for metrics.",
  }),
}

export type MonitoringExportFlags = Interfaces.InferredFlags<typeof monitoringExportFlags>
