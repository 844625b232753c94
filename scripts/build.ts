/** Builds what the npm package runs: dist/cli.cjs, its parts, and the licences of the packages in them. */
import {buildPackage} from './bundle.js'

const started = performance.now()
const {files} = await buildPackage()
for (const [file, code] of files) console.log(`${file}: ${Math.round(code.length / 1024)} kB`)
console.log(`Built in ${Math.round(performance.now() - started)} ms.`)
