/** Writes the files of `compose/` that Prometheus, Alertmanager and Grafana read for the alerts. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {monitoringFiles} from '../src/lib/monitor/rules/monitoring-files.js'
import {demonstrationRuleOptions} from '../src/lib/monitor/rules/rule-options.js'

for (const [path, content] of monitoringFiles({rules: demonstrationRuleOptions})) {
  const file = join('compose', path)
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, `# Made by npm run generate from src/lib/monitor/rules.\n${content}`)
}
