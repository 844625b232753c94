import {driftKinds, type DriftKind} from '../../src/lib/dataset/generator.js'
import {verdictLevels, type VerdictLevel} from '../../src/lib/drift/drift-report.js'
import type {DriftStatus} from '../../src/lib/drift/table-drift.js'

/** What three years in a world came to: one line of docs/story.ndjson. */
export interface WorldRun {
  readonly world: DriftKind
  /** Of the generator. */
  readonly seed: number
  /** Rows of a month, and of the reference. */
  readonly rows: number
  readonly model: {readonly testAccuracy: number; readonly passedGates: boolean}
  /** What the server says at the end of each month, without labels. */
  readonly live: {
    /** Levels of its verdict, a letter a month. */
    readonly levels: string
    /** By column of its table: statuses, a letter a month. */
    readonly columns: Readonly<Record<string, string>>
  }
  /** Statuses of the table at `looksInMonth` looks a month; of the world in which nothing moves alone. */
  readonly looks?: string
  /** What `mlops drift` says of each month once its labels are there. */
  readonly labelled: {
    readonly levels: string
    /** Of the errors on alike rows: statuses, a letter a month. */
    readonly errors: string
  }
  /** Shape [months], rows of each month. */
  readonly answers: {
    /** Answered right, by the model or by its baseline. */
    readonly right: readonly number[]
    /** Right, had the model answered all of them. */
    readonly rightByModel: readonly number[]
    readonly outOfRange: readonly number[]
    readonly unsure: readonly number[]
    /** Of those two kinds: answered right by the baseline, and right had the model answered. */
    readonly fallbackRight: readonly number[]
    readonly fallbackRightByModel: readonly number[]
  }
  /** Shape [months], of the feature that moves most: the middle value. */
  readonly medianMiles: readonly number[]
  /** Each change of the live verdict; of the told world alone. */
  readonly said?: readonly Said[]
}

export interface Said {
  readonly month: number
  readonly level: VerdictLevel
  readonly reason: string
}

/** The seed of `data/`, and that of `mlops simulate --world` when none is given. */
export const toldSeed = 42
export const monthsPlayed = 36
/** Months after which an insurer knows. */
export const labelDelay = 24
export const features = ['miles', 'age', 'emergency_braking', 'training', 'braking_distance', 'power'] as const
export const movingFeatures = ['miles', 'emergency_braking', 'age'] as const
export const togetherKey = 'all features together'

const statusLetters: Readonly<Record<DriftStatus, string>> = {stable: '.', warning: 'w', drift: 'D', 'not-tested': '-'}
const levelLetters: Readonly<Record<VerdictLevel, string>> = {ok: '.', watch: 'w', investigate: 'I', retrain: 'R'}

export function lettersOf(statuses: readonly DriftStatus[]): string {
  return statuses.map((status) => statusLetters[status]).join('')
}

/**
 * By column of any of the months. One that a month does not have, such as values out of range where there are none,
 * was not tested there.
 */
export function lettersByColumn(
  months: readonly (readonly {readonly key: string; readonly status: DriftStatus}[])[],
): Readonly<Record<string, string>> {
  const keys = new Set(months.flatMap((columns) => columns.map(({key}) => key)))
  const statusOf = (columns: (typeof months)[number], key: string): DriftStatus =>
    columns.find((column) => column.key === key)?.status ?? 'not-tested'
  return Object.fromEntries([...keys].map((key) => [key, lettersOf(months.map((columns) => statusOf(columns, key)))]))
}

export function levelLettersOf(levels: readonly VerdictLevel[]): string {
  return levels.map((level) => levelLetters[level]).join('')
}

export function statusesOf(letters: string): readonly DriftStatus[] {
  const statuses = Object.keys(statusLetters) as DriftStatus[]
  return Array.from(letters, (letter) => statuses.find((status) => statusLetters[status] === letter)!)
}

export function levelsOf(letters: string): readonly VerdictLevel[] {
  return Array.from(letters, (letter) => verdictLevels.find((level) => levelLetters[level] === letter)!)
}

export function writeRuns(runs: readonly WorldRun[]): string {
  return runs.map((run) => `${JSON.stringify(run)}\n`).join('')
}

export function parseRuns(text: string): readonly WorldRun[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as WorldRun)
}

export function inOrder(runs: readonly WorldRun[]): readonly WorldRun[] {
  return [...runs].sort((a, b) => a.seed - b.seed || driftKinds.indexOf(a.world) - driftKinds.indexOf(b.world))
}
