import {html, nothing, type Html} from '../report/html.js'
import {formatPercent} from '../numbers.js'
import {preformatted} from './page-document.js'
import {jsonText} from './page-json.js'
import type {ServedModel} from './served-model.js'

/** What to talk about in front of this page. */
export function questions({fallback, description}: ServedModel): Html {
  const rules = description.fallback?.rules
  const limit = fallback === undefined ? '' : formatPercent(fallback.minimumProbability, 0)
  const cards: readonly (readonly [string, string])[] =
    fallback === undefined
      ? [
          [
            'Nothing holds it back',
            'This model has no baseline: it answers every row, also those unlike any it has seen, and sounds as sure as ever. Try it. Who would notice?',
          ],
          ['What instead?', 'Which rows would you rather give to a rule of three lines, or to a person?'],
        ]
      : [
          [
            'Out of range',
            'A network answers everything, and far from what it has seen it is often most sure of itself. Try a value outside its range: what would the model have said? Are the ranges the right ones?',
          ],
          [
            'Unsure',
            `Below ${limit} the baseline answers. Why there? A higher limit means fewer answers of the model, and fewer mistakes by it. What does a mistake cost, and who pays?`,
          ],
          [
            'In range, and strange all the same',
            'Each value may be common and the row as a whole unheard of. Push several values to the ends of their ranges: nothing stops the model here. Should something?',
          ],
          [
            'True once',
            'Ranges and limits were set when the model was trained. When the world moves, answers stay as sure as they were. What would tell you? The live page of the monitor watches for it.',
          ],
        ]
  return html`<section id="questions" aria-labelledby="questions-title">
    <h2 id="questions-title">When should the model not answer?</h2>
    <div class="questions">
      ${cards.map(
        ([title, text]) =>
          html`<div class="panel">
            <h3>${title}</h3>
            <p>${text}</p>
          </div>`,
      )}
    </div>
    ${
      rules === undefined
        ? nothing
        : html`<details>
            <summary>The rules of the baseline</summary>
            ${preformatted(jsonText(rules), {label: 'Rules of the baseline, as JsonLogic'})}
          </details>`
    }
  </section>`
}
