import {medianAge, type TallyCell, type TallyRecord} from './ground-truth-tally.js'

export interface GroundTruthSummary {
  /** Labels of all models. */
  readonly labels: number
  /** Since the start. */
  readonly duplicates: number
  readonly contradictions: number
  readonly unknown: number
  readonly age: LabelAge
  /** In order of names and versions. */
  readonly versions: readonly RealisedFigures[]
  /** By the month of the prediction. */
  readonly months: readonly (RealisedFigures & {readonly month: string})[]
}

/** How long after their predictions labels came, in seconds; null without labels. The median is right within 1 %. */
export interface LabelAge {
  readonly medianSeconds: number | null
  readonly maximumSeconds: number | null
}

export interface RealisedFigures {
  readonly model: string
  readonly version: number
  readonly labels: number
  /** Share of the answers that were right. */
  readonly accuracy: number
  /** Share of the model's own predictions that were right, those included that the fallback overruled. */
  readonly modelAccuracy: number
  readonly classes: readonly RealisedClass[]
  readonly age: LabelAge
}

export interface RealisedClass {
  readonly value: string
  /** Rows that are of this class. */
  readonly labelled: number
  /** Rows that were answered with this class. */
  readonly answered: number
  /** Rows of which both is so. */
  readonly correct: number
}

export function summarise(
  cells: TallyRecord,
  counted: Pick<GroundTruthSummary, 'duplicates' | 'contradictions' | 'unknown'>,
): GroundTruthSummary {
  const ofVersions = new Map<string, TallyCell[]>()
  for (const cell of cells) {
    const key = `${cell.model} ${String(cell.version).padStart(9, '0')}`
    ofVersions.set(key, [...(ofVersions.get(key) ?? []), cell])
  }
  return {
    labels: cells.reduce((sum, {labels}) => sum + labels, 0),
    ...counted,
    age: ageOf(cells),
    versions: [...ofVersions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => figuresOf(group)),
    months: cells.map((cell) => ({month: cell.month, ...figuresOf([cell])})),
  }
}

/** @param cells - of one model version, at least one */
function figuresOf(cells: TallyRecord): RealisedFigures {
  const {model, version} = cells[0]!
  const sum = (of: (cell: TallyCell) => number): number => cells.reduce((total, cell) => total + of(cell), 0)
  const labels = sum((cell) => cell.labels)
  return {
    model,
    version,
    labels,
    accuracy: sum(({correct}) => correct) / labels,
    modelAccuracy: sum(({modelCorrect}) => modelCorrect) / labels,
    classes: classesOf(cells),
    age: ageOf(cells),
  }
}

function classesOf(cells: TallyRecord): readonly RealisedClass[] {
  const counts = new Map<string, {labelled: number; answered: number; correct: number}>()
  const countsOf = (value: string): {labelled: number; answered: number; correct: number} => {
    const found = counts.get(value) ?? {labelled: 0, answered: 0, correct: 0}
    counts.set(value, found)
    return found
  }
  for (const {confusion} of cells) {
    for (const [answered, labels] of Object.entries(confusion)) {
      for (const [label, rows] of Object.entries(labels)) {
        countsOf(answered).answered += rows
        countsOf(label).labelled += rows
        if (answered === label) countsOf(label).correct += rows
      }
    }
  }
  return [...counts]
    .map(([value, each]) => ({value, ...each}))
    .sort((a, b) => a.value.localeCompare(b.value, 'en', {numeric: true}))
}

function ageOf(cells: TallyRecord): LabelAge {
  const maximumSeconds = cells.reduce((most, {maximumAgeSeconds}) => Math.max(most, maximumAgeSeconds), 0)
  return {medianSeconds: medianAge(cells), maximumSeconds: cells.length === 0 ? null : maximumSeconds}
}
