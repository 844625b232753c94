import {dirname} from 'node:path'
import type {TrainReport} from '../lifecycle/train.js'
import type {OutOfFoldRecord} from '../model/manifest.js'
import {suggestedCommand, type SuggestedFlags} from '../suggested-command.js'
import {formatCountOf, formatDuration, formatNumber} from './numbers.js'
import {renderSteps} from './render-commands.js'
import {renderAdvice, renderGates} from './render-gates.js'
import {renderCurves, renderImportance} from './render-learning.js'
import {renderLabelledLog} from './render-labelled-log.js'
import {renderClasses, renderConfusion} from './render-metrics.js'
import {unfamiliarSentences} from './render-unfamiliar.js'
import {style} from './style.js'
import {wrapText} from './text-width.js'

/** What a person wants to know of a training: is it good, where does it fail, what does it rely on, what now. */
export function renderTraining(report: TrainReport): string {
  const {manifest} = report
  const {description, metrics} = manifest
  return [
    summary(report),
    ...(report.log === null ? [] : [renderLabelledLog(report.log)]),
    ...[renderWarnings(report), renderNotes(report)].filter((block) => block !== ''),
    section('Learning curves', renderCurves(manifest.training)),
    section(
      `Test split, ${formatCountOf(metrics.test.rows, 'row')} the model has not seen`,
      [
        renderConfusion(metrics.test, description.target.classes),
        renderClasses(metrics.test, description.target.classes),
      ].join('\n\n'),
    ),
    section('Importance', renderImportance(manifest.permutationImportance)),
    section(
      'Gates',
      [renderGates(manifest.gates), renderAdvice(manifest.gates)].filter((part) => part !== '').join('\n\n'),
    ),
    closing(report),
  ].join('\n\n')
}

function summary({version, manifest}: TrainReport): string {
  const {data, metrics, training, description} = manifest
  const classes = description.target.classes.map(({label}) => label).join(', ')
  const skipped = data.skippedRows > 0 ? `, ${formatCountOf(data.skippedRows, 'row')} skipped` : ''
  return [
    `${style.strong(`${manifest.name}, version ${version}`)}: test accuracy ${style.strong(formatNumber(metrics.test.accuracy, 3))}, train accuracy ${formatNumber(metrics.train.accuracy, 3)}.`,
    style.dim(
      `${data.file}: ${formatCountOf(data.rows, 'row')}${skipped}, ${formatCountOf(description.features.length, 'feature')}; ${description.target.name} is ${classes}. ` +
        `${formatCountOf(training.config.epochs, 'epoch')} in ${formatDuration(training.durationSeconds)} on ${backendName(training.backend)}.`,
    ),
    ...(training.outOfFold === undefined ? [] : [style.dim(foldsSentence(training.outOfFold))]),
  ].join('\n')
}

function foldsSentence({folds, accuracy, durationSeconds}: OutOfFoldRecord): string {
  return (
    `${folds} more models predicted the rows it learned from, each those it had not seen: accuracy ` +
    `${formatNumber(accuracy, 3)}, in ${formatDuration(durationSeconds)}. Drift is measured against all rows.`
  )
}

function backendName(backend: 'wasm' | 'native'): string {
  return backend === 'wasm' ? 'WebAssembly' : 'native TensorFlow'
}

/** What a person should not overlook. */
function renderWarnings({warnings, unfamiliar, manifest}: TrainReport): string {
  const values = unfamiliarSentences(unfamiliar, manifest.description.fallback === undefined ? 'model' : 'rules')
  return [...warnings, ...values.map((sentence) => `In the test split, ${sentence}`)]
    .map((text) => `${style.warn('!')} ${wrapText(text, 96).join('\n  ')}`)
    .join('\n')
}

/** What was assumed about the columns. */
function renderNotes({source, warnings}: TrainReport): string {
  return source.notes
    .filter((note) => !warnings.includes(note))
    .map((note) => style.dim(`· ${note}`))
    .join('\n')
}

function closing({version, folder, passed, manifest}: TrainReport): string {
  const models = dirname(folder)
  const validate = (flags: SuggestedFlags = {}): string =>
    suggestedCommand(['validate'], {data: 'FILE', model: version, ...flags, models})
  const {length} = manifest.gates.filter((gate) => gate.passed)
  return [
    `Written to ${style.accent(folder)}, ${formatCountOf(length, 'gate')} of ${manifest.gates.length} passed.`,
    renderSteps(
      passed
        ? [
            [validate(), 'does it hold on other data?'],
            [suggestedCommand(['models', 'promote', version], {models}), 'put it into production'],
          ]
        : [
            [suggestedCommand(['models', 'show', version], {models}), 'look at it again'],
            [validate({compare: 'OTHER'}), 'is it better than another one?'],
          ],
    ),
  ].join('\n')
}

function section(title: string, body: string): string {
  return `${style.strong(title)}\n${body}`
}
