import {MlopsError} from '../errors.js'
import {metricCatalogue} from '../monitor/metric-catalogue.js'
import {alertGroups} from '../monitor/rules/prometheus-rules.js'
import {recordedSeries} from '../monitor/rules/recorded-series.js'
import {defaultRuleOptions as defaults} from '../monitor/rules/rule-options.js'
import type {Label} from './monitoring-values.js'

interface LabelFlags {
  readonly namespace?: string | undefined
  readonly match?: readonly Label[] | undefined
  readonly label?: readonly Label[] | undefined
  readonly 'replica-label'?: readonly string[] | undefined
}

/**
 * Refuses labels that have another meaning already: series with them would not be found, and alerts be confused.
 *
 * @throws MlopsError `USAGE`
 */
export function refuseReservedLabels({namespace, match = [], label = [], ...others}: LabelFlags): void {
  const replicaLabels = others['replica-label'] ?? defaults.replicaLabels
  refuseEach('match', match, (name) => matchProblem(name, {replicaLabels, namespace}))
  refuseEach('label', label, (name) => alertProblem(name, replicaLabels))
}

interface Problem {
  readonly reason: string
  readonly suggestion: string
}

function refuseEach(
  flag: 'match' | 'label',
  labels: readonly Label[],
  problemOf: (name: string) => Problem | null,
): void {
  for (const [place, [name, value]] of labels.entries()) {
    const isSecond = labels.findIndex(([other]) => other === name) < place
    const problem = isSecond ? {reason: `${name} has a value already`, suggestion: 'Give it once.'} : problemOf(name)
    if (problem === null) continue
    const given = JSON.stringify(`${name}=${value}`)
    throw new MlopsError('USAGE', {
      message: `--${flag} is ${given}, but ${problem.reason}.`,
      suggestion: problem.suggestion,
    })
  }
}

const seriesLabels: ReadonlySet<string> = new Set([
  'le',
  ...Object.values(metricCatalogue).flatMap(({labels}): readonly string[] => labels),
  ...Object.values(recordedSeries).flatMap(({labels}): readonly string[] => labels),
])

function matchProblem(
  name: string,
  {replicaLabels, namespace}: {readonly replicaLabels: readonly string[]; readonly namespace: string | undefined},
): Problem | null {
  if (name === 'job') return {reason: 'the job has a flag of its own', suggestion: 'Give --job NAME.'}
  if (name === 'namespace' && namespace !== undefined) {
    return {reason: '--namespace says that already', suggestion: 'Leave one of the two out.'}
  }
  if (name === 'instance') {
    return {
      reason: 'instance is the address of one server, and the rules pool all of them',
      suggestion: 'Name the servers with --target HOST:PORT.',
    }
  }
  if (replicaLabels.includes(name)) {
    return {
      reason: `${name} tells replicas apart, and the rules pool all of them`,
      suggestion: 'Match a label that all replicas share, or name those that they differ in with --replica-label.',
    }
  }
  if (!seriesLabels.has(name)) return null
  return {
    reason: `${name} is a label of the metrics themselves, and the rules need all its values`,
    suggestion: 'Match a label that Prometheus gives to the servers, such as env=live.',
  }
}

/** What alerts have of their own, and of the series that they are about. */
const alertLabels: ReadonlySet<string> = new Set([
  ...['alertname', 'job', 'instance'],
  ...alertGroups(defaults).flatMap(({alerts}) =>
    alerts.flatMap(({labels = {}, variables = []}) => [...Object.keys(labels), ...variables]),
  ),
])

function alertProblem(name: string, replicaLabels: readonly string[]): Problem | null {
  const suggestion = 'Give a label of another name, such as team=risk.'
  if (name === 'severity') return {reason: 'each alert says itself whether it is critical or a warning', suggestion}
  if (!alertLabels.has(name) && !replicaLabels.includes(name)) return null
  return {reason: `alerts are told apart by their label ${name}`, suggestion}
}
