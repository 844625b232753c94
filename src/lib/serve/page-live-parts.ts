import type {ColumnDrift, TableDrift} from '../drift/table-drift.js'
import type {DriftReport, PeriodDrift, Verdict} from '../drift/drift-report.js'
import {rankColumns} from '../drift/column-rank.js'
import type {MonitorReport} from '../monitor/monitor-report.js'
import {renderColumnLines} from '../report/drift-column-lines.js'
import {renderDriftColumn} from '../report/drift-column.js'
import {outputsSection, qualitySection} from '../report/drift-columns.js'
import {groupOf} from '../report/drift-ranking.js'
import {verdictSigns, verdictWords} from '../report/drift-words.js'
import {html, nothing, type Html} from '../report/html.js'
import type {Section} from '../report/page.js'
import {forDataset} from './iterate-dataset.js'
import {figurePanel} from './page-live-figures.js'
import {answersTable} from './page-live-answers.js'
import {clock} from './page-live-time.js'
import {driftSince, liveTimeline, momentsOf} from './page-live-timeline.js'

/** What changes on the live page, by the id of the element that holds it. */
export interface LiveParts {
  readonly headline: Html
  readonly lead: Html
  readonly datasets: Html
  readonly state: Html
  readonly features: Html
  readonly timeline: Html
  readonly outputs: Html
  readonly quality: Html
  readonly footer: Html
}

/** The level of the verdict in a word: what changes seldom enough to be said aloud. */
export function levelWord(report: MonitorReport | undefined): string {
  if (report === undefined) return 'No model is loaded'
  return report.verdict === null ? 'Nothing compared yet' : verdictWords[report.verdict.level]
}

/** Features with a card of their own at most; the others get a line each. */
const MOST_CARDS = 24

export function liveParts(report: MonitorReport | undefined): LiveParts {
  if (report === undefined) return emptyParts
  const {model, version, dataset} = report
  const compared = comparedIn(report)
  return {
    headline:
      dataset === null
        ? html`Drift of ${model}, version ${version}`
        : html`Drift of ${dataset.name}, from ${model}, version ${version}`,
    lead:
      compared === null
        ? html`Nothing has been compared yet: this page fills by itself as rows are answered.`
        : verdictLine(compared.verdict),
    datasets: datasetLinks(report),
    state: figurePanel(report),
    features: compared === null ? nothing : section(featuresPart(report, compared.drift)),
    timeline: compared === null ? nothing : section(timelinePart(report, compared.drift)),
    outputs: section(outputsPart(report, compared)),
    quality: compared === null ? nothing : section(qualitySection(...asPeriod(report, compared))),
    footer: html`${model}, version ${version}, against its reference of
      ${compared === null ? 'training rows' : `${compared.drift.referenceRows.toLocaleString('en-US')} rows`}. The same
      as <a href="${forDataset('drift', dataset?.name)}">JSON</a>, for <a href="metrics">Prometheus</a>, and as
      <a href="${forDataset('events', dataset?.name)}">events</a>.`,
  }
}

const emptyParts: LiveParts = {
  headline: html`Drift`,
  lead: html`No model is loaded yet. This page shows it as soon as there is one.`,
  ...{datasets: nothing, state: nothing, features: nothing, timeline: nothing, outputs: nothing, quality: nothing},
  footer: html`mlops serve`,
}

/** Whose rows there are to see, where there are others than those of the model itself. */
function datasetLinks({model, dataset, datasets}: MonitorReport): Html {
  if (datasets.length === 0) return nothing
  const links = [null, ...datasets].map((name) => {
    const isShown = name === (dataset?.name ?? null)
    // Relative, so that it holds behind a proxy that puts the server under a path.
    return html`<a href="${forDataset('./', name)}" ${isShown ? html`aria-current="page"` : nothing}
      >${name ?? model}</a
    > `
  })
  return html`<nav aria-label="Whose rows">${links}</nav>`
}

interface Compared {
  readonly drift: TableDrift
  readonly verdict: Verdict
}

/** The comparison, with arrows that no line break can part: sentences are written for terminals. */
function comparedIn({drift, verdict}: MonitorReport): Compared | null {
  if (drift === null || verdict === null) return null
  const withArrows = (sentence: string): string => sentence.replaceAll(' -> ', ' → ')
  return {
    drift: {
      ...drift,
      columns: drift.columns.map((column) => ({...column, sentence: withArrows(column.sentence)})),
    },
    verdict: {...verdict, reason: withArrows(verdict.reason)},
  }
}

function section(found: Section | null): Html {
  if (found === null) return nothing
  return html`<section id="${found.id}" aria-labelledby="${found.id}-title">
    <h2 id="${found.id}-title">${found.title}</h2>
    ${found.body}
  </section>`
}

function verdictLine({level, reason}: Verdict): Html {
  return html`<span class="level ${level}"
      ><span aria-hidden="true">${verdictSigns[level]}</span> ${verdictWords[level]}</span
    >
    ${reason}`
}

function featuresPart(report: MonitorReport, {columns}: TableDrift): Section | null {
  const features = rankColumns(columns.filter((column) => groupOf(column) === 'feature'))
  if (features.length === 0) return null
  const [carded, others] = [features.slice(0, MOST_CARDS), features.slice(MOST_CARDS)]
  const moments = momentsOf(report)
  const cards = carded.map((column, index) => {
    const since = driftSince(moments, column.key)
    return renderDriftColumn(column, {id: `feature-${index + 1}`, timeline: sinceOnly(column, since)})
  })
  return {
    id: 'features',
    title: 'Features',
    body: html`<p class="muted small">What drifts comes first, then what matters most to the model.</p>
      ${legend}
      <div class="cards">${cards}</div>
      ${others.length === 0 ? nothing : html`<div class="more">${renderColumnLines(others, 'other')}</div>`}`,
  }
}

/** A timeline that says since when, and has no line to draw. */
function sinceOnly(
  {key, column, aspect}: ColumnDrift,
  since: number | null,
): Parameters<typeof renderDriftColumn>[1]['timeline'] {
  if (since === null) return null
  const name = `${clock(since)} UTC`
  return {periods: [], column: {key, column, aspect, cells: [], since: {index: 0, name}, trend: null}}
}

function timelinePart(report: MonitorReport, {columns}: TableDrift): Section {
  const tested = rankColumns(columns.filter(({status}) => status !== 'not-tested'))
  return {
    id: 'timeline',
    title: 'The last hours',
    body: html`<div class="panel">
      ${liveTimeline(
        report,
        tested.map(({key}) => key),
      )}
    </div>`,
  }
}

/** What the model answers, and who answers: counted from the first row on, compared with the others. */
function outputsPart(report: MonitorReport, compared: Compared | null): Section | null {
  const outputs = compared === null ? null : outputsSection(...asPeriod(report, compared))
  if (outputs === null && report.answers.rows === 0) return null
  return {
    id: 'outputs',
    title: 'Answers',
    body: html`${outputs === null ? nothing : outputs.body} ${answersTable(report)}`,
  }
}

/** The rows of the window as a period: what parts of the page of a drift are made of. */
function asPeriod(report: MonitorReport, {drift, verdict}: Compared): [DriftReport, PeriodDrift] {
  const {model, version} = report
  const rows = drift.currentRows
  const period: PeriodDrift = {
    ...{name: 'current rows', path: '', rows, skippedRows: 0, drift, verdict, drivers: []},
  }
  return [
    {
      policy: drift.policy,
      settings: {alpha: null, minEffect: null, overrides: []},
      reference: {kind: 'model', name: `version ${version}`, version, model, rows: drift.referenceRows},
      ...{periods: [period], timeline: null, verdict, failed: [], notes: []},
    },
    period,
  ]
}

const legend = html`<ul class="legend" aria-label="Looks of the charts">
  <li><i class="area"></i>reference</li>
  <li><i class="line"></i>current rows</li>
</ul>`
