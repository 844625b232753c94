/** Draws the pictures of a terminal in docs/pictures/ from real runs. `npm run docs` */
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {withoutChance} from './record-blocks.js'
import {recordPictures} from './record-pictures.js'
import {inWorkshop} from './record-run.js'
import {terminalPicture} from './record-svg.js'

mkdirSync('docs/pictures', {recursive: true})
for (const {picture, text} of await inWorkshop(recordPictures)) {
  const svg = terminalPicture(text, picture.title)
  const present = existsSync(picture.file) ? readFileSync(picture.file, 'utf8') : ''
  // Another duration alone is no reason for a new picture.
  if (withoutChance(svg) === withoutChance(present)) continue
  writeFileSync(picture.file, svg)
  console.log(`${picture.file}: ${Math.ceil(svg.length / 1024)} kB`)
}
