import {MlopsError} from '../errors.js'
import {parseNumber} from './csv-number.js'

/**
 * The column names of a header line, blanks around them removed. A column may have no name (''), as the row index
 * that other programs write; two may not have the same.
 *
 * @param place - file and line, for messages
 * @throws MlopsError `DATA_FORMAT`
 */
export function parseHeader(record: readonly string[], place: string): readonly string[] {
  const names = record.map((name) => name.trim())
  const named = names.filter((name) => name !== '')
  if (named.length === 0) {
    throw new MlopsError('DATA_FORMAT', {
      message: `${place}  the header line names no column.`,
      suggestion: 'Name the columns in the first line of the file.',
    })
  }
  if (named.every((name) => !Number.isNaN(parseNumber(name)))) {
    throw new MlopsError('DATA_FORMAT', {
      message: `${place}  the first line holds only numbers (${named.slice(0, 3).join(', ')}${named.length > 3 ? ', …' : ''}), expected the names of the columns.`,
      suggestion: 'Add a header line with the name of each column.',
    })
  }
  refuseDuplicates(names, names, place)
  return names
}

/**
 * The header with every alias replaced by the name it stands for.
 *
 * @throws MlopsError `DATA_FORMAT` when two columns then have the same name
 */
export function resolveAliases(
  header: readonly string[],
  aliases: Readonly<Record<string, string>>,
  place: string,
): readonly string[] {
  const names = header.map((name) => (Object.hasOwn(aliases, name) ? aliases[name]! : name))
  refuseDuplicates(names, header, place)
  return names
}

function refuseDuplicates(names: readonly string[], spellings: readonly string[], place: string): void {
  const firstAt = new Map<string, number>()
  names.forEach((name, index) => {
    const first = firstAt.get(name)
    firstAt.set(name, index)
    if (name === '' || first === undefined) return
    const written = [spellings[first]!, spellings[index]!].filter((spelling) => spelling !== name)
    throw new MlopsError('DATA_FORMAT', {
      message:
        `${place}:${index + 1}  column "${name}" is there twice, as column ${first + 1} and ${index + 1}` +
        `${written.length === 0 ? '' : ` (written "${written.join('", "')}")`}.`,
      suggestion: 'Rename or remove one of them.',
    })
  })
}
