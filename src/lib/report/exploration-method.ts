import {LEAK_SKILL, STRONG_SKILL} from '../dataset/profile-findings.js'
import type {TableProfile} from '../dataset/profile-types.js'
import {html} from './html.js'
import {formatPercent} from './numbers.js'
import type {Section} from './page.js'

/** How the figures of the page were made, for those who compare or doubt them. */
export function methodSection({label}: TableProfile): Section {
  const withLabel: readonly (readonly [string, string])[] = [
    [
      'Strength',
      "Bergsma's bias-corrected Cramér's V between the column and the label. Numbers are divided into up to ten bins " +
        'of equally many values, so a relation that rises and falls again counts too. The p-value is that of the ' +
        'chi-squared test.',
    ],
    [
      'Explains',
      "Theil's U: the share of the label's entropy that vanishes when the column is known. Somewhat too high where a " +
        'category has many values.',
    ],
    [
      'Leaks',
      'One rule on one column, judged on rows it has not seen (5 folds): for a category the most frequent class of ' +
        'each value, for a number a small decision tree. A column that avoids ' +
        `${formatPercent(LEAK_SKILL, 0)} of the errors of always naming the most frequent class is a suspected leak; ` +
        `from ${formatPercent(STRONG_SKILL, 0)} on it deserves a question.`,
    ],
    [
      'Direction',
      'Named where the Kruskal-Wallis test finds different levels (p < 0.01): medians, or means where medians coincide.',
    ],
  ]
  const always: readonly (readonly [string, string])[] = [
    ['Quantiles', "Linear interpolation between order statistics (Hyndman and Fan's type 7, numpy's default)."],
    ['Spread, skewness', 'Of the sample (ddof 1); skewness is the adjusted Fisher-Pearson coefficient, as in pandas.'],
    [
      'Histograms',
      "Equal-width bins. Values beyond Tukey's outer fences (three interquartile ranges) are counted aside where they " +
        'would squash the others.',
    ],
    [
      'Between features',
      "Spearman's rank correlation for two numbers, the bias-corrected correlation ratio on ranks for a number and a " +
        "category, bias-corrected Cramér's V for two categories.",
    ],
    ['Repeated rows', 'Equal to an earlier row in every column, missing equal to missing.'],
  ]
  const entries = label === null ? always : [...withLabel, ...always]
  return {
    id: 'method',
    title: 'How this was computed',
    body: html`<dl class="small">
      ${entries.map(
        ([name, text]) =>
          html`<dt>${name}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>`,
  }
}
