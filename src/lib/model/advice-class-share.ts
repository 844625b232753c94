import {roundedShares} from './class-shares.js'
import type {ClassCount} from './gates-class-share.js'
import {count, type GateAdvice, listed, percent} from './gate-result.js'

export interface ClassShareAdvice {
  /** The rows themselves are not shared out as agreed; no accurate model can pass. */
  readonly unreachable?: GateAdvice
  /** The model answers other classes than there are. */
  readonly skewed?: GateAdvice & {
    /** 'favours low and neglects high'. */
    readonly manner: string
  }
}

/** Classes that a sentence names; the table of the gates has all. */
const namedClasses = 5
/** Shares of more classes are no reading matter. */
const namedShares = 8

/**
 * Is it the model that favours a class, or are there more such rows? Only the second asks for another agreement.
 *
 * @param classes - all of them, in class order
 * @param failed - names of the failed gates
 */
export function adviceOnShares(
  classes: readonly ClassCount[],
  failed: ReadonlySet<string>,
  remedy: string,
): ClassShareAdvice {
  const off = classes.filter(({gate}) => failed.has(gate))
  const isUnreachable = ({predicted, expected, support, least, most}: ClassCount): boolean =>
    predicted > expected ? support > most : support < least
  const unreachable = off.filter(isUnreachable)
  const skewed = off.filter((each) => !isUnreachable(each))
  return {
    ...(unreachable.length === 0
      ? {}
      : {unreachable: {gates: gatesOf(unreachable), text: agree(unreachable, classes)}}),
    ...(skewed.length === 0 ? {} : {skewed: {gates: gatesOf(skewed), ...favouring(skewed, remedy)}}),
  }
}

function agree(off: readonly ClassCount[], all: readonly ClassCount[]): string {
  const named = cut(
    off.map(
      ({label, support, expected}, index) =>
        `${count(support)}${index === 0 ? ' rows' : ''} truly are ${label} (${count(Math.round(expected))} expected)`,
    ),
  )
  const shares = roundedShares(
    all.map(({support}) => support),
    2,
  )
  const such = all.length > namedShares ? '' : `, such as [${shares.join(', ')}]`
  return `The classes are not as frequent as agreed: ${named}. No accurate model can pass; agree other shares, classShares in the data package${such}.`
}

function favouring(off: readonly ClassCount[], remedy: string): {text: string; manner: string} {
  const parts = (['favours', 'neglects'] as const).flatMap((verb) => {
    const some = off.filter(({predicted, expected}) => predicted > expected === (verb === 'favours'))
    return some.length === 0 ? [] : [{verb, some}]
  })
  const manner = parts.map(({verb, some}) => `${verb} ${cut(some.map(({label}) => label))}`).join(' and ')
  const detailed = parts.map(
    ({verb, some}) =>
      `${verb} ${cut(some.map(({label, predicted, support, expected}) => `${label} (${count(predicted)} answers${distance(predicted, expected)}, ${count(support)} rows truly are of it)`))}`,
  )
  return {
    manner,
    text: `The model ${detailed.join(' and ')}. ${remedy}, or agree other shares (classShares in the data package).`,
  }
}

function distance(predicted: number, expected: number): string {
  if (expected === 0) return ''
  return `, ${percent(Math.abs(predicted / expected - 1), 0)} ${predicted > expected ? 'above' : 'below'} the expected ${count(Math.round(expected))}`
}

function cut(parts: readonly string[]): string {
  if (parts.length <= namedClasses) return listed(parts)
  return listed([...parts.slice(0, namedClasses - 1), `${parts.length - namedClasses + 1} more`])
}

function gatesOf(classes: readonly ClassCount[]): readonly string[] {
  return classes.map(({gate}) => gate)
}
