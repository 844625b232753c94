import type {ValidationReport} from '../lifecycle/validate.js'
import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import type {Comparison} from '../model/comparison.js'
import {formatCountOf, formatNumber, formatPercent} from './numbers.js'
import {fallbackTitle, renderFallback} from './render-fallback.js'
import {renderAdvice, renderGates} from './render-gates.js'
import {renderCalibration, renderClasses, renderConfusion} from './render-metrics.js'
import {style} from './style.js'
import {renderNextSteps} from './render-next-steps.js'
import {wrapText} from './text-width.js'

/** The verdict first, then its reasons, then what one does about it. */
export function renderValidation(report: ValidationReport): string {
  const {gates, classes} = report
  // What it does on rows that it has learned from tells nothing about other rows.
  const metrics = report.split?.test ?? report.metrics
  return [
    `${verdict(report)}\n${wrapText(facts(report), 98)
      .map((line) => style.dim(line))
      .join('\n')}`,
    `${renderGates(gates)}${countedOver(report)}`,
    titled('What to do', renderAdvice(gates)),
    titled(`Answers by true class, ${rowsShown(report)}`, renderConfusion(metrics, classes)),
    renderClasses(metrics, classes),
    titled(calibrationTitle(metrics), renderCalibration(metrics)),
    ...(report.fallback === null ? [] : [titled(fallbackTitle(report.fallback), renderFallback(report.fallback))]),
    ...(report.comparison === null
      ? []
      : [titled(comparisonTitle(report.comparison), renderAnswer(report.comparison))]),
    titled('Next', renderNextSteps(report)),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
}

function verdict({gates, passed, model, data, situation}: ValidationReport): string {
  const failed = gates.filter((gate) => !gate.passed).length
  const where = situation === 'training-file' ? `${data.file}, which it was made from` : data.file
  const which = `model ${model.version}`
  if (passed)
    return `${style.good('✔')} ${style.strong(`All ${gates.length} gates passed on ${where}: ${which} may be used${situation === 'training-file' ? '' : ' there'}.`)}`
  const consequence =
    situation === 'training-file'
      ? `${which} should not be used as it is.`
      : `${which} should not be used there as it is.`
  return `${style.bad('✘')} ${style.strong(`${failed} of ${gates.length} gates failed on ${where}: ${consequence}`)}`
}

function facts({model, data, metrics, split, accuracyInterval}: ValidationReport): string {
  const {lower, upper} = accuracyInterval
  const aliases = model.aliases.length === 0 ? '' : `, ${model.aliases.join(', ')}`
  const skipped = data.skippedRows === 0 ? '' : ` (${formatCountOf(data.skippedRows, 'bad row')} left out)`
  const rightOn =
    split === null
      ? `${formatPercent(metrics.accuracy)} of ${formatCountOf(data.rows, 'row')}${skipped}`
      : `${formatPercent(split.test.accuracy)} of the ${formatCountOf(split.test.rows, 'row')} held out at training${skipped}`
  return `Model ${model.version} (${model.name}${aliases}) is right on ${rightOn}; 95 % interval ${formatPercent(lower)} to ${formatPercent(upper)}`
}

function rowsShown({split, metrics}: ValidationReport): string {
  return split === null ? formatCountOf(metrics.rows, 'row') : `${formatCountOf(split.test.rows, 'row')} held out`
}

/** Says what the counts of the gates are of, where the tables below are of fewer rows. */
function countedOver({split, metrics}: ValidationReport): string {
  if (split === null) return ''
  return `\n${style.dim(`Answers and probabilities are gated over all ${formatCountOf(metrics.rows, 'row')} of the file.`)}`
}

function calibrationTitle({accuracy, topProbability, calibrationError}: ClassificationMetrics): string {
  const gap = topProbability.mean - accuracy
  const manner =
    Math.abs(gap) < 0.02
      ? 'about as sure as it is right'
      : gap > 0
        ? 'surer than it is right'
        : 'less sure than it is right'
  return `Calibration: ${manner}, ${formatPercent(topProbability.mean)} against ${formatPercent(accuracy)} (ECE ${formatNumber(calibrationError, 3)})`
}

function comparisonTitle({newer, older}: Comparison): string {
  return `Is version ${newer.version} better than version ${older.version}?`
}

/** The word that answers stands out. */
function renderAnswer({better, answer}: Comparison): string {
  const paint = better === 'yes' ? style.good : better === 'no' ? style.bad : style.warn
  const text = wrapText(answer, 96).join('\n')
  const end = text.indexOf(':')
  return paint(text.slice(0, end)) + text.slice(end)
}

function titled(title: string, body: string): string {
  return body === '' ? '' : `${style.strong(title)}\n${body}`
}
