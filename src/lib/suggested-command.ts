import {normalize} from 'node:path'
import {program} from './program.js'

/** Flags by their long names, in the order in which they are shown. Null and undefined leave a flag out. */
export type SuggestedFlags = Readonly<
  Record<string, string | number | true | readonly (string | number)[] | null | undefined>
>

/** Where commands look for models when nobody says otherwise. */
export const defaultModelsFolder = 'models'

const shortFlags: Readonly<Record<string, string>> = {data: '-d', model: '-m'}

/**
 * A command line that a person can copy: `mlops validate -d 'my rows.csv' -m 2 --models registry`. The folder of the
 * registry is named where it is not the default one; a list repeats its flag, `true` is a flag without a value.
 *
 * @param words - what stands between the program and the flags, as ['models', 'promote', 2]
 */
export function suggestedCommand(words: readonly (string | number)[], flags: SuggestedFlags = {}): string {
  const typed = Object.entries(flags).flatMap(([name, value]) => {
    if (value === null || value === undefined || (name === 'models' && isDefaultFolder(String(value)))) return []
    const flag = shortFlags[name] ?? `--${name}`
    if (value === true) return [flag]
    const values: readonly (string | number)[] = typeof value === 'object' ? value : [value]
    return values.flatMap((each) => [flag, String(each)])
  })
  return [program, ...words.map(String), ...typed].map(shellWord).join(' ')
}

function isDefaultFolder(folder: string): boolean {
  return normalize(folder).replace(/[/\\]$/, '') === defaultModelsFolder
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
