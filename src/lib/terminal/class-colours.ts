import {Chalk, type ChalkInstance} from 'chalk'
import {style} from './style.js'

/**
 * Colours that tell classes apart, of the 256 every terminal has. Each stands out from a black and from a white
 * background alike, and neighbours differ for readers with any colour vision.
 */
export const classPalette = [33, 166, 29, 133, 136, 67] as const

type Paint = (text: string) => string

/** A colour for a class, by its place in the order of the classes; the same again after the last one. */
export function classColour(index: number): Paint {
  const chalk: ChalkInstance = new Chalk({level: style.strong.level})
  return chalk.ansi256(classPalette[index % classPalette.length]!)
}
