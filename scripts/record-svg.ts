/** A picture of a terminal: text with ANSI colours as SVG, the same in every browser and on light and dark pages. */
import {textWidth} from '../src/lib/terminal/text-width.js'

/** Sizes in pixels. A column is 0.6 of the font's height in nearly every monospaced font; `textLength` mends the rest. */
const fontSize = 14
const columnWidth = fontSize * 0.6
const rowHeight = 17
const padding = 20

/** What a run of characters looks like; classes of the style sheet. */
type Look = 'plain' | 'good' | 'bad' | 'warn' | 'accent'

interface Run {
  readonly column: number
  readonly text: string
  readonly look: Look
  readonly dim: boolean
  readonly bold: boolean
}

interface State {
  look: Look
  dim: boolean
  bold: boolean
}

const looks: Readonly<Record<string, Look>> = {31: 'bad', 32: 'good', 33: 'warn', 36: 'accent', 39: 'plain'}

/**
 * @param text - lines with the escape sequences of chalk
 * @param title - what is to be seen, for those who cannot see it
 */
export function terminalPicture(text: string, title: string): string {
  const rows = readRows(text)
  const columns = Math.max(...rows.flat().map(({column, text: run}) => column + textWidth(run)))
  const [pictureWidth, pictureHeight] = [columns * columnWidth + 2 * padding, rows.length * rowHeight + 2 * padding]
  const body = rows.map((runs, row) => runs.map((run) => drawRun(run, row)).join('')).filter((line) => line !== '')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(pictureWidth)} ${pictureHeight}" width="${round(pictureWidth)}" height="${pictureHeight}" role="img">
<title>${escapeXml(title)}</title>
<style>
text { font: ${fontSize}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; fill: #e6edf3; white-space: pre }
.good { fill: #56d364 } .bad { fill: #ff7b72 } .warn { fill: #e3b341 } .accent { fill: #76e3ea }
.dim { fill: #9198a1 } .bold { font-weight: 700 }
</style>
<rect x="0.5" y="0.5" width="${round(pictureWidth - 1)}" height="${pictureHeight - 1}" rx="8" fill="#0d1117" stroke="#444c56"/>
${body.join('\n')}
</svg>
`
}

/** The text of a picture that `terminalPicture` made, without colours. */
export function textOfPicture(svg: string): string {
  const lines: string[] = []
  for (const [, x, y, text] of svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</g)) {
    const row = Math.round((Number(y) - padding - fontSize) / rowHeight)
    const column = Math.round((Number(x) - padding) / columnWidth)
    while (lines.length <= row) lines.push('')
    lines[row] = lines[row]!.padEnd(column) + unescapeXml(text!)
  }
  return lines.join('\n')
}

function readRows(text: string): Run[][] {
  const state: State = {look: 'plain', dim: false, bold: false}
  return text.split('\n').map((line) => {
    const runs: Run[] = []
    let column = 0
    // eslint-disable-next-line no-control-regex -- escape sequences start with a control character
    for (const [, code, words] of line.matchAll(/\x1b\[(\d+)m|((?: ?[^ \x1b])+| +)/g)) {
      if (code !== undefined) applyCode(state, code)
      if (words === undefined) continue
      if (words.trim() !== '') runs.push({column, text: words, ...state})
      column += textWidth(words)
    }
    return runs
  })
}

function applyCode(state: State, code: string): void {
  const look = looks[code]
  if (look !== undefined) state.look = look
  else if (code === '1') state.bold = true
  else if (code === '2') state.dim = true
  else if (code === '22' || code === '0') state.bold = state.dim = false
  else throw new Error(`the escape sequence ${code} has no look yet`)
}

function drawRun({column, text, look, dim, bold}: Run, row: number): string {
  const lead = text.length - text.trimStart().length
  const shown = text.trim()
  const classes = [look === 'plain' ? '' : look, dim && look === 'plain' ? 'dim' : '', bold ? 'bold' : '']
  const className = classes.filter((name) => name !== '').join(' ')
  return (
    `<text x="${round(padding + (column + lead) * columnWidth)}" y="${padding + fontSize + row * rowHeight}"` +
    ` textLength="${round(textWidth(shown) * columnWidth)}" lengthAdjust="spacingAndGlyphs"` +
    `${className === '' ? '' : ` class="${className}"`}>${escapeXml(shown)}</text>`
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
