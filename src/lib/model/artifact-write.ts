import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {throwIfInterrupted} from '../errors.js'
import {artifactFile, type ArtifactDraft} from './artifact.js'
import {formatReference} from './artifact-reference.js'
import {hashOf} from './hash.js'
import {syncFolder, writeDurably} from '../durable-files.js'
import type {Manifest} from './manifest.js'

/**
 * Writes everything of a draft into a new folder but the manifest, which waits for its version number.
 *
 * @returns hashes by file name, as the manifest holds them
 */
export async function writeContents(
  folder: string,
  {manifest, modelJson, weights, reference}: ArtifactDraft,
  signal?: AbortSignal,
): Promise<Manifest['files']> {
  await mkdir(folder)
  const contents: Readonly<Record<string, Uint8Array | string>> = {
    [artifactFile.model]: JSON.stringify(modelJson),
    [artifactFile.weights]: weights,
    [artifactFile.reference]: formatReference(manifest.description, reference),
  }
  const hashes: Record<string, string> = {}
  for (const [name, content] of Object.entries(contents)) {
    throwIfInterrupted(signal)
    await writeDurably(join(folder, name), content)
    hashes[name] = hashOf(content)
  }
  return hashes
}

/** Writes the manifest and its digest, over those of another version number when that one was taken. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${joinNumbers(JSON.stringify(manifest, undefined, 2))}\n`
  await writeDurably(join(folder, artifactFile.manifest), text)
  await writeDurably(join(folder, artifactFile.manifestDigest), manifestDigest(text))
  await syncFolder(folder)
}

/** Lists of numbers in one line each: the test rows alone would be hundreds. No text of JSON holds a line break. */
function joinNumbers(json: string): string {
  return json.replaceAll(/\[\n[-+.\deE,\s]+\]/g, (list) =>
    list.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  )
}

/** Content of `manifest.sha256`: what `sha256sum manifest.json` prints. */
export function manifestDigest(manifest: string | Uint8Array): string {
  return `${hashOf(manifest).slice('sha256-'.length)}  ${artifactFile.manifest}\n`
}
