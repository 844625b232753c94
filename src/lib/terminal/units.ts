import {formatNumber} from './numbers.js'

/** A size as files have them: '712 B', '43.1 KB', '1.2 MB'; 1 KB is 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatNumber(bytes, 0)} B`
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3))
  const size = bytes / 1000 ** power
  // 999,960 bytes would round to 1,000.0 KB.
  if (size >= 999.95 && power < 4) return `${formatNumber(size / 1000, 1)} ${byteUnits[power]!}`
  return `${formatNumber(size, 1)} ${byteUnits[power - 1]!}`
}

const byteUnits = ['KB', 'MB', 'GB', 'TB'] as const

/** '2026-03-01T12:34:56.789Z' as '2026-03-01 12:34', in UTC; text that is no time as it is. */
export function formatMinute(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d.*Z$/.test(time) ? time.slice(0, 16).replace('T', ' ') : time
}
