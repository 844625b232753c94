import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Metafile} from 'esbuild'

/** The licence texts of all packages that esbuild put into the bundles, as their licences ask for. */
export function licencesOf(metafiles: readonly Metafile[]): string {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs))
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []))
  const parts = [...folders].sort().map((folder) => {
    const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest
    return `${name} ${version} (${license ?? 'licence not stated'})\n\n${licenceText(folder)}`.trim()
  })
  return `mlops contains the following packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

interface PackageManifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

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
