import type {ValidationReport} from '../lifecycle/validate.js'
import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import type {Comparison} from '../model/comparison.js'
import {formatCountOf, formatNumber, formatPercent} from './numbers.js'
import {fallbackTitle, renderFallback} from './render-fallback.js'
import {renderAdvice, renderGates} from './render-gates.js'
import {renderCalibration, renderClasses, renderConfusion} from './render-metrics.js'
import {style} from './style.js'
import {renderNextSteps, type RepeatedFlags} from './render-next-steps.js'
import {unfamiliarSentences} from './render-unfamiliar.js'
import {noBreakSpace, wrapText} from './text-width.js'

/** The verdict first, then its reasons, then what one does about it. */
export function renderValidation(report: ValidationReport, repeated: RepeatedFlags): string {
  const {gates, classes, metrics} = report
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
    renderUnfamiliar(report),
    ...(report.comparison === null
      ? []
      : [titled(comparisonTitle(report.comparison), renderAnswer(report.comparison))]),
    titled('Next', renderNextSteps(report, repeated)),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
}

function verdict({gates, passed, model, data, situation}: ValidationReport): string {
  const failed = gates.filter((gate) => !gate.passed).length
  const where = situation === 'training-file' ? `${data.file}, which it was made from` : data.file
  const which = `model ${model.version}`
  if (gates.length === 0)
    return `${style.warn('!')} ${style.strong(`No gate is set for ${where}: ${which} was not judged.`)}`
  if (passed)
    return `${style.good('✔')} ${style.strong(`All ${gates.length} gates passed on ${where}: ${which} may be used${situation === 'training-file' ? '' : ' there'}.`)}`
  const consequence =
    situation === 'training-file'
      ? `${which} should not be used as it is.`
      : `${which} should not be used there as it is.`
  return `${style.bad('✘')} ${style.strong(`${failed} of ${gates.length} gates failed on ${where}: ${consequence}`)}`
}

/** The interval is kept on one line: it is read as one. */
function facts({model, data, metrics, situation, accuracyInterval}: ValidationReport): string {
  const {lower, upper} = accuracyInterval
  const aliases = model.aliases.length === 0 ? '' : `, ${model.aliases.join(', ')}`
  const skipped = data.skippedRows === 0 ? '' : ` (${formatCountOf(data.skippedRows, 'bad row')} left out)`
  const rightOn =
    situation === 'other-file'
      ? `${formatPercent(metrics.accuracy)} of ${formatCountOf(metrics.rows, 'row')}${skipped}`
      : `${formatPercent(metrics.accuracy)} of the ${formatCountOf(metrics.rows, 'row')} held out at training${skipped}`
  const interval = `95 % interval ${formatPercent(lower)} to ${formatPercent(upper)}`
  return `Model ${model.version} (${model.name}${aliases}) is right on ${rightOn}; ${interval.replaceAll(' ', noBreakSpace)}`
}

function rowsShown({situation, metrics}: ValidationReport): string {
  return `${formatCountOf(metrics.rows, 'row')}${situation === 'other-file' ? '' : ' held out'}`
}

/** Says what the counts of the gates are of, where the tables below are of fewer rows. */
function countedOver({situation, data}: ValidationReport): string {
  if (situation === 'other-file') return ''
  return `\n${style.dim(`Answers and probabilities are gated over all ${formatCountOf(data.rows, 'row')} of the file.`)}`
}

function renderUnfamiliar({unfamiliar, fallback}: ValidationReport): string {
  const sentences = unfamiliarSentences(unfamiliar, fallback === null ? 'model' : 'rules')
  return titled(
    `Values that the model does not know${fallback === null ? '' : ', left to the rules'}`,
    sentences.map((sentence) => `• ${wrapText(sentence, 94).join('\n  ')}`).join('\n'),
  )
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
