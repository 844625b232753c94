import {expect} from 'chai'
import fc from 'fast-check'
import {escapeText, html, nothing, trustedMarkup} from '../../src/lib/report/html.js'

describe('html', () => {
  it('escapes what is put into it', () => {
    const name = `<script>alert("1")</script> & 'q'`
    expect(html`<p title="${name}">${name}</p>`.toString()).to.equal(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;q&#39;">' +
        '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;q&#39;</p>',
    )
  })

  it('leaves markup that was made the same way, alone and in lists', () => {
    const items = ['a', '<b>'].map((text) => html`<i>${text}</i>`)
    expect(html`${items}${nothing}`.toString()).to.equal('<i>a</i><i>&lt;b&gt;</i>')
  })

  it('takes numbers, and markup that somebody vouches for', () => {
    expect(html`${1.5}${trustedMarkup('<br>')}`.toString()).to.equal('1.5<br>')
  })

  it('lets no text open a tag or leave an attribute', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(escapeText(text)).to.not.match(/[<>"']/)
      }),
    )
  })
})
