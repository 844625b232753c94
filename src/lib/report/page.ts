import {html, trustedMarkup} from './html.js'
import type {Html} from './html.js'
import {pageStyle} from './page-style.js'

export interface Page {
  readonly title: string
  /** One or two sentences below the title: what a reader came for. */
  readonly lead: Html | string
  readonly sections: readonly Section[]
  /** Where the page comes from. */
  readonly footer: Html | string
  /** CSS of this kind of page, after that of every page. */
  readonly style?: string
}

export interface Section {
  /** For links: letters and hyphens. */
  readonly id: string
  readonly title: string
  readonly body: Html
}

/**
 * A whole page in one text: no script, no other file, nothing from the network, which its own policy forbids. Follows
 * the reader's light or dark scheme, and the width of a phone.
 */
export function renderPage({title, lead, sections, footer, style = ''}: Page): string {
  const links = sections.map((section) => html`<a href="#${section.id}">${section.title}</a>`)
  const parts = sections.map(
    ({id, title: heading, body}) =>
      html`<section id="${id}" aria-labelledby="${id}-title">
        <h2 id="${id}-title">${heading}</h2>
        ${body}
      </section>`,
  )
  return (
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta
            http-equiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
          />
          <link rel="icon" href="data:," />
          <title>${title}</title>
          <style>
            ${trustedMarkup(pageStyle + style)}
          </style>
        </head>
        <body>
          <header>
            <h1>${title}</h1>
            <p class="lead">${lead}</p>
            <nav aria-label="Sections">${links}</nav>
          </header>
          <main>${parts}</main>
          <footer>${footer}</footer>
        </body>
      </html> `
      .toString()
      .replace(/\n\s+/g, '\n')
      // A number and its percent sign stay on one line.
      .replace(/(\d) %/g, '$1\u00a0%')
  )
}
