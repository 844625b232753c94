import type {DriftReport, Verdict} from '../drift/drift-report.js'
import {answerSection} from './drift-answer.js'
import {featuresSection, outputsSection, qualitySection} from './drift-columns.js'
import {impactSection} from './drift-impact.js'
import {methodSection, notesSection} from './drift-method.js'
import {lastPeriod} from './drift-ranking.js'
import {rowsSection} from './drift-rows.js'
import {driftStyle} from './drift-style.js'
import {timelineSection} from './drift-timeline.js'
import {describeComparison, verdictSigns, verdictWords} from './drift-words.js'
import {html} from './html.js'
import type {Html} from './html.js'
import {formatCountOf} from './numbers.js'
import {renderPage} from './page.js'

/** The drift of one period or many as one page that needs nothing else, the answer first. */
export async function renderDriftPage(report: DriftReport): Promise<string> {
  const last = lastPeriod(report)
  const sections = [
    answerSection(report),
    ...(last === undefined
      ? [notesSection(report)]
      : [
          await impactSection(last),
          timelineSection(report),
          featuresSection(report, last),
          outputsSection(report, last),
          qualitySection(report, last),
          rowsSection(last),
          notesSection(report),
        ]),
    methodSection(report),
  ]
  return renderPage({
    title: `Drift: ${describeComparison(report)}`,
    lead: verdictLine(report.verdict),
    sections: sections.filter((section) => section !== null),
    footer: sourceLine(report),
    style: driftStyle,
  })
}

function verdictLine({level, reason}: Verdict): Html {
  return html`<span class="level ${level}"
      ><span aria-hidden="true">${verdictSigns[level]}</span> ${verdictWords[level]}</span
    >
    ${reason}`
}

function sourceLine(report: DriftReport): Html {
  const {reference, periods, policy} = report
  const paths = [...new Set(periods.map(({path}) => path))]
  const files = paths.length === 1 ? paths[0]! : formatCountOf(paths.length, 'file')
  const model = reference.model === null ? '' : ` of model ${reference.model}`
  return html`Made by <code>mlops drift</code> from ${files} against ${reference.name}${model}
    (${formatCountOf(reference.rows, 'row')}), policy <code>${policy}</code>`
}
