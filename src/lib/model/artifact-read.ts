import {readFile, readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {MlopsError} from '../errors.js'
import {artifactFile, hashedFiles, type Artifact} from './artifact.js'
import {checkManifest, ManifestProblem, parseManifestFormat} from './artifact-manifest.js'
import {parseReference} from './artifact-reference.js'
import {manifestDigest} from './artifact-write.js'
import {hashOf} from './hash.js'
import type {Manifest} from './manifest.js'
import {describeSystemError, errorCode} from '../durable-files.js'

/** Left behind by operating systems wherever somebody looks into a folder. */
const strayFiles = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\.nfs[0-9a-f]+)$/

/**
 * Reads a version's folder and holds every file to its hash.
 *
 * @throws MlopsError `MODEL_INVALID` naming the first file that is missing, unknown, altered or foreign
 */
export async function readArtifact(folder: string, version: number): Promise<Artifact> {
  const names = await listFolder(folder)
  const manifestBytes = await readPart(folder, artifactFile.manifest)
  const manifest = await verifyManifest(folder, manifestBytes, version)
  const contents = new Map<string, Uint8Array>()
  for (const name of hashedFiles) contents.set(name, await readVerified(folder, name, manifest))
  const known: readonly string[] = Object.values(artifactFile)
  for (const name of names) {
    if (known.includes(name) || strayFiles.test(name)) continue
    throw invalid(folder, name, 'does not belong to a model: remove it, or restore the folder from a backup')
  }
  return {
    version,
    folder,
    bytes: await folderSize(folder),
    manifest,
    modelJson: parseModel(folder, contents.get(artifactFile.model)!),
    weights: contents.get(artifactFile.weights)!,
    reference: () =>
      parseReference(manifest.description, contents.get(artifactFile.reference)!, join(folder, artifactFile.reference)),
  }
}

/** Size of the files of a folder; what cannot be read counts nothing. */
export async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({size}) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function verifyManifest(folder: string, bytes: Uint8Array, version: number): Promise<Manifest> {
  try {
    const value = parseManifestFormat(Buffer.from(bytes).toString('utf8'))
    const digest = await readPart(folder, artifactFile.manifestDigest)
    if (Buffer.from(digest).toString('latin1') !== manifestDigest(bytes)) {
      throw new ManifestProblem(
        `does not match ${artifactFile.manifestDigest}: one of the two was altered, truncated or replaced`,
      )
    }
    const manifest = checkManifest(value)
    if (manifest.version !== version) {
      throw new ManifestProblem(
        `says this is version ${manifest.version}, but it stands in the folder of version ${version}`,
      )
    }
    const listed = Object.keys(manifest.files).sort().join(', ')
    const expected = [...hashedFiles].sort().join(', ')
    if (listed !== expected) throw new ManifestProblem(`lists the files ${listed || '(none)'}, expected ${expected}`)
    return manifest
  } catch (error) {
    if (error instanceof ManifestProblem) throw invalid(folder, artifactFile.manifest, error.message)
    throw error
  }
}

async function readVerified(folder: string, name: string, manifest: Manifest): Promise<Uint8Array> {
  const bytes = await readPart(folder, name)
  const found = hashOf(bytes)
  const expected = manifest.files[name]!
  if (found === expected) return bytes
  throw invalid(
    folder,
    name,
    `was altered, truncated or replaced: its ${bytes.length.toLocaleString('en-US')} bytes have the hash ` +
      `${shorten(found)}, the manifest says ${shorten(expected)}`,
  )
}

function parseModel(folder: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    throw invalid(folder, artifactFile.model, 'is not JSON')
  }
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR')
      throw new MlopsError('MODEL_INVALID', {message: `${folder} is a file, expected a folder.`})
    throw unreadable(folder, error)
  }
}

async function readPart(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, name))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw invalid(folder, name, 'is missing')
    if (errorCode(error) === 'EISDIR') throw invalid(folder, name, 'is a folder, expected a file')
    throw unreadable(join(folder, name), error)
  }
}

function invalid(folder: string, name: string, problem: string): MlopsError {
  return new MlopsError('MODEL_INVALID', {message: `${join(folder, name)} ${problem}.`, details: {file: name}})
}

function unreadable(path: string, error: unknown): MlopsError {
  return new MlopsError('FILE_UNREADABLE', {
    message: `${path} cannot be read: ${describeSystemError(error)}.`,
    cause: error,
  })
}

function shorten(hash: string): string {
  return `${hash.slice(0, 19)}…`
}
