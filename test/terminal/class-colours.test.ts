import {expect} from 'chai'
import {classPalette} from '../../src/lib/terminal/class-colours.js'
import {contrast} from '../report/contrast.js'

/** The 6 x 6 x 6 cube of the 256 colours, as xterm shows it. */
function hexOf(code: number): string {
  const levels = [0, 95, 135, 175, 215, 255]
  const place = code - 16
  const channels = [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((step) => levels[step]!)
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

describe('the colours of classes in a terminal', () => {
  for (const code of classPalette) {
    it(`can be seen on black and on white: ${code}`, () => {
      expect(contrast(hexOf(code), '#000000')).to.be.at.least(3)
      expect(contrast(hexOf(code), '#ffffff')).to.be.at.least(3)
    })
  }
})
