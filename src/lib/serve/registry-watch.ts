import {watch} from 'node:fs'

/** Changes of a registry come in twos and threes: a file is written beside, synced, renamed. */
const SETTLE_MS = 50
/** Network file systems and some containers tell nobody of changes. */
const LOOK_AGAIN_MS = 30_000

/**
 * Calls back a moment after something in a folder has changed, and every half minute in any case.
 *
 * @returns what ends it
 */
export function watchRegistry(folder: string, onChange: () => void): () => void {
  let settling: NodeJS.Timeout | undefined
  const changed = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined
      onChange()
    }, SETTLE_MS).unref()
  }
  const again = setInterval(onChange, LOOK_AGAIN_MS).unref()
  const watcher = openWatcher(folder, changed)
  return () => {
    clearInterval(again)
    clearTimeout(settling)
    watcher?.close()
  }
}

/** Undefined where the system watches no more files: looking every half minute has to do. */
function openWatcher(folder: string, changed: () => void): ReturnType<typeof watch> | undefined {
  try {
    const watcher = watch(folder, {persistent: false}, changed)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}
