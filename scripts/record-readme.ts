/** Runs every command of README.md in order and writes what they print into it. `npm run docs` */
import {readFileSync, writeFileSync} from 'node:fs'
import {readParts, selectParagraphs, withoutChance, type Output, type Step} from './record-blocks.js'
import {inWorkshop, testedElsewhere} from './record-run.js'

const markdown = readFileSync('README.md', 'utf8')
const lines: (string | null)[] = markdown.split('\n')

await inWorkshop(async ({play, merge}) => {
  const outputs = new Map<Step, string>()
  for (const part of readParts(markdown)) {
    if (part.kind === 'merge') merge(part)
    else if (part.kind === 'output') show(part, part.steps.map((step) => outputs.get(step) ?? '').join(''))
    else if (!(part.command in testedElsewhere)) {
      const {exitCode, output} = await play(part)
      outputs.set(part, output)
      if (exitCode === part.exitCode) continue
      console.error(`README.md:${part.line}  ${part.command} exits ${exitCode}, expected ${part.exitCode}\n${output}`)
      process.exitCode = 1
    }
  }
})
writeFileSync('README.md', lines.filter((line) => line !== null).join('\n'))

/** Replaces the lines of a block; another duration alone is no reason to. */
function show({line, lines: present, paragraphs}: Output, printed: string): void {
  const shown = selectParagraphs(printed, paragraphs)
  if (withoutChance(shown) === withoutChance(present.join('\n'))) return
  for (let index = line - 1; index < line - 1 + present.length; index++) lines[index] = null
  // Before the line that ends the block: other blocks stay where they were found.
  lines[line - 2] = `${lines[line - 2]!}\n${shown}`
  console.log(`README.md:${line}  written anew`)
}
