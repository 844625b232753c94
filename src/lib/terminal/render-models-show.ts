import type {ModelsShowResult} from '../lifecycle/models.js'
import type {ShownManifest} from '../lifecycle/shown-manifest.js'
import type {HistoryRecord} from '../model/registry-history.js'
import type {ClassificationMetrics} from '../statistics/classification-metrics.js'
import {suggestedCommand} from '../suggested-command.js'
import {formatCount, formatCountOf, formatDuration, formatNumber} from './numbers.js'
import {renderAdvice, renderGates} from './render-gates.js'
import {renderCurves, renderImportance} from './render-learning.js'
import {renderClasses, renderConfusion} from './render-metrics.js'
import {gateCount} from './render-models.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'
import {wrapText} from './text-width.js'
import {formatBytes, formatMinute} from './units.js'

/** One model whole: what it is, how good it is, how it came to be, what became of it. */
export function renderModelsShow(result: ModelsShowResult): string {
  const {folder, manifest, version, aliases, validations, history} = result
  const {metrics, gates, description} = manifest
  const {classes} = description.target
  const names = aliases.length === 0 ? '' : `  ${style.good(aliases.join(', '))}`
  return [
    `${style.strong(`${manifest.name}, version ${version}`)}${names}\n${renderFacts(result)}`,
    titled('Quality', renderQuality(metrics)),
    titled('Answers by true class, test split', renderConfusion(metrics.test, classes)),
    renderClasses(metrics.test, classes),
    titled(`Gates ${gateCount(countPassed(manifest))}`, renderGates(gates)),
    renderAdvice(gates),
    titled('Learning curves', renderCurves(manifest.training)),
    titled('Importance', renderImportance(manifest.permutationImportance)),
    titled('Validations', validations.length === 0 ? '' : renderValidations(result)),
    titled('History (UTC)', history.map((record) => renderChange(record, version)).join('\n')),
    validations.length === 0
      ? style.dim(`Next: ${suggestedCommand(['validate'], {data: 'FILE', model: version, models: folder})}`)
      : '',
  ]
    .filter((block) => block !== '')
    .join('\n\n')
}

function renderFacts({folder, version, bytes, parameters, manifest}: ModelsShowResult): string {
  const {description, training, data, createdAt, createdBy, preprocessing} = manifest
  const {config, backend, backendReason, durationSeconds} = training
  const layers = [preprocessing.inputs, ...config.hidden, description.target.classes.length].join(' → ')
  const skipped = data.skippedRows === 0 ? '' : `, ${formatCount(data.skippedRows)} skipped`
  const split = `${formatCount(data.rows - data.testRows)} to learn from, ${formatCount(data.testRows)} to test on`
  const classes = description.target.classes.map(({label}) => label).join(', ')
  const facts: readonly (readonly [string, string])[] = [
    ['Created', `${formatMinute(createdAt)} UTC by ${createdBy}`],
    ['Data', `${data.file}: ${formatCountOf(data.rows, 'row')} (${split})${skipped}`],
    ['', style.dim(data.hash)],
    ['Target', `${description.target.name}: ${classes}`],
    ['Features', description.features.join(', ')],
    ['Network', `${layers}, ${formatCountOf(parameters, 'parameter')}`],
    [
      'Training',
      `${formatCountOf(config.epochs, 'epoch')}, batch ${config.batchSize}, dropout ${config.dropout}, ` +
        `learning rate ${config.learningRate}, test share ${config.testShare}, seed ${config.seed}`,
    ],
    ['Backend', `${backend}, ${formatDuration(durationSeconds)}; ${backendReason}`],
    ['Files', `${folder}/${version}, ${formatBytes(bytes)}`],
  ]
  return renderTable({
    columns: [{title: ''}, {title: ''}],
    rows: facts.flatMap(([name, text]) =>
      wrapText(text, 86).map((line, index) => [index === 0 ? style.dim(name) : '', line]),
    ),
  })
}

function renderQuality({train, test}: ShownManifest['metrics']): string {
  const measures: readonly (readonly [string, (metrics: ClassificationMetrics) => number | null])[] = [
    ['accuracy', (metrics) => metrics.accuracy],
    ['macro F1', (metrics) => metrics.macroF1],
    ['ROC AUC', (metrics) => metrics.rocAuc],
    ['log loss, nats', (metrics) => metrics.logLoss],
    ['Brier score', (metrics) => metrics.brierScore],
    ['calibration error', (metrics) => metrics.calibrationError],
  ]
  return renderTable({
    columns: [{title: ''}, {title: 'Train', align: 'right'}, {title: 'Test', align: 'right'}],
    rows: [
      ...measures.map(([name, measure]) => [
        name,
        formatNumber(measure(train), 3),
        style.strong(formatNumber(measure(test), 3)),
      ]),
      ['rows', formatCount(train.rows), formatCount(test.rows)],
    ],
  })
}

function renderValidations({validations}: ModelsShowResult): string {
  return renderTable({
    columns: [
      {title: 'At (UTC)'},
      {title: 'Data'},
      {title: 'Rows', align: 'right'},
      {title: 'Accuracy', align: 'right'},
      {title: 'Gates', align: 'right'},
      {title: 'Failed'},
    ],
    rows: validations.map(({validatedAt, file, rows, accuracy, gates, failedGates}) => [
      formatMinute(validatedAt),
      file,
      formatCount(rows),
      formatNumber(accuracy, 3),
      gateCount(gates),
      style.dim(failedGates.join(', ')),
    ]),
  })
}

function renderChange({time, action, from, to}: HistoryRecord, version: number): string {
  return `${style.dim(formatMinute(time))}  ${whatHappened({action, from, to}, version)}`
}

function whatHappened({action, from, to}: Pick<HistoryRecord, 'action' | 'from' | 'to'>, version: number): string {
  if (action === 'add') return 'added'
  const manner = action === 'rollback' ? ' by a rollback' : ''
  if (to === version) return `into production${manner}${from === null ? '' : `, in place of version ${from}`}`
  return `out of production${manner}, replaced by version ${to!}`
}

function countPassed({gates}: ShownManifest): {passed: number; total: number} {
  return {passed: gates.filter(({passed}) => passed).length, total: gates.length}
}

function titled(title: string, body: string): string {
  return body === '' ? '' : `${style.strong(title)}\n${body}`
}
