/** Markup that may stand in a page as it is. Made by `html`, which escapes whatever is put into it. */
export class Html {
  constructor(readonly markup: string) {}

  toString(): string {
    return this.markup
  }
}

type Insertion = Html | string | number | readonly Insertion[]

/** A template of markup: insertions are escaped, save for markup that was made the same way. */
export function html(strings: TemplateStringsArray, ...insertions: readonly Insertion[]): Html {
  let markup = strings[0]!
  for (const [index, insertion] of insertions.entries()) markup += toMarkup(insertion) + strings[index + 1]!
  return new Html(markup)
}

/** Markup that a library made: the caller vouches that every text in it is escaped. */
export function trustedMarkup(markup: string): Html {
  return new Html(markup)
}

export const nothing = new Html('')

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!)
}

function toMarkup(insertion: Insertion): string {
  if (insertion instanceof Html) return insertion.markup
  if (typeof insertion === 'object') return insertion.map(toMarkup).join('')
  return escapeText(String(insertion))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
