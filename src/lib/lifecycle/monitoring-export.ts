import {assetNames, readAsset} from '../assets.js'
import {MlopsError} from '../errors.js'
import {dashboardUid} from '../monitor/dashboards/panel-ids.js'
import type {MonitoringExportFilesOptions} from '../monitor/export/monitoring-export-files.js'
import {defaultGrafanaAlerting} from '../monitor/rules/grafana-alerting.js'
import {writeFiles, type WrittenFile} from './write-files.js'

export interface MonitoringExportOptions extends MonitoringExportFilesOptions {
  /** Folder to write to; made when it is missing. */
  readonly folder: string
  /** What to do with files that something else has written. */
  readonly existing: 'replace' | 'keep'
  readonly signal?: AbortSignal | undefined
}

export interface MonitoringExportResult {
  readonly folder: string
  readonly files: readonly WrittenFile[]
  readonly recordingRules: number
  readonly alerts: number
  /** The choices that a person has to match elsewhere. */
  readonly job: string
  readonly matchers: string
  readonly dataSourceUid: string
  readonly webhookVariable: string
  readonly runbookUrl: string
  readonly kubernetes: boolean
}

/**
 * Writes rules, alerts and dashboard for a Prometheus and a Grafana that somebody has: all files or none.
 *
 * @throws MlopsError `USAGE`, `FILE_EXISTS`, `FILE_UNREADABLE`, `FILE_UNWRITABLE`
 */
export async function exportMonitoring(options: MonitoringExportOptions): Promise<MonitoringExportResult> {
  const {folder, rules, kubernetes, existing, signal} = options
  if (folder === '') throw new MlopsError('USAGE', {message: 'The name of the folder to write to is empty.'})
  const content = await exportedFiles(options)
  const files = await writeFiles(folder, content, {existing, signal, isOwn, noun: 'from mlops monitoring export'})
  const count = (pattern: RegExp): number =>
    [...content].reduce(
      (sum, [path, text]) => sum + (path.startsWith('prometheus/rules/') ? (text.match(pattern)?.length ?? 0) : 0),
      0,
    )
  return {
    ...{folder, files, recordingRules: count(/^ +- record: /gm), alerts: count(/^ +- alert: /gm)},
    ...{job: rules.job, matchers: rules.matchers, dataSourceUid: rules.dataSourceUid, runbookUrl: rules.runbookUrl},
    ...{webhookVariable: defaultGrafanaAlerting.webhookVariable, kubernetes: kubernetes !== undefined},
  }
}

/** Path below the folder -> content, each with the mark by which it is known again. */
async function exportedFiles(options: MonitoringExportOptions): Promise<ReadonlyMap<string, string>> {
  // A part of the program of its own: what writes YAML is large.
  const {monitoringExportFiles} = await import('../monitor/export/monitoring-export-files.js')
  const pages = assetNames.filter(isPage).map((name) => [name.slice('docs/'.length), readAsset(name)] as const)
  return new Map([...monitoringExportFiles(options), ...pages].map(([path, text]) => [path, withMark(path, text)]))
}

/** Runbooks, and what they refer to. */
function isPage(name: string): boolean {
  return name.startsWith('docs/')
}

const mark = 'Written by mlops monitoring export.'

function withMark(path: string, text: string): string {
  // JSON has no comments; the dashboard says itself where it is from.
  if (path.endsWith('.json')) return text
  return path.endsWith('.md') ? `<!-- ${mark} -->\n${text}` : `# ${mark}\n${text}`
}

function isOwn(text: string): boolean {
  return text.startsWith(`# ${mark}\n`) || text.startsWith(`<!-- ${mark} -->\n`) || isOwnDashboard(text)
}

/** An older dashboard may have the same uid, but not the tag. */
function isOwnDashboard(text: string): boolean {
  try {
    const {uid, tags} = JSON.parse(text) as {readonly uid?: unknown; readonly tags?: unknown}
    return uid === dashboardUid && Array.isArray(tags) && tags.includes('mlops')
  } catch {
    return false
  }
}
