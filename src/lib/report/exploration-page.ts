import type {TableProfile} from '../dataset/profile-types.js'
import {renderColumn} from './exploration-column.js'
import {correlationsSection} from './exploration-correlations.js'
import {shownGroups} from './exploration-groups.js'
import type {ShownGroup} from './exploration-groups.js'
import {methodSection} from './exploration-method.js'
import {findingsSection, overviewSection} from './exploration-overview.js'
import type {ExploredFile} from './exploration-overview.js'
import {missingSection, rankingSection} from './exploration-ranking.js'
import {describeFindings, describeTable} from './exploration-words.js'
import {html, nothing} from './html.js'
import type {Html} from './html.js'
import {formatCount} from './numbers.js'
import {renderPage} from './page.js'
import type {Section} from './page.js'
import {groupColour} from './palette.js'

/** Columns with a chart of their own: what a page can bear. */
const CARDS = 80

/** The exploration of a file as one page that needs nothing else. */
export async function renderExplorationPage(profile: TableProfile, source: ExploredFile): Promise<string> {
  const groups = shownGroups(profile)
  const sections = [
    await overviewSection(profile, {source, groups}),
    findingsSection(profile),
    await rankingSection(profile),
    await columnsSection(profile, groups),
    await correlationsSection(profile),
    await missingSection(profile),
    methodSection(profile),
  ]
  return renderPage({
    title: `Exploration of ${source.file}`,
    lead: `${describeTable(profile)} ${describeFindings(profile)}`,
    sections: sections.filter((section) => section !== null),
    footer: html`Made by <code>mlops explore</code> from ${source.file}, <code>${source.hash}</code>`,
  })
}

async function columnsSection(profile: TableProfile, groups: readonly ShownGroup[]): Promise<Section> {
  const drawable = profile.columns.filter(({role}) => role !== 'label')
  const cards: Html[] = []
  for (const [index, column] of drawable.slice(0, CARDS).entries()) {
    cards.push(await renderColumn(column, {profile, groups, id: `column-${index + 1}`}))
  }
  const lead =
    profile.label === null
      ? 'Share of all rows.'
      : 'Share of the rows of each class, so that small classes show as well as large ones.'
  const legend =
    profile.label === null
      ? nothing
      : html`<ul class="legend" aria-label="Colours of the classes">
          ${groups.map(({label}, index) => html`<li><i style="background:${groupColour(index)}"></i>${label}</li> `)}
        </ul>`
  const left = drawable.length - cards.length
  const more = left > 0 ? html`<p class="muted">${formatCount(left)} more columns are not drawn.</p>` : nothing
  return {
    id: 'columns',
    title: 'Columns',
    body: html`<p>${lead}</p>
      ${legend}
      <div class="cards">${cards}</div>
      ${more}`,
  }
}
