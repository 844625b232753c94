/** Writes docs/errors.md from the catalogue of errors. */
import {writeFileSync} from 'node:fs'
import {errorsPage} from './errors-page.js'

writeFileSync('docs/errors.md', errorsPage())
