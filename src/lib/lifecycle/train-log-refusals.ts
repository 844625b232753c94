import type {DatasetDescription} from '../dataset/description.js'
import type {Table} from '../dataset/table.js'
import {MlopsError} from '../errors.js'
import {labelsOf, requireVarying} from '../model/preprocessing.js'
import {formatCountOf} from '../numbers.js'
import type {LabelledLog} from './train-log-months.js'

const sendLabels =
  'Tell the server what turned out to be true with POST /ground-truth, as [{"id": …, "label": …}]; the ids are in its answers.'

type Read = Omit<LabelledLog, 'firstAt' | 'lastAt'>

/** A log without a prediction, or without a label. */
export function nothingToLearn({folder, since, predictions, model}: Read, notes: readonly string[]): MlopsError {
  const time = since === null ? '' : ` since ${since}`
  const problem =
    predictions === 0
      ? `${folder} holds no prediction${time} that ${model.name}, version ${model.version}, could learn from.`
      : `${folder} holds ${formatCountOf(predictions, 'prediction')}${time}, and none of them has a label yet.`
  const elsewhere = 'Name another folder with --from-log, or the model that answered with --model.'
  return new MlopsError('DATA_EMPTY', {
    message: [problem, ...notes].join(' '),
    suggestion: `${predictions === 0 ? elsewhere : sendLabels}${earlier(since)}`,
  })
}

/**
 * What training asks of any rows. What helps is another than for a file: nobody adds rows to a log, or leaves out a
 * column of a model.
 *
 * @throws MlopsError `TARGET_UNUSABLE` when a class has not two rows, `COLUMN_UNUSABLE` when a feature does not vary
 */
export function requireLearnable(read: Read, table: Table, description: DatasetDescription): void {
  const {folder, since, predictions, labelled} = read
  const suggestion = `${sendLabels}${earlier(since)}`
  const {classes} = description.target
  const labels = labelsOf(table, description)
  const counts = classes.map((_class, code) => labels.reduce((sum, label) => sum + (label === code ? 1 : 0), 0))
  if (counts.some((rows) => rows < 2)) {
    const found = classes.map(({label}, code) => `${label}: ${counts[code]!}`).join(', ')
    throw new MlopsError('TARGET_UNUSABLE', {
      message: `${folder} holds ${formatCountOf(predictions, 'prediction')} and ${formatCountOf(labelled, 'label')} (${found}): every class needs two labels at least, one to learn from and one to test on.`,
      suggestion,
    })
  }
  try {
    requireVarying(table, description.features)
  } catch (error) {
    if (!(error instanceof MlopsError)) throw error
    const message = `${folder}, ${formatCountOf(labelled, 'row')} with a label: ${error.message}`
    throw new MlopsError('COLUMN_UNUSABLE', {message, suggestion, cause: error})
  }
}

function earlier(since: string | null): string {
  return since === null ? '' : ' Or name an earlier time with --since.'
}
