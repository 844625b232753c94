import {formatNumber, formatPercent} from '../numbers.js'
import type {Timeline, Verdict} from './drift-report.js'
import {severityOf} from './severity.js'
import type {ColumnDrift, TableDrift} from './table-drift.js'

/** A feature whose shuffling costs less accuracy than this hardly matters to the model. */
const LITTLE_IMPORTANCE = 0.01

/**
 * What to do about a table's drift, and why: the worst that holds. `retrain` when the model errs more on rows of which it
 * is as sure as ever, because then what it learned is no longer so; `investigate` when something drifted that it leans
 * on; `watch` when what drifted hardly matters, or has not come to its limit; else `ok`.
 */
export function verdictOf(drift: TableDrift, timeline: Timeline | null = null): Verdict {
  const drifted = drift.columns.filter(({status}) => status === 'drift').sort(bySeverity)
  const warned = drift.columns.filter(({status}) => status === 'warning').sort(bySeverity)
  const concept = [...drifted, ...warned].find(({aspect, direction}) => aspect === 'concept' && direction === 'up')
  if (concept?.status === 'drift') return retrain(concept, {drifted, timeline})
  if (drift.policy === 'evidently') return evidentlyVerdict(drift, drifted)
  const grave = drifted.filter(isGrave)
  if (grave.length > 0) return investigate(grave, {drifted, timeline})
  if (drifted.length > 0) return watchDrifted(drifted, timeline)
  if (warned.length > 0) return watchWarned(warned)
  return {
    level: 'ok',
    reason:
      drift.tested === 0
        ? 'Nothing could be tested.'
        : `None of ${drift.tested} columns differs from the reference by more than chance, or by an amount that matters.`,
    action: drift.tested === 0 ? 'See why in the table.' : 'Nothing to do.',
  }
}

function bySeverity(a: ColumnDrift, b: ColumnDrift): number {
  return weightOf(b) - weightOf(a)
}

/** Contribution first, where the model says what matters to it; the effect over its limit decides among the others. */
function weightOf(column: ColumnDrift): number {
  return (column.contribution ?? 0) * 1000 + (severityOf(column) ?? 0)
}

/** Drift that cannot be left alone: of what the model leans on, of what it answers, of how the rows were made. */
function isGrave({aspect, importance}: ColumnDrift): boolean {
  if (aspect === 'label') return false
  return aspect !== 'values' || importance === null || importance >= LITTLE_IMPORTANCE
}

interface Drifted {
  readonly drifted: readonly ColumnDrift[]
  readonly timeline: Timeline | null
}

function retrain(concept: ColumnDrift, {drifted, timeline}: Drifted): Verdict {
  const [before, now] = [concept.reference, concept.current]
  const share =
    now?.kind === 'share' && before?.kind === 'share' ? `${formatPercent(now.share)} of the labelled rows` : 'more rows'
  const others = drifted.filter(({aspect}) => aspect === 'values')
  const along = others.length === 0 ? '' : ` ${listNames(others)} drifted as well.`
  return {
    level: 'retrain',
    reason:
      `The model misses ${share}, ${formatNumber((concept.effect?.value ?? 0) * 100, 1)} points more than of alike ` +
      `rows of the reference${sinceText(concept, timeline)}: what it learned no longer holds.${along}`,
    action: 'Train on recent labelled rows, and compare both versions on rows that neither has seen.',
  }
}

function investigate(grave: readonly ColumnDrift[], {drifted, timeline}: Drifted): Verdict {
  const [worst] = grave
  const matters =
    worst!.importance === null || worst!.contribution === null
      ? ''
      : ` The model loses ${formatPercent(worst!.importance)} accuracy without this feature.`
  const others = drifted.length - 1
  return {
    level: 'investigate',
    reason:
      `${withoutStop(worst!.sentence)}${sinceText(worst!, timeline)}.${matters}` +
      (others === 0 ? '' : ` ${others} more ${others === 1 ? 'column' : 'columns'} drifted.`),
    action: actionFor(worst!),
  }
}

function sinceText({key}: ColumnDrift, timeline: Timeline | null): string {
  const since = timeline?.columns.find((column) => column.key === key)?.since
  return since == null ? '' : `, since ${since.name}`
}

function actionFor({aspect, column}: ColumnDrift): string {
  switch (aspect) {
    case 'missing':
    case 'unseen':
    case 'out-of-range':
      return `Find out what changed where ${column} comes from, before anything is concluded from the model's answers.`
    case 'multivariate':
      return 'No single column says it all: look at the rows that are most unlike the reference (--show-rows), and at how columns go together.'
    case 'values':
    case 'prediction':
    case 'confidence':
    case 'fallback':
      return 'Find out whether the world moved or the data did; then have a sample of recent rows labelled, to see whether the model still holds (mlops validate).'
    case 'label':
    case 'concept':
      return 'Hold the model to its gates on recent labelled rows (mlops validate).'
  }
}

function watchDrifted(drifted: readonly ColumnDrift[], timeline: Timeline | null): Verdict {
  const [worst] = drifted
  const why =
    worst!.aspect === 'label'
      ? 'The classes changed their shares, but the model errs no more than it did.'
      : `The model hardly uses ${listNames(drifted)}.`
  return {
    level: 'watch',
    reason: `${withoutStop(worst!.sentence)}${sinceText(worst!, timeline)}. ${why}`,
    action: 'Look again with the next rows.',
  }
}

function watchWarned(warned: readonly ColumnDrift[]): Verdict {
  const more = warned.length - 1
  return {
    level: 'watch',
    reason: `${withoutStop(warned[0]!.sentence)}.${more === 0 ? '' : ` ${more} more ${more === 1 ? 'column' : 'columns'} changed a little.`} Nothing has come to its limit.`,
    action: 'Look again with the next rows.',
  }
}

function evidentlyVerdict(drift: TableDrift, drifted: readonly ColumnDrift[]): Verdict {
  const share = `${drift.drifted} of ${drift.tested} columns drifted`
  if (drift.status === 'drift') {
    return {
      level: 'investigate',
      reason: `${share}, half of them or more: ${listNames(drifted)}.`,
      action: actionFor(drifted[0]!),
    }
  }
  return drifted.length > 0
    ? {
        level: 'watch',
        reason: `${share}, less than half: ${listNames(drifted)}.`,
        action: 'Look again with the next rows.',
      }
    : {level: 'ok', reason: `${share}.`, action: 'Nothing to do.'}
}

function listNames(columns: readonly ColumnDrift[]): string {
  const names = columns.slice(0, 3).map(({key}) => key)
  const more = columns.length - names.length
  if (more > 0) return `${names.join(', ')} and ${more} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
