/** Writes the files of `compose/` that Grafana reads for the dashboard. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {dashboardFiles} from '../src/lib/monitor/dashboards/dashboard-files.js'
import {demonstrationDashboardOptions} from '../src/lib/monitor/dashboards/dashboard-options.js'

for (const [path, content] of dashboardFiles({dashboard: demonstrationDashboardOptions})) {
  const file = join('compose', path)
  mkdirSync(dirname(file), {recursive: true})
  // JSON has no comments.
  const origin = path.endsWith('.json') ? '' : '# Made by npm run generate from src/lib/monitor/dashboards.\n'
  writeFileSync(file, origin + content)
}
