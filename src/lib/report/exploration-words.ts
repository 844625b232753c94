import type {
  Association,
  CorrelationPair,
  Finding,
  LabelProfile,
  NumberSummary,
  OutOfRange,
  TableProfile,
} from '../dataset/profile-types.js'
import {formatCount, formatCountOf, formatNumber, formatPercent} from './numbers.js'
import {shellWord} from '../suggested-command.js'

/** A finding in words: what was seen, and what to do about it. */
export interface FindingWords {
  readonly text: string
  readonly advice: string
}

/** What the table is, in one or two sentences. */
export function describeTable({rows, columns, label}: TableProfile): string {
  const count = (role: string): number => columns.filter((column) => column.role === role).length
  const parts = [
    formatCountOf(count('feature'), 'feature'),
    ...(label === null ? [] : [`the label "${label.name}"`]),
    ...(count('ignored') > 0 ? [`${formatCount(count('ignored'))} ignored`] : []),
  ]
  const size = `${formatCountOf(rows, 'row')}, ${formatCountOf(columns.length, 'column')}: ${joined(parts)}.`
  return label === null ? `${size} No label is known, so nothing here is compared with one.` : size
}

/** The finding that matters most, as a sentence for the top of a page. */
export function describeFindings({findings}: TableProfile): string {
  const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length
  const [problems, warnings] = [count('problem'), count('warning')]
  if (problems + warnings === 0) return 'Nothing in it needs attention before training.'
  const parts = [
    ...(problems > 0 ? [formatCountOf(problems, 'problem')] : []),
    ...(warnings > 0 ? [formatCountOf(warnings, 'warning')] : []),
  ]
  return `${joined(parts)} to look at before training.`
}

/** How a column goes with the label, in words; '' when there is nothing to say. */
export function describeDirection({direction}: Association, label: LabelProfile): string {
  switch (direction.kind) {
    case 'rises':
    case 'falls': {
      const {from, to, level} = direction
      if (label.classes.length === 2) {
        const [higher, lower] = direction.kind === 'rises' ? [to, from] : [from, to]
        return `higher for ${higher.class} (${level} ${formatNumber(higher.figure)}) than for ${lower.class} (${formatNumber(lower.figure)})`
      }
      return `${direction.kind} from ${from.class} (${level} ${formatNumber(from.figure)}) to ${to.class} (${formatNumber(to.figure)})`
    }
    case 'level': {
      const {highest, lowest, level} = direction
      return `highest for ${highest.class} (${level} ${formatNumber(highest.figure)}), lowest for ${lowest.class} (${formatNumber(lowest.figure)})`
    }
    case 'value': {
      const {value, highest, lowest} = direction
      return `${value} in ${formatPercent(highest.figure, 0)} of ${highest.class}, ${formatPercent(lowest.figure, 0)} of ${lowest.class}`
    }
    case 'shape':
      return 'same level in each class, another spread or shape'
    case 'none':
      return 'no difference that chance would not make'
  }
}

export const measureNames = {
  spearman: 'Spearman',
  'correlation-ratio': 'correlation ratio',
  'cramers-v': "Cramér's V",
} as const

export function describeCorrelation({first, second, value, measure}: CorrelationPair): string {
  return `"${first}" and "${second}", ${measureNames[measure]} ${value.toFixed(2)}`
}

/** A finding in words, with the flag that mends it where there is one. */
export function describeFinding(finding: Finding): FindingWords {
  switch (finding.kind) {
    case 'leak':
      return {
        text:
          `"${finding.column}" alone predicts the label: right in ${formatPercent(finding.rule.accuracy)} of rows that ` +
          `the rule has not seen, against ${formatPercent(finding.rule.majorityShare)} for always naming the most ` +
          'frequent class.',
        advice:
          finding.role === 'ignored'
            ? 'It is ignored already: keep it so.'
            : `Is it known before the label is? If not, it leaks the answer: --ignore ${shellWord(finding.column)}.`,
      }
    case 'strong':
      return {
        text:
          `"${finding.column}" alone is right in ${formatPercent(finding.rule.accuracy)} of unseen rows (most frequent ` +
          `class: ${formatPercent(finding.rule.majorityShare)}).`,
        advice:
          finding.role === 'ignored'
            ? 'It is ignored already.'
            : 'Columns this strong are rare: make sure that it is known before the label is.',
      }
    case 'empty':
      return {
        text: `"${finding.column}" has no value in any row.`,
        advice: `Nothing can be learned from it: --ignore ${shellWord(finding.column)}.`,
      }
    case 'constant':
      return {
        text: `"${finding.column}" has the same value in every row.`,
        advice: `Nothing can be learned from it: --ignore ${shellWord(finding.column)}.`,
      }
    case 'identifier':
      return {
        text: `"${finding.column}" looks like an identifier: ${formatCount(finding.distinct)} different values in ${formatCountOf(finding.rows, 'row')}.`,
        advice: `A model would learn it by heart: --ignore ${shellWord(finding.column)}.`,
      }
    case 'duplicates':
      return {
        text: `${formatCountOf(finding.rows, 'row')} (${formatPercent(finding.share)}) ${finding.rows === 1 ? 'repeats' : 'repeat'} an earlier row in every column.`,
        advice: 'Remove repeated rows: one that lands in training and test makes the accuracy look better than it is.',
      }
    case 'conflicts':
      return {
        text: `${formatCountOf(finding.rows, 'row')} (${formatPercent(finding.share)}) share all features with a row of another class.`,
        advice: 'No model gets them all right: a feature is missing, or some labels are wrong.',
      }
    case 'missing':
      return {
        text: `"${finding.column}" is missing in ${formatCountOf(finding.rows, 'row')} (${formatPercent(finding.share)}).`,
        advice: 'The model gets told that it is missing. Find out why: will it be missing as often when it is live?',
      }
    case 'missing-label':
      return {
        text: `${formatCountOf(finding.rows, 'row')} (${formatPercent(finding.share)}) ${finding.rows === 1 ? 'has' : 'have'} no known label.`,
        advice: 'They count in no class here, and training cannot use them.',
      }
    case 'out-of-range':
      return {
        text: `"${finding.column}" is ${describeOutside(finding.range)} in ${formatCountOf(finding.range.below + finding.range.above, 'row')} (${formatPercent(finding.share)}).`,
        advice: 'Correct the values, or the range in the data package. Live, such inputs are answered by the fallback.',
      }
    case 'undeclared':
      return {
        text: `"${finding.column}" has ${formatCountOf(finding.values, 'value')} that the schema does not name, in ${formatCountOf(finding.rows, 'row')}: ${finding.examples.join(', ')}${finding.values > finding.examples.length ? ', …' : ''}.`,
        advice: 'Correct the values, or add them to the categories in the data package.',
      }
    case 'far-out':
      return {
        text: `"${finding.column}" has ${formatCountOf(finding.rows, 'value')} far from all others (${describeSpan(finding.summary)}).`,
        advice:
          'If they stand for "unknown", name them under missingValues in the data package; if not, check the source.',
      }
    case 'imbalance':
      return {
        text: `The class "${finding.largest.label}" has ${formatCountOf(finding.largest.rows, 'row')}, "${finding.smallest.label}" only ${formatCount(finding.smallest.rows)}.`,
        advice: `Always answering "${finding.largest.label}" is right in ${formatPercent(finding.largest.rows / finding.rows)}: judge by recall and F1 of each class.`,
      }
    case 'single-class':
      return {
        text: `Every labelled row is of the class "${finding.class}".`,
        advice: 'There is nothing to tell apart: training needs at least two classes.',
      }
    case 'correlation':
      return {
        text: `Two features hardly differ: ${describeCorrelation(finding.pair)}.`,
        advice: 'They say much the same: one may be enough, and the importance of each alone will look too small.',
      }
  }
}

function describeOutside({minimum, maximum, below, above}: OutOfRange): string {
  if (minimum !== null && maximum !== null) {
    const side = above === 0 ? 'below' : below === 0 ? 'above' : 'outside'
    return `${side} its range of ${formatNumber(minimum)} to ${formatNumber(maximum)}`
  }
  return minimum === null
    ? `above its maximum of ${formatNumber(maximum)}`
    : `below its minimum of ${formatNumber(minimum)}`
}

function describeSpan({minimum, maximum, lowerQuartile, upperQuartile}: NumberSummary): string {
  return `all: ${formatNumber(minimum)} to ${formatNumber(maximum)}; the middle half: ${formatNumber(lowerQuartile)} to ${formatNumber(upperQuartile)}`
}

function joined(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]!}`
}
