import {selectParagraphs} from './record-blocks.js'
import type {Workshop} from './record-run.js'

export interface Picture {
  readonly file: string
  /** For those who cannot see it. */
  readonly title: string
  readonly command: string
  /** Beginnings of the paragraphs of its output that are shown. */
  readonly paragraphs: readonly string[]
  /** Runs while the command does. */
  readonly beside?: string
}

/** Pictures of a terminal in README.md, in the order of the story that they tell. */
export const pictures: readonly Picture[] = [
  {
    file: 'docs/pictures/train.svg',
    title: 'Training on the reference: learning curves, test rows by class, quality gates that all pass',
    command: 'mlops train -d data/reference.csv',
    paragraphs: ['first', 'Learning curves', 'Test split', 'Class', 'Importance', 'Gates', 'Written to'],
  },
  {
    file: 'docs/pictures/validate.svg',
    title: 'Validating on month 12: four of nine gates fail, each with what to do about it',
    command: 'mlops validate -d data/month-12.csv',
    paragraphs: ['first', 'Gate', 'What to do', 'Next'],
  },
  {
    file: 'docs/pictures/drift.svg',
    title: 'Drift over 36 months: what drifted, since when, how fast, and what to do',
    command: "mlops drift -d 'data/month-*.csv'",
    paragraphs: ['first', 'Since when'],
  },
  {
    file: 'docs/pictures/simulate.svg',
    title: 'Three years of customers against a server: latency, fallback, accuracy, and what drifted',
    command: 'mlops simulate --label-delay 24',
    paragraphs: ['first', 'Drift, as'],
    beside: 'mlops serve',
  },
]

/** Runs the commands of all pictures, one after the other, and gives each picture's text with its colours. */
export async function recordPictures({
  run,
  play,
}: Pick<Workshop, 'run' | 'play'>): Promise<{picture: Picture; text: string}[]> {
  const recorded = []
  for (const picture of pictures) {
    const {beside} = picture
    if (beside !== undefined) await play({kind: 'run', line: 0, command: beside, exitCode: 0, stays: true})
    const {output} = await run(picture.command, {FORCE_COLOR: '1'})
    const text = `\x1b[2m$\x1b[22m ${picture.command}\n\n${selectParagraphs(output, picture.paragraphs)}`
    recorded.push({picture, text})
  }
  return recorded
}
