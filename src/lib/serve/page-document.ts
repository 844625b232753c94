import {createHash} from 'node:crypto'
import type {FastifyReply} from 'fastify'
import {html, nothing, trustedMarkup, type Html} from '../report/html.js'
import {pageStyle} from '../report/page-style.js'

/** A page that a server sends: like those that commands write, but it may bring a script and ask its own server. */
export interface PageDocument {
  readonly title: string
  /** The headline, where it says something else than the title. */
  readonly headline?: Html | string
  readonly lead: Html | string
  /** Between headline and content. */
  readonly navigation?: readonly PageLink[]
  readonly body: Html
  readonly footer: Html | string
  /** CSS of this page, after that of every page. */
  readonly style: string
  /** JavaScript of this page. */
  readonly script?: string
}

export interface PageLink {
  /** Relative, so that it holds behind a proxy that puts the server under a path. */
  readonly href: string
  readonly text: string
}

/** A page as it goes out. */
export interface RenderedPage {
  readonly markup: string
  readonly headers: Readonly<Record<string, string>>
}

/** What every page of a server adds to the style of pages. */
const servedStyle = `
.page-links{border:0;padding:0;margin-top:.6rem}
pre{margin:.4rem 0;padding:.7rem .85rem;overflow-x:auto;background:var(--background);border:1px solid var(--line);
border-radius:8px;font:.8125rem/1.5 ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
overflow-wrap:normal}
pre.wrapped{white-space:pre-wrap;overflow-wrap:anywhere}
pre:focus-visible,.scroll:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,
section:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button{font:inherit;font-size:.925rem;padding:.4rem .85rem;min-height:2.5rem;color:var(--text);
background:var(--surface);border:1px solid var(--line);border-radius:8px;cursor:pointer}
button:hover{border-color:var(--muted)}
button.primary{color:var(--surface);background:var(--accent);border-color:var(--accent);font-weight:600}
button.primary:hover{filter:brightness(1.08)}
button:disabled{opacity:.55;cursor:default}
[hidden]{display:none!important}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`

/** The page with the headers that keep it to itself: its own script and style by their hashes, nothing else. */
export function renderDocument(page: PageDocument): RenderedPage {
  const {title, headline = title, lead, navigation = [], body, footer, script} = page
  const style = pageStyle + servedStyle + page.style
  const links = navigation.map(({href, text}) => html`<a href="${href}">${text}</a> `)
  const content = html`<header>
      <h1>${headline}</h1>
      <p class="lead">${lead}</p>
      ${links.length === 0 ? nothing : html`<nav class="page-links" aria-label="Pages">${links}</nav>`}
    </header>
    <main>${body}</main>
    <footer>${footer}</footer>`
  const head = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
      </head>
    </html> `
  const styled = `${compact(head)}<style>${style}</style></head><body>${compact(content)}`
  return {
    markup: `${styled}${script === undefined ? '' : `<script>${script}</script>`}</body></html>\n`,
    headers: pageHeaders(style, script),
  }
}

/** Markup without the indentation of its source; line breaks of preformatted text stand as `&#10;` in it. */
export function compact(markup: Html): string {
  return (
    markup
      .toString()
      .replace(/\n\s+/g, '\n')
      // A number and its percent sign stay on one line.
      .replace(/(\d) %/g, '$1\u00a0%')
  )
}

/** Text of several lines as it is: in a box that can be scrolled by keyboard. */
export function preformatted(text: string, {label, look = ''}: {readonly label: string; readonly look?: string}): Html {
  return html`<pre class="${look}" tabindex="0" role="group" aria-label="${label}">${lines(text)}</pre>`
}

function lines(text: string): Html {
  const escaped = html`${text}`.toString()
  return trustedMarkup(escaped.replaceAll('\n', '&#10;').replaceAll(' %', '&#32;%'))
}

export function sendPage(reply: FastifyReply, {markup, headers}: RenderedPage, status = 200): FastifyReply {
  return reply.code(status).headers(headers).send(markup)
}

/** Written by hand: a package for them costs every route time, and these are for pages alone. */
function pageHeaders(style: string, script: string | undefined): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `style-src ${hashSource(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashSource(script)}`, "connect-src 'self'"]),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
