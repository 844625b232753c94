#!/usr/bin/env node
import {existsSync} from 'node:fs'
import {createRequire} from 'node:module'
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
// Not import(), which would read the whole bundle once more to look for names that it exports: 50 ms.
createRequire(import.meta.url)(bundle)
