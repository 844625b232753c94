import {expect} from 'chai'
import {html} from '../../src/lib/report/html.js'
import {renderPage} from '../../src/lib/report/page.js'
import {darkScheme, lightScheme} from '../../src/lib/report/palette.js'
import {contrast} from './contrast.js'

const page = renderPage({
  title: 'Drift of <miles>',
  lead: 'It fell by 12 % & more.',
  sections: [{id: 'why', title: 'Why "so"', body: html`<p>Because.</p>`}],
  footer: 'Made by mlops',
})

describe('renderPage', () => {
  it('is a whole page, each text escaped', () => {
    expect(page).to.match(/^<!doctype html>/)
    expect(page).to.contain('<title>Drift of &lt;miles&gt;</title>')
    expect(page).to.contain('It fell by 12\u00a0% &amp; more.')
    expect(page).to.contain('<a href="#why">Why &quot;so&quot;</a>')
    expect(page).to.contain('<p>Because.</p>')
  })

  it('forbids scripts and the network, and has neither', () => {
    expect(page).to.contain("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    expect(page).to.not.match(/<script|https?:\/\/|url\(/)
  })

  it('has colours for a light and a dark screen', () => {
    expect(page).to.contain(`--text:${lightScheme.text}`)
    expect(page).to.match(new RegExp(`prefers-color-scheme:dark\\)\\{:root\\{--text:${darkScheme.text}`))
  })
})

describe('the palette', () => {
  for (const [name, scheme] of Object.entries({light: lightScheme, dark: darkScheme})) {
    for (const colour of ['text', 'muted', 'accent', 'good', 'warn', 'bad'] as const) {
      it(`has ${colour} that can be read on a ${name} page`, () => {
        expect(contrast(scheme[colour], scheme.background)).to.be.at.least(4.5)
        expect(contrast(scheme[colour], scheme.surface)).to.be.at.least(4.5)
      })
    }

    it(`has classes that stand out from a ${name} page`, () => {
      for (const group of scheme.groups) expect(contrast(group, scheme.surface), group).to.be.at.least(3)
      expect(new Set(scheme.groups).size).to.equal(scheme.groups.length)
    })
  }
})
