import type {Entry} from './data-package-entry.js'

/** Settings of a Table Dialect that change how a file reads, with the one value that is supported. */
const fixedSettings: Readonly<Record<string, unknown>> = {
  quoteChar: '"',
  doubleQuote: true,
  header: true,
  escapeChar: undefined,
  commentChar: undefined,
  nullSequence: undefined,
}
const knownKeys = [
  ...['$schema', 'type', 'delimiter', 'lineTerminator', 'skipInitialSpace', 'headerRows', 'headerJoin', 'commentRows'],
  ...['caseSensitiveHeader', 'csvddfVersion'],
  ...Object.keys(fixedSettings),
]

/** The delimiter of a Table Dialect; a comma when there is none. */
export function parseDialect(dialect: Entry): string {
  if (!dialect.exists) return ','
  if (typeof dialect.value === 'string') dialect.fail('expected the dialect itself, not a reference to it')
  dialect.object().allowOthersThan(knownKeys)
  for (const [key, supported] of Object.entries(fixedSettings)) {
    const entry = dialect.get(key)
    if (entry.exists && entry.value !== supported) {
      entry.fail(supported === undefined ? 'which is not supported' : `expected ${JSON.stringify(supported)}`)
    }
  }
  const headerRows = dialect.get('headerRows')
  if (headerRows.exists && JSON.stringify(headerRows.value) !== '[1]') headerRows.fail('expected [1]')
  const delimiter = dialect.get('delimiter')
  if (!delimiter.exists) return ','
  const text = delimiter.text()
  return text.length === 1 && !/["\r\n\uFEFF]/.test(text) ? text : delimiter.fail('expected one character')
}
