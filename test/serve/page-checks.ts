import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {expect} from 'chai'

export interface SentPage {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly payload: string
}

/** Headers of every page, and that its policy allows its own script and style and nothing else. */
export function expectSecured({headers, payload}: SentPage): void {
  const policy = String(headers['content-security-policy'])
  expect(headers['content-type']).to.equal('text/html; charset=utf-8')
  expect(headers['x-content-type-options']).to.equal('nosniff')
  expect(headers['x-frame-options']).to.equal('DENY')
  expect(headers['referrer-policy']).to.equal('no-referrer')
  expect(policy).to.match(/^default-src 'none'; /)
  expect(policy).to.contain("frame-ancestors 'none'").and.to.contain("base-uri 'none'")
  expect(policy).to.not.contain('unsafe')
  for (const kind of ['script', 'style']) {
    const texts = [...payload.matchAll(new RegExp(`<${kind}>(.*?)</${kind}>`, 'gs'))].map(([, text]) => text!)
    expect(payload.match(new RegExp(`<${kind}\\b`, 'g')) ?? [], `${kind} without attributes`).to.have.length(
      texts.length,
    )
    for (const text of texts) {
      expect(policy).to.contain(`${kind}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`)
    }
  }
  expect(payload, 'attributes that the policy forbids').to.not.match(/<[^>]+\s(?:style|on[a-z]+)="/)
}

/** Markup that a browser need not mend, and that says what it is. */
export function expectSound({payload}: SentPage): void {
  expect(payload).to.match(/^<!doctype html>\s*<html lang="en">/)
  expect(payload.match(/<h1>/g)).to.have.length(1)
  expect(payload).to.match(/<title>[^<]+<\/title>/)
  expect(payload).to.contain('name="viewport"').and.to.contain('<main>')
  const markup = payload.replaceAll(/<(script|style)>.*?<\/\1>/gs, '')
  expect(markup).to.not.match(/undefined|NaN|\[object|Infinity|https?:\/\/(?!127\.0\.0\.1|localhost|www\.w3\.org)/)
  const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!)
  expect(new Set(ids).size, 'ids are unique').to.equal(ids.length)
  for (const [, name, list] of markup.matchAll(/\s(for|aria-describedby|aria-labelledby)="([^"]*)"/g)) {
    for (const id of list!.split(' ')) expect(ids, name).to.include(id)
  }
  for (const tag of [
    'section',
    'article',
    'div',
    'p',
    'ul',
    'li',
    'table',
    'tr',
    'td',
    'details',
    'svg',
    'form',
    'span',
  ]) {
    const opened = markup.match(new RegExp(`<${tag}[\\s>]`, 'g')) ?? []
    expect(markup.match(new RegExp(`</${tag}\\s*>`, 'g')) ?? [], `<${tag}> is closed`).to.have.length(opened.length)
  }
}

export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)
