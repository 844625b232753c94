/** What a model may be called: such as stands in an address, a file name and a label of a metric without quoting. */
const modelName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

export function isModelName(text: string): boolean {
  return modelName.test(text)
}

/** The name for a model that nobody named: `text` with what a name may not hold replaced, accents dropped. */
export function toModelName(text: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
  return name === '' ? 'model' : name
}
