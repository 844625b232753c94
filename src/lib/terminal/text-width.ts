import {stripVTControlCharacters} from 'node:util'
import {visibleLine, visibleText} from './visible-text.js'

/** Columns that a line of text takes in a terminal: escape sequences none, East Asian characters and emoji two. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of stripVTControlCharacters(text)) width += characterWidth(character)
  return width
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text
}

/** Plain text on one line, cut to at most `width` columns, with an ellipsis for what was cut. */
export function truncateText(text: string, width: number): string {
  const line = visibleLine(text)
  if (textWidth(line) <= width) return line
  let kept = ''
  let used = 0
  for (const character of line) {
    used += characterWidth(character)
    if (used > width - 1) break
    kept += character
  }
  return width < 1 ? '' : `${kept}…`
}

/** Keeps the words on its sides on one line when text is wrapped, and is a plain space then. */
export const noBreakSpace = '\u00a0'

/**
 * Breaks plain text into lines of at most `width` columns, at spaces; a longer word keeps a line to itself. A number
 * keeps its percent sign.
 */
export function wrapText(text: string, width: number): string[] {
  return visibleText(text)
    .split('\n')
    .flatMap((paragraph) => {
      const lines: string[] = []
      let line = ''
      for (const word of paragraph.split(/ (?!%)/)) {
        if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
          lines.push(line)
          line = word
        } else {
          line = line === '' ? word : `${line} ${word}`
        }
      }
      return [...lines, line].map((each) => each.replaceAll(noBreakSpace, ' '))
    })
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0)!
  if (code < 0x300) return 1
  if (/^[\p{Mark}\p{Default_Ignorable_Code_Point}]$/u.test(character)) return 0
  return wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}

/** The blocks of Unicode that East Asian Width (UAX 11) calls wide, rounded to whole blocks. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
]
