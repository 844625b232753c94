import {Chalk, supportsColor, supportsColorStderr, type ChalkInstance} from 'chalk'

/** Colours by meaning, so that a renderer never names one. */
export interface Style {
  /** Passed, improved. */
  readonly good: ChalkInstance
  /** Failed, an error. */
  readonly bad: ChalkInstance
  /** Worth a look. */
  readonly warn: ChalkInstance
  /** Beside the point: units, hints, bounds. */
  readonly dim: ChalkInstance
  /** What the eye should find first: titles, the number that matters. */
  readonly strong: ChalkInstance
  /** Names that a person types or chose: commands, columns, models. */
  readonly accent: ChalkInstance
}

type ColorLevel = ChalkInstance['level']

/** For text that goes to stdout. */
export const style = createStyle(colorLevel(supportsColor))

/** For text that goes to stderr. */
export const styleError = createStyle(colorLevel(supportsColorStderr))

/** A style of a given colour level, 0 for none: for tests and for files. */
export function createStyle(level: ColorLevel): Style {
  const chalk = new Chalk({level})
  return {
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    dim: chalk.dim,
    strong: chalk.bold,
    accent: chalk.cyan,
  }
}

/** chalk follows FORCE_COLOR, TERM and the stream itself, but knows nothing of NO_COLOR (no-color.org). */
function colorLevel(detected: {readonly level: ColorLevel} | false): ColorLevel {
  const {NO_COLOR: noColor, FORCE_COLOR: forceColor} = process.env
  if (noColor !== undefined && noColor !== '' && forceColor === undefined) return 0
  return detected === false ? 0 : detected.level
}
