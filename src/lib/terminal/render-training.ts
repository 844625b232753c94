import type {TrainReport} from '../lifecycle/train.js'
import {formatCountOf, formatDuration, formatNumber} from './numbers.js'
import {renderAdvice, renderGates} from './render-gates.js'
import {renderCurves, renderImportance} from './render-learning.js'
import {renderClasses, renderConfusion} from './render-metrics.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'

/** What a person wants to know of a training: is it good, where does it fail, what does it rely on, what now. */
export function renderTraining(report: TrainReport): string {
  const {manifest, source} = report
  const {description, metrics} = manifest
  return [
    summary(report),
    ...(source.notes.length > 0 ? [source.notes.map((note) => style.dim(`· ${note}`)).join('\n')] : []),
    section('Learning curves', renderCurves(manifest.training.history)),
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
  ].join('\n')
}

function backendName(backend: 'wasm' | 'native'): string {
  return backend === 'wasm' ? 'WebAssembly' : 'native TensorFlow'
}

function closing({version, folder, passed, manifest}: TrainReport): string {
  const next = passed
    ? [
        `mlops validate -m ${version} -d FILE`,
        'does it hold on other data?',
        `mlops models promote ${version}`,
        'put it into production',
      ]
    : [
        `mlops models show ${version}`,
        'look at it again',
        `mlops validate -m ${version} -d FILE --compare OTHER`,
        'is it better than another one?',
      ]
  return [
    `Written to ${style.accent(folder)}, ${formatCountOf(manifest.gates.filter((gate) => gate.passed).length, 'gate')} of ${manifest.gates.length} passed.`,
    renderTable({
      columns: [{title: ''}, {title: ''}],
      rows: [
        [style.accent(next[0]!), style.dim(next[1]!)],
        [style.accent(next[2]!), style.dim(next[3]!)],
      ],
    }),
  ].join('\n')
}

function section(title: string, body: string): string {
  return `${style.strong(title)}\n${body}`
}
