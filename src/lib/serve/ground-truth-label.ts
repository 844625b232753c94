import type {TargetDescription} from '../dataset/description.js'

/** A label as a client gives it. */
export interface GivenLabel {
  readonly id: string
  /** Value of a class, as text or as a number, or the label under which it is shown. */
  readonly label: string | number | boolean
}

/** The value of the class that a client means; undefined when there is no such class. */
export function classOf(label: GivenLabel['label'], {classes}: TargetDescription): string | undefined {
  const text = String(label)
  const byValue = classes.find(({value}) => value === text)
  if (byValue !== undefined) return byValue.value
  const byLabel = classes.filter((each) => each.label === text)
  return byLabel.length === 1 ? byLabel[0]!.value : undefined
}

/** '0 (high), 1 (medium), 2 (low)'. */
export function describeClasses({classes}: TargetDescription): string {
  return classes.map(({value, label}) => (value === label ? value : `${value} (${label})`)).join(', ')
}
