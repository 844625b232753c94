import {execFileSync, spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {stringify} from 'yaml'
import type {Alert} from '../../../src/lib/monitor/rules/alert.js'
import {
  alertRuleFile,
  dashboardLink,
  recordingGroups,
  recordingRuleFile,
  runbookLink,
} from '../../../src/lib/monitor/rules/prometheus-rules.js'
import {yamlOf} from '../../../src/lib/monitor/rules/monitoring-files.js'
import type {RuleOptions} from '../../../src/lib/monitor/rules/rule-options.js'

/** Skips a test by name where a program is missing; in CI a skipped test counts as failed. */
export function needs(program: string, test: Mocha.Context): void {
  try {
    execFileSync(program, ['--version'], {stdio: 'ignore'})
  } catch {
    test.test!.title += ` (${program} is missing)`
    test.skip()
  }
}

/** What the rules are shown, a value a minute from minute 0 on, and what they must make of it. */
export interface Story {
  readonly options: RuleOptions
  /** Series in Prometheus's notation -> values; null is a scrape that brought nothing. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>
  readonly expected?: readonly Expectation[]
  readonly texts?: readonly ExpectedText[]
}

export interface Expectation {
  readonly minute: number
  readonly query: string
  /** Labels in Prometheus's notation -> value. */
  readonly samples: Readonly<Record<string, number>>
}

/** An alert that fires alone under its name. */
export interface ExpectedText {
  readonly minute: number
  readonly alert: Alert
  readonly labels: Readonly<Record<string, string>>
  readonly summary: string
  readonly description: string
}

/** Runs `promtool test rules` on a story; throws what it says when the rules make something else of it. */
export function tellPrometheus({options, series, expected = [], texts = []}: Story): void {
  const groups = [...recordingGroups(options).map(({name}) => name), 'mlops-drift-alerts', 'mlops-service-alerts']
  inFolder(
    {
      'recording.yml': yamlOf(recordingRuleFile(options)),
      'alerts.yml': yamlOf(alertRuleFile(options)),
      'story.yml': stringify({
        rule_files: ['recording.yml', 'alerts.yml'],
        evaluation_interval: '1m',
        group_eval_order: groups,
        tests: [
          {
            interval: '1m',
            input_series: Object.entries(series).map(([name, values]) => ({
              series: name,
              values: values.map((value) => value ?? '_').join(' '),
            })),
            promql_expr_test: expected.map(({minute, query, samples}) => ({
              expr: query,
              eval_time: `${minute}m`,
              exp_samples: Object.entries(samples).map(([labels, value]) => ({labels, value})),
            })),
            alert_rule_test: texts.map(({minute, alert, labels, summary, description}) => ({
              eval_time: `${minute}m`,
              alertname: alert.name,
              exp_alerts: [
                {
                  exp_labels: {severity: alert.severity, ...alert.labels, ...labels},
                  exp_annotations: {
                    summary,
                    description,
                    dashboard_url: dashboardLink(alert, options).replaceAll(
                      /\{\{ \$labels\.(\w+) \| urlquery \}\}/g,
                      (_, name: string) => encodeURIComponent(labels[name]!).replaceAll('%20', '+'),
                    ),
                    runbook_url: runbookLink(alert, options),
                  },
                },
              ],
            })),
          },
        ],
      }),
    },
    (folder) => promtool(['test', 'rules', 'story.yml'], folder),
  )
}

/** What promtool printed; throws when it is not content. */
export function promtool(parameters: readonly string[], cwd: string): string {
  const {status, stdout, stderr} = spawnSync('promtool', parameters, {cwd, encoding: 'utf8'})
  if (status !== 0) throw new Error(`promtool ${parameters.join(' ')} says:\n${stdout}${stderr}`)
  return stdout
}

export function inFolder<Result>(files: Readonly<Record<string, string>>, use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-rules-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), {recursive: true})
      writeFileSync(join(folder, path), content)
    }
    return use(folder)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}
