/** Characters of a line. */
const WIDTH = 84

/** JSON for people: what fits into a line stands in one. */
export function jsonText(value: unknown, indentation = ''): string {
  const line = oneLine(value)
  if (typeof value !== 'object' || value === null || indentation.length + line.length <= WIDTH) return line
  const inner = `${indentation}  `
  const isArray = Array.isArray(value)
  const items = isArray
    ? value.map((item) => inner + jsonText(item, inner))
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${jsonText(item, inner)}`)
  return `${isArray ? '[' : '{'}\n${items.join(',\n')}\n${indentation}${isArray ? ']' : '}'}`
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`)
      .join(', ')}}`
  }
  return value === undefined ? 'null' : JSON.stringify(value)
}
