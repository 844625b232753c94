import {driftKinds, type DriftKind} from '../../src/lib/dataset/generator.js'
import {lastingDriftSince} from '../../src/lib/drift/lasting-drift.js'
import type {DriftStatus} from '../../src/lib/drift/table-drift.js'
import {quantile} from '../../src/lib/statistics/quantile.js'
import {features, levelsOf, statusesOf, toldSeed, type WorldRun} from './results.js'

/** Months are numbered from 1; null is never. */
export type Month = number | null

/** Accuracy that may be lost before it counts: the change of the error rate that `mlops drift` calls drift. */
export const lossThatCounts = 0.05

export function told(runs: readonly WorldRun[], world: DriftKind): WorldRun {
  return runs.find((run) => run.seed === toldSeed && run.world === world)!
}

/** All but the told one, which was chosen before anything was known of it. */
export function repeated(runs: readonly WorldRun[], world: DriftKind): readonly WorldRun[] {
  return runs.filter((run) => run.seed !== toldSeed && run.world === world)
}

export function columnStatuses({live}: WorldRun, key: string): readonly DriftStatus[] {
  return statusesOf(live.columns[key] ?? '')
}

/** The first month in which the server calls a column drifted, be it by chance. */
export function firstDrift(run: WorldRun, key: string): Month {
  return monthAt(columnStatuses(run, key).indexOf('drift'))
}

/** As `mlops drift` tells it of a timeline: one odd month is no lasting drift. */
export function lastingDrift(run: WorldRun, key: string): Month {
  return lastingMonth(columnStatuses(run, key).map((status) => status === 'drift'))
}

/** The first month in which the server's verdict asks a person to do something. */
export function firstCall({live}: WorldRun): Month {
  return monthAt(levelsOf(live.levels).findIndex((level) => level === 'investigate' || level === 'retrain'))
}

/** From when on `mlops drift` says retrain of the months, once their labels are there. */
export function retrainSince({labelled}: WorldRun): Month {
  return lastingMonth(levelsOf(labelled.levels).map((level) => level === 'retrain'))
}

/** Share of answers that were right, of the months from one to another. */
export function accuracy({answers, rows}: WorldRun, from: number, to = from): number {
  return sumOf(answers.right, from, to) / (rows * (to - from + 1))
}

export function fallbackShare({answers, rows}: WorldRun, from: number, to = from): number {
  return (sumOf(answers.outOfRange, from, to) + sumOf(answers.unsure, from, to)) / (rows * (to - from + 1))
}

/** Of the rows that the baseline answered: how many were right, and would have been with the model's own answer. */
export function fallbackAccuracy(
  {answers}: WorldRun,
  from: number,
  to: number,
): {readonly baseline: number; readonly model: number} {
  const rows = sumOf(answers.outOfRange, from, to) + sumOf(answers.unsure, from, to)
  return {
    baseline: sumOf(answers.fallbackRight, from, to) / rows,
    model: sumOf(answers.fallbackRightByModel, from, to) / rows,
  }
}

/** What the fallback adds to the accuracy of all answers. */
export function fallbackGain({answers, rows}: WorldRun, from: number, to: number): number {
  return (sumOf(answers.right, from, to) - sumOf(answers.rightByModel, from, to)) / (rows * (to - from + 1))
}

/** How often the same model was right where nothing moved: nobody but the maker of a world knows that. */
export function accuracyWithoutDrift(runs: readonly WorldRun[], seed: number): number {
  const still = runs.find((run) => run.seed === seed && run.world === 'none')!
  return accuracy(still, 1, still.answers.right.length)
}

/** From when on the accuracy has lost what counts. */
export function worseSince(run: WorldRun, runs: readonly WorldRun[]): Month {
  const before = accuracyWithoutDrift(runs, run.seed)
  return lastingMonth(run.answers.right.map((right) => right / run.rows <= before - lossThatCounts))
}

/** Months in which nobody should have been told anything, and was; of one seed. */
export interface FalseAlarms {
  readonly months: number
  /** A feature called drifted. */
  readonly feature: number
  /** Any column of the table called drifted: mlops_dataset_drifted. */
  readonly table: number
  /** A verdict that asks a person to do something. */
  readonly verdict: number
  /** A verdict watch or more. */
  readonly watch: number
}

export function falseAlarms(run: WorldRun): FalseAlarms {
  const levels = levelsOf(run.live.levels)
  const months = levels.length
  const monthsWith = (keys: readonly string[]): number => {
    const statuses = keys.map((key) => columnStatuses(run, key))
    return levels.filter((_, month) => statuses.some((column) => column[month] === 'drift')).length
  }
  return {
    months,
    feature: monthsWith(features),
    table: monthsWith(Object.keys(run.live.columns)),
    verdict: levels.filter((level) => level === 'investigate' || level === 'retrain').length,
    watch: levels.filter((level) => level !== 'ok').length,
  }
}

/** What a server that looks all along says of the table where nothing moves. */
export interface Episodes {
  readonly looks: number
  /** Looks at which a column was called drifted. */
  readonly drifted: number
  /** How many looks each false alarm lasted. */
  readonly lengths: readonly number[]
}

export function falseEpisodes({looks = ''}: WorldRun): Episodes {
  const lengths = looks.match(/D+/g)?.map(({length}) => length) ?? []
  return {looks: looks.length, drifted: lengths.reduce((sum, length) => sum + length, 0), lengths}
}

/** Of the runs in which it happened. */
export interface MonthRange {
  readonly runs: number
  readonly happened: number
  readonly median: number
  readonly least: number
  readonly most: number
}

export function rangeOf(months: readonly Month[]): MonthRange {
  const known = Float64Array.from(months.filter((month) => month !== null)).sort()
  const [least = NaN, most = NaN] = [known[0], known.at(-1)]
  return {
    runs: months.length,
    happened: known.length,
    median: known.length === 0 ? NaN : quantile(known, 0.5),
    least,
    most,
  }
}

export const worldNames: Readonly<Record<DriftKind, string>> = {
  none: 'nothing moves',
  covariate: 'customers move',
  concept: 'what causes risk moves',
  full: 'both move',
}
export const worldsInOrder = driftKinds

function lastingMonth(happened: readonly boolean[]): Month {
  const since = lastingDriftSince(happened.map((is) => (is ? 'drift' : 'stable')))
  return since === null ? null : since + 1
}

function monthAt(index: number): Month {
  return index < 0 ? null : index + 1
}

function sumOf(values: readonly number[], from: number, to: number): number {
  return values.slice(from - 1, to).reduce((sum, value) => sum + value, 0)
}
