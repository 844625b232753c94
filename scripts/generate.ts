/**
 * Makes every generated file of the repository anew. With --check it fails when one of them was not what its source
 * makes; the new content is left in place, to be looked at and committed.
 */
import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {dashboardFiles} from '../src/lib/monitor/dashboards/dashboard-files.js'
import {demonstrationDashboardOptions} from '../src/lib/monitor/dashboards/dashboard-options.js'
import {monitoringFiles} from '../src/lib/monitor/rules/monitoring-files.js'
import {demonstrationRuleOptions} from '../src/lib/monitor/rules/rule-options.js'

interface Generator {
  readonly files: readonly string[]
  /** Arguments of node. */
  readonly command: readonly string[]
}

const generators: readonly Generator[] = [
  {files: ['src/lib/model/kernels/binary.ts'], command: ['scripts/build-kernels.ts']},
  {files: ['docs/errors.md'], command: ['scripts/build-errors-page.ts']},
  {
    files: [...monitoringFiles({rules: demonstrationRuleOptions}).keys()].map((path) => join('compose', path)),
    command: ['scripts/build-monitoring.ts'],
  },
  {
    files: [...dashboardFiles({dashboard: demonstrationDashboardOptions}).keys()].map((path) => join('compose', path)),
    command: ['scripts/build-dashboards.ts'],
  },
  {
    files: readdirSync('data')
      .filter((name) => name.endsWith('.csv'))
      .map((name) => join('data', name)),
    command: ['src/main.ts', 'generate', '--force'],
  },
]

const different = generators.flatMap(({files, command}) => {
  const before = files.map(read)
  execFileSync(process.execPath, ['--import', 'tsx', ...command], {stdio: ['ignore', 'ignore', 'inherit']})
  return files.filter((file, index) => read(file) !== before[index])
})
for (const file of different) console.log(`${file} was not what its source makes; it is now.`)
if (process.argv.includes('--check') && different.length > 0) process.exitCode = 1

/** A file that is missing is different from any other. */
function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
