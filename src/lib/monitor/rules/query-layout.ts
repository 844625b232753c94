/** Operators that a line continues with. */
const continuing = /^(and|or|unless|[-+*/<>]|==)(\s|$)/

/** A query with its own line breaks, each line indented by the brackets that are open where it begins. */
export function layoutQuery(query: string): string {
  let depth = 0
  return query
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const leading = /^[)\]}]*/.exec(line)![0].length
      const indent = depth - leading + (continuing.test(line) ? 1 : 0)
      depth += bracketsOpenedBy(line)
      return '  '.repeat(Math.max(0, indent)) + line
    })
    .join('\n')
}

/** Less those that it closes; brackets in a text do not count. */
function bracketsOpenedBy(line: string): number {
  const code = line.replace(/"(?:[^"\\]|\\.)*"/g, '')
  return (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0)
}
