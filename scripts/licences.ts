import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Metafile} from 'esbuild'

/** The licence texts of all packages that esbuild put into the bundles, as their licences ask for. */
export function licencesOf(metafiles: readonly Metafile[]): string {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs))
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []))
  const parts = [...folders].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest
    const {name, version, license = 'licence not stated'} = manifest
    return `${name} ${version} (${license})\n\n${licenceText(folder) || namedLicence(manifest)}`.trim()
  })
  return `mlops contains the following packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

interface PackageManifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly author?: string | {readonly name: string}
}

/** The text of a licence that a package names without holding it. */
function namedLicence({name, license, author = 'its authors'}: PackageManifest): string {
  if (license !== 'MIT') throw new Error(`${name} holds no licence text, and names ${license ?? 'none'}`)
  const holder = typeof author === 'string' ? author.replace(/ *<.*>/, '') : author.name
  return MIT.replace('<holder>', holder)
}

/** https://spdx.org/licenses/MIT.html */
const MIT = `MIT License

Copyright (c) <holder>

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`

/** LICENSE, COPYING, NOTICE, and what a folder of such a name holds. */
function licenceText(folder: string): string {
  return readdirSync(folder, {withFileTypes: true})
    .filter(({name}) => /^(licen[cs]es?|copying|notice)\b/i.test(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path]
    })
    .map((file) => readFileSync(file, 'utf8').trim())
    .join('\n\n')
}

/** node_modules/a/node_modules/@b/c/lib/d.js -> node_modules/a/node_modules/@b/c */
function packageFolder(input: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
}
