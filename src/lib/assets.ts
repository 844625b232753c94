import {existsSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {getAsset, isSea} from 'node:sea'
import {fileURLToPath} from 'node:url'

/**
 * Files that the running program needs, by their path below the package's root. They are shipped beside the bundle
 * in the npm package and inside the executable in the single file; this is the one place that knows which.
 */
export const assetNames = ['data/datapackage.json'] as const
export type AssetName = (typeof assetNames)[number]

/** The text of an asset, however the program was started: from source, from the npm package, as a single file. */
export function readAsset(name: AssetName): string {
  return isSea() ? getAsset(name, 'utf8') : readFileSync(join(packageRoot(), name), 'utf8')
}

/**
 * The folder of package.json: above src/lib/ when run from source, above dist/ when bundled; the executable's own
 * folder when it is a single file.
 */
export function packageRoot(): string {
  if (isSea()) return dirname(process.execPath)
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
