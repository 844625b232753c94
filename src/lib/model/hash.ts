import {createHash} from 'node:crypto'

/** 'sha256-' + hex digest: the form in which the manifest names contents. */
export function hashOf(bytes: Uint8Array | string): string {
  return `sha256-${createHash('sha256').update(bytes).digest('hex')}`
}
