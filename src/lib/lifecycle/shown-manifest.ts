import type {Manifest} from '../model/manifest.js'

/** A manifest for reading: the numbers of the test rows are of use to programs that have the file, and to nobody else. */
export type ShownManifest = Omit<Manifest, 'data'> & {
  readonly data: Omit<Manifest['data'], 'testRows'> & {readonly testRows: number}
}

export function shownManifest({data, ...rest}: Manifest): ShownManifest {
  return {...rest, data: {...data, testRows: data.testRows.length}}
}
