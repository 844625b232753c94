/** Valid JSON of a result: NaN and infinite become null, typed arrays become arrays, `undefined` becomes null. */
export function stringifyJson(value: unknown): string {
  // JSON.stringify answers undefined, not a string, for undefined and functions; its declared type does not say so.
  const text = JSON.stringify(value, plainValue, 2) as string | undefined
  return text ?? 'null'
}

function plainValue(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Iterable<unknown> & ArrayBufferView)
  return typeof value === 'bigint' ? Number(value) : value
}
