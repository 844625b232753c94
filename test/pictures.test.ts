import {existsSync, readFileSync} from 'node:fs'
import {expect} from 'chai'
import {withoutChance} from '../scripts/record-blocks.js'
import {pictures, recordPictures} from '../scripts/record-pictures.js'
import {inWorkshop} from '../scripts/record-run.js'
import {terminalPicture, textOfPicture} from '../scripts/record-svg.js'

describe('docs/pictures', function () {
  this.timeout(120_000)
  const drawn = new Map<string, string>()

  before(async () => {
    for (const {picture, text} of await inWorkshop(recordPictures)) {
      drawn.set(picture.file, terminalPicture(text, picture.title))
    }
  })

  for (const {file, command} of pictures) {
    it(`${file} shows what ${command} prints`, () => {
      const [present, now] = [readFileSync(file, 'utf8'), drawn.get(file)!].map(textOfPicture)
      expect(withoutChance(present!)).to.equal(withoutChance(now!))
    })
  }

  it('has the pages of mlops explore, drift and serve, light and dark', () => {
    const wanted = ['explore', 'drift', 'live-1', 'live-12', 'live-36'].flatMap((page) =>
      ['light', 'dark'].map((scheme) => `${page}-${scheme}.png`),
    )
    const missing = wanted.filter((file) => !existsSync(`docs/pictures/${file}`))
    expect(missing).to.deep.equal([])
  })
})

describe('a picture of a terminal', () => {
  it('keeps every character at its place, and colours, bold and dim apart', () => {
    const svg = terminalPicture('\x1b[1m\x1b[31m✘ a < b\x1b[39m\x1b[22m   0.5\n\n  \x1b[2mdim & quiet\x1b[22m', 'Title')
    expect(textOfPicture(svg)).to.equal('✘ a < b   0.5\n\n  dim & quiet')
    expect(svg).to.match(/class="bad bold">✘ a &lt; b</)
    expect(svg).to.match(/class="dim">dim &amp; quiet</)
    expect(svg).to.match(/lengthAdjust="spacingAndGlyphs">0\.5</)
  })

  it('refuses a colour that it does not know', () => {
    expect(() => terminalPicture('\x1b[95mpink', 'Title')).to.throw('95')
  })
})
