import {readFileSync} from 'node:fs'
import {expect} from 'chai'
import {errorsPage} from '../scripts/errors-page.js'
import {errorCatalogue} from '../src/lib/errors.js'

const page = readFileSync('docs/errors.md', 'utf8')
const described = [...page.matchAll(/^## ([A-Z_]+)$/gm)].map(([, code]) => code)

describe('docs/errors.md', () => {
  it('describes every code of the catalogue', () => {
    expect(Object.keys(errorCatalogue).filter((code) => !described.includes(code))).to.deep.equal([])
  })

  it('describes no code that the catalogue does not have', () => {
    expect(described.filter((code) => !(code! in errorCatalogue))).to.deep.equal([])
  })

  it('is what scripts/build-errors-page.ts writes', () => {
    expect(page).to.equal(errorsPage())
  })
})
