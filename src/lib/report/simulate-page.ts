import {driftStyle} from './drift-style.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatCount, formatCountOf, formatNumber, formatPercent} from './numbers.js'
import {renderPage, type Section} from './page.js'
import {driftSection} from './simulate-drift.js'
import {sinceWhen, type SimulationReport} from './simulate-report.js'
import {accuracySection, latencySection, monthsSection, settingsSection} from './simulate-sections.js'

/** Features that the lead names at most. */
const mostNamed = 4

/** Months of traffic as one page that needs nothing else, the answer first. */
export async function renderSimulationPage(report: SimulationReport): Promise<string> {
  const sections: readonly (Section | null)[] = [
    figuresSection(report),
    await accuracySection(report),
    driftSection(report),
    await latencySection(report),
    monthsSection(report),
    settingsSection(report),
  ]
  const {model, months} = report
  return renderPage({
    title: `${formatCountOf(months.length, 'month')} of ${model?.name ?? 'customers'}`,
    lead: leadOf(report),
    sections: sections.filter((section) => section !== null),
    footer: html`Made by <code>mlops simulate</code> against ${report.url}`,
    style: driftStyle,
  })
}

function leadOf({months, model, end}: SimulationReport): Html {
  const known = months.filter(({accuracy}) => accuracy !== null)
  const [first, last] = [known[0], known.at(-1)]
  const who = model === null ? 'The server' : `Version ${model.versions.join(', ')}`
  const accuracy =
    first === undefined || last === undefined
      ? ''
      : first === last
        ? `${who} was right on ${formatPercent(first.accuracy)} of month ${first.month}.`
        : `${who} was right on ${formatPercent(first.accuracy)} of month ${first.month}, and on ${formatPercent(last.accuracy)} of month ${last.month}.`
  const stopped = {
    done: '',
    interrupted: ' It was stopped before its end.',
    'server gone': ' Then the server went away.',
  }
  return html`${accuracy} ${driftWords(months)}${stopped[end]}`
}

function driftWords(months: SimulationReport['months']): string {
  const compared = months.filter(({drift}) => drift !== null)
  if (compared.length === 0) return 'What drifted was not asked for.'
  const features = (compared[0]!.drift?.columns ?? []).filter(({aspect}) => aspect === 'values').map(({key}) => key)
  const lasting = features
    .map((key) => ({key, since: sinceWhen(months, key)}))
    .filter((each): each is {key: string; since: number} => each.since !== null)
    .sort((a, b) => a.since - b.since)
  if (lasting.length === 0) return 'The server saw no feature drift lastingly.'
  const named = lasting.slice(0, mostNamed).map(({key, since}) => `${key} since month ${since}`)
  if (lasting.length > mostNamed) named.push(`${lasting.length - mostNamed} more`)
  const [last, ...before] = named.reverse()
  return `The server saw drift of ${before.length === 0 ? '' : `${before.reverse().join(', ')} and `}${last!}.`
}

function figuresSection({totals}: SimulationReport): Section {
  const figures: readonly (readonly [string, string])[] = [
    [formatCount(totals.rows), 'rows answered'],
    [formatNumber(totals.requestsPerSecond, 0), 'requests a second'],
    [`${formatNumber(totals.latencyMs.p99, 2)} ms`, '99 of 100 requests took less'],
    [formatPercent(totals.accuracy), 'answered right'],
    [formatPercent(totals.fallbackShare), 'answered by the baseline'],
    [formatCount(totals.errors), totals.errors === 1 ? 'row refused' : 'rows refused'],
  ]
  const away =
    totals.retries === 0
      ? nothing
      : html`<p class="small muted">
          The server was away for ${formatNumber(totals.outageSeconds, 1)} s;
          ${formatCountOf(totals.retries, 'request')} went out once more.
        </p>`
  return {
    id: 'figures',
    title: 'All months together',
    body: html`<div class="panel">
      <ul class="figures">
        ${figures.map(([value, name]) => html`<li><b>${value}</b><span>${name}</span></li>`)}
      </ul>
      ${away}
    </div>`,
  }
}
