import {rankColumns} from './column-rank.js'
import type {Timeline, Verdict} from './drift-report.js'
import type {ColumnDrift, TableDrift} from './table-drift.js'
import {
  actionFor,
  describeConcept,
  describeWorst,
  lookAgain,
  namesOf,
  nothingToDo,
  withoutStop,
  type Scene,
} from './verdict-words.js'

/** A feature whose shuffling costs less accuracy than this hardly matters to the model. */
const LITTLE_IMPORTANCE = 0.01
/** With fewer rows, next to nothing can be significant: that nothing is says little. */
const FEW_ROWS = 20

/**
 * What to do about a table's drift, and why: the worst that holds. `retrain` when the model errs more than on alike rows
 * of the reference, because then what it learned is no longer so; `investigate` when something drifted that it leans on;
 * `watch` when what drifted hardly matters, or has not come to its limit, or cannot be compared any more; else `ok`.
 */
export function verdictOf(drift: TableDrift, timeline: Timeline | null = null): Verdict {
  const ranked = rankColumns(drift.columns)
  const drifted = ranked.filter(({status}) => status === 'drift')
  const warned = ranked.filter(({status}) => status === 'warning')
  const scene: Scene = {drifted, timeline, hasModel: drift.columns.some(({importance}) => importance !== null)}
  const concept = drift.columns.find(({aspect}) => aspect === 'concept')
  if (concept?.status === 'drift' && concept.direction === 'up') return retrain(concept, scene)
  if (drift.policy === 'evidently') return evidentlyVerdict(drift, scene)
  const isErrorKnown = concept !== undefined && concept.status !== 'not-tested'
  const grave = drifted.filter((column) => isGrave(column, isErrorKnown))
  if (grave.length > 0) return investigate(grave[0]!, scene)
  if (drifted.length > 0) return watchDrifted(drifted[0]!, scene)
  if (warned.length > 0) return watchWarned(warned)
  const lost = drift.currentRows < FEW_ROWS ? [] : drift.columns.filter(isLost)
  return lost.length > 0 ? watchLost(lost) : nothingFound(drift)
}

/** Drift that cannot be left alone: of what the model leans on, of what it answers, of how the rows were made. */
function isGrave({aspect, importance}: ColumnDrift, isErrorKnown: boolean): boolean {
  if (aspect === 'label') return !isErrorKnown
  return aspect !== 'values' || importance === null || importance >= LITTLE_IMPORTANCE
}

/** A feature that could be compared once, and cannot be now. */
function isLost({aspect, status, reference, current}: ColumnDrift): boolean {
  return aspect === 'values' && status === 'not-tested' && reference !== null && current === null
}

function retrain(concept: ColumnDrift, scene: Scene): Verdict {
  const others = scene.drifted.filter(({aspect}) => aspect === 'values')
  const along = others.length === 0 ? '' : ` ${namesOf(others)} drifted as well.`
  return {
    level: 'retrain',
    reason: `${describeConcept(concept, scene)}, so what it learned no longer holds.${along}`,
    action: 'Train on recent labelled rows, and compare both versions on rows that neither has seen.',
  }
}

function investigate(worst: ColumnDrift, scene: Scene): Verdict {
  const others = scene.drifted.length - 1
  return {
    level: 'investigate',
    reason:
      describeWorst(worst, scene) +
      (others === 0 ? '' : ` ${others} more ${others === 1 ? 'column' : 'columns'} drifted.`),
    action: actionFor(worst, scene),
  }
}

function watchDrifted(worst: ColumnDrift, scene: Scene): Verdict {
  const why =
    worst.aspect === 'label'
      ? 'The classes changed their shares, but the model errs no more than it did on alike rows.'
      : `The model hardly uses ${namesOf(scene.drifted)}.`
  return {
    level: 'watch',
    reason: `${describeWorst({...worst, importance: null}, scene)} ${why}`,
    action: lookAgain,
  }
}

function watchWarned([worst, ...others]: readonly ColumnDrift[]): Verdict {
  const more = others.length
  return {
    level: 'watch',
    reason: `${withoutStop(worst!.sentence)}.${more === 0 ? '' : ` ${more} more ${more === 1 ? 'column' : 'columns'} changed a little.`} Nothing has come to its limit.`,
    action: lookAgain,
  }
}

function watchLost([first, ...others]: readonly ColumnDrift[]): Verdict {
  const more = others.length
  return {
    level: 'watch',
    reason: `${withoutStop(first!.sentence)}.${more === 0 ? '' : ` ${more} more ${more === 1 ? 'feature' : 'features'} cannot be compared any more.`} Nothing else drifted.`,
    action: `Find out what ${first!.column} holds now: the reference had values that could be compared.`,
  }
}

function nothingFound({tested, currentRows}: TableDrift): Verdict {
  if (tested === 0) return {level: 'ok', reason: 'Nothing could be tested.', action: 'See why in the table.'}
  const counted = tested === 1 ? 'The one column that was tested does not differ' : `None of ${tested} columns differs`
  const reason = `${counted} from the reference by more than chance and enough to matter.`
  if (currentRows >= FEW_ROWS) return {level: 'ok', reason, action: nothingToDo}
  const rows = currentRows === 1 ? '1 row' : `${currentRows} rows`
  return {
    level: 'ok',
    reason: `${reason} With ${rows} only the greatest changes could be seen.`,
    action: 'Look again with more rows.',
  }
}

function evidentlyVerdict(drift: TableDrift, scene: Scene): Verdict {
  const {drifted} = scene
  const share = `${drift.drifted} of ${drift.tested} columns drifted`
  if (drift.status === 'drift') {
    return {
      level: 'investigate',
      reason: `${share}, half of them or more: ${namesOf(drifted)}.`,
      action: actionFor(drifted[0]!, scene),
    }
  }
  return drifted.length > 0
    ? {level: 'watch', reason: `${share}, less than half: ${namesOf(drifted)}.`, action: lookAgain}
    : {level: 'ok', reason: `${share}.`, action: nothingToDo}
}

/** Of the rows of a file, the share that may be left out before it is a finding of its own. */
const MANY_SKIPPED = 0.05

/**
 * Rows that could not be read are not there by chance: the others may look as ever because of that.
 *
 * @param skippedRows - how many were left out beside the compared rows
 */
export function withSkippedRows(
  verdict: Verdict,
  {rows, skippedRows}: {readonly rows: number; readonly skippedRows: number},
): Verdict {
  const all = rows + skippedRows
  if (skippedRows <= MANY_SKIPPED * all) return verdict
  const found = `${skippedRows.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} rows have invalid values and were left out.`
  if (verdict.level === 'retrain' || verdict.level === 'investigate') {
    return {...verdict, reason: `${verdict.reason} ${found}`}
  }
  return {
    level: 'investigate',
    reason: `${found} ${verdict.reason}`,
    action: 'Find out what is wrong with those rows: run mlops drift without --on-bad-row skip to see them.',
  }
}
