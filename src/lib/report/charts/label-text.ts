/**
 * Room for text in a chart. A chart is drawn where no font can be measured, so widths are those of a wide font: what
 * fits here fits with every system's own.
 */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0
  for (const character of text) ems += widthInEms(character)
  return ems * fontSize
}

/** The text, cut with an ellipsis where it is wider than the room for it. */
export function fitText(text: string, {fontSize, room}: {readonly fontSize: number; readonly room: number}): string {
  if (textWidth(text, fontSize) <= room) return text
  let kept = ''
  for (const character of text) {
    if (textWidth(`${kept}${character}…`, fontSize) > room) break
    kept += character
  }
  return `${kept}…`
}

function widthInEms(character: string): number {
  if (/[\u1100-\uffef]|[\u{1f300}-\u{3fffd}]/u.test(character)) return 1
  if (/[A-Zmw%@…]/.test(character)) return 0.82
  return /[ijlt.,:;'|!()[\] ]/.test(character) ? 0.42 : 0.64
}
