/**
 * Text with its control characters made visible: names and labels come from files, and an escape sequence in one of
 * them would otherwise move the cursor or rename the window. Colours stay, and so do line breaks and tabs.
 */
export function visibleText(text: string): string {
  return replaceControls(text, '\n\t')
}

/** The same for a text that has to stay on its line: line breaks and tabs are shown as well. */
export function visibleLine(text: string): string {
  return replaceControls(text, '')
}

function replaceControls(text: string, kept: string): string {
  return text.replaceAll(/(\p{Cc})(\[[\d;]*m)?/gu, (found, control: string, colour = '') => {
    const isColour = control === '\u001B' && colour !== ''
    return isColour || kept.includes(control) ? found : picture(control) + String(colour)
  })
}

/** ␛ for the escape character, ␊ for a line break; the later controls have no pictures. */
function picture(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '␡' : '\uFFFD'
}
