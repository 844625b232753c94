/** A name for data in letters that fit everywhere, as Data Package wants it; undefined when no letter is left. */
export function dataName(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return name === '' ? undefined : name
}
