/**
 * Runs the program once, as bin/run.js does, and keeps what V8 has compiled meanwhile: functions that a command needs
 * are in the cache as well as those of the start. A process of its own: it becomes the program, and ends with it.
 *
 *     node scripts/code-cache.js BUNDLE CACHE ARGUMENT…
 */
import {readFileSync, writeFileSync} from 'node:fs'
import {Buffer} from 'node:buffer'
import process from 'node:process'
import v8 from 'node:v8'
import {compileBundle} from '../bin/load-bundle.js'

const [bundle, cache, ...args] = process.argv.slice(2)
const {script, run} = compileBundle(bundle)
process.argv.splice(2, Infinity, ...args)
// A cache is only taken under the flags that it was made under, and commands set theirs after the start.
v8.setFlagsFromString = () => undefined
process.on('exit', () => {
  const source = readFileSync(bundle, 'utf8')
  const hashLine = source.slice(source.lastIndexOf('\n') + 1)
  writeFileSync(cache, Buffer.concat([Buffer.from(hashLine), script.createCachedData()]))
})
run()
