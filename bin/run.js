#!/usr/bin/env node
import {existsSync} from 'node:fs'
import {fileURLToPath, URL} from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 12)) {
  process.stderr.write(`mlops needs Node.js 20.12 or newer; this is ${process.version}.\n`)
  process.exit(5)
}
const bundle = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url))
if (!existsSync(bundle)) {
  process.stderr.write(`mlops is not built: there is no ${bundle}.\nRun npm run build.\n`)
  process.exit(5)
}
// Only now: what it imports is not there before Node.js 20.12.
const {compileBundle} = await import('./load-bundle.js')
compileBundle(bundle).run()
