import {rename} from 'node:fs/promises'
import {join} from 'node:path'
import {throwIfInterrupted} from '../errors.js'
import type {ArtifactDraft} from './artifact.js'
import {writeContents, writeManifest} from './artifact-write.js'
import {isAbandoned, listClaims, makeClaim, removeClaim} from './registry-claim.js'
import {makeFolder, syncFolder} from '../durable-files.js'
import {readHistory} from './registry-history.js'
import {isTaken, listVersions, versionFolder} from './registry-versions.js'

/** A version is written in seconds; what a process of another host began a day ago was given up. */
const draftMaximumAgeMs = 24 * 3600 * 1000

/**
 * Writes a draft as a new version: in a folder of its own first, which then gets its number by a rename. Whatever ends
 * this on the way leaves the versions as they were; what it threw, it leaves nothing at all.
 *
 * @returns the number
 */
export async function publish(
  registry: string,
  draft: ArtifactDraft,
  {now, signal}: {readonly now: () => Date; readonly signal?: AbortSignal | undefined},
): Promise<number> {
  const takeAway = await makeFolder(registry)
  try {
    await removeAbandoned(registry, now())
    const workspace = await makeClaim(registry, 'add', now())
    try {
      const folder = join(workspace, 'version')
      const files = await writeContents(folder, draft, signal)
      for (let version = await nextVersion(registry); ; version++) {
        await writeManifest(folder, {...draft.manifest, version, files})
        throwIfInterrupted(signal)
        if (await moveTo(registry, version, folder)) return version
      }
    } finally {
      await removeClaim(workspace).catch(() => undefined)
    }
  } catch (error) {
    await takeAway()
    throw error
  }
}

/** False when another process was faster: a rename does not replace a folder that holds files. */
async function moveTo(registry: string, version: number, folder: string): Promise<boolean> {
  try {
    await rename(folder, versionFolder(registry, version))
  } catch (error) {
    if (await isTaken(registry, version)) return false
    throw error
  }
  await syncFolder(registry)
  return true
}

/** A number that was used once is not used again, even when its folder was removed. */
async function nextVersion(registry: string): Promise<number> {
  const history = await readHistory(registry).catch(() => [])
  const used = [...(await listVersions(registry)), ...history.map(({version}) => version)]
  return used.reduce((greatest, version) => Math.max(greatest, version), 0) + 1
}

async function removeAbandoned(registry: string, now: Date): Promise<void> {
  for (const claim of await listClaims(registry, 'add')) {
    if (isAbandoned(claim, now, draftMaximumAgeMs)) await removeClaim(claim.path).catch(() => undefined)
  }
}
