import {formatNumber, formatPercent} from '../numbers.js'
import type {Timeline} from './drift-report.js'
import type {ColumnDrift} from './table-drift.js'

/** What a verdict is about. */
export interface Scene {
  /** The gravest first. */
  readonly drifted: readonly ColumnDrift[]
  readonly timeline: Timeline | null
  readonly hasModel: boolean
}

export const lookAgain = 'Look again with the next rows.'
export const nothingToDo = 'Nothing to do.'

/** The sentence of a column, since when, and what the model would lose. */
export function describeWorst(worst: ColumnDrift, scene: Scene): string {
  const {importance, contribution} = worst
  const matters =
    importance === null || contribution === null
      ? ''
      : ` Without this feature the model loses ${formatNumber(importance * 100, 1)} points of accuracy.`
  return `${withoutStop(worst.sentence)}${sinceText(worst, scene)}.${matters}`
}

/** How much more the model errs; no sentence yet. */
export function describeConcept(concept: ColumnDrift, scene: Scene): string {
  const points = formatNumber((concept.effect?.value ?? 0) * 100, 1)
  const {current} = concept
  const share = current?.kind === 'share' ? `misses ${formatPercent(current.share)} of the labelled rows` : 'errs more'
  return (
    `The model ${share}: on rows that are alike, ${points} points more than in the reference` +
    sinceText(concept, scene)
  )
}

function sinceText({key}: ColumnDrift, {timeline}: Scene): string {
  const since = timeline?.columns.find((column) => column.key === key)?.since
  if (since == null) return ''
  // A bare number, as --by makes them, says nothing in a sentence.
  return `, since ${/^\d+$/.test(since.name) ? 'period ' : ''}${since.name}`
}

/** What to do about a column that drifted. */
export function actionFor({aspect, column}: ColumnDrift, {hasModel}: Scene): string {
  switch (aspect) {
    case 'missing':
    case 'unseen':
    case 'out-of-range':
      return hasModel
        ? `Find out what changed where ${column} comes from, before anything is concluded from the model's answers.`
        : `Find out what changed where ${column} comes from.`
    case 'multivariate':
      return 'No single column says it all: look at the rows that are most unlike the reference (--show-rows), and at how columns go together.'
    case 'values':
    case 'label':
    case 'prediction':
    case 'confidence':
    case 'fallback':
      return hasModel
        ? 'Find out whether the world moved or the data did; then have a sample of recent rows labelled, to see whether the model still holds (mlops validate).'
        : 'Find out whether the world moved or the data did.'
    case 'concept':
      return 'The model errs less than it did: find out whether the labels are made as they were.'
  }
}

/** Up to three names, and how many more. */
export function namesOf(columns: readonly ColumnDrift[]): string {
  const names = columns.slice(0, 3).map(({key}) => key)
  const more = columns.length - names.length
  if (more > 0) return `${names.join(', ')} and ${more} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** A sentence to go on from. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
