import {MlopsError} from '../errors.js'

const dayMs = 86_400_000
const unitMs: Readonly<Record<string, number>> = {
  ...{s: 1000, m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs},
  // As long as most are: labels come after years, and nobody counts their days.
  y: 365 * dayMs,
}
const duration = /^(\d+(?:\.\d+)?)\s*([smhdwy])$/
const date = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:?\d\d)?)?$/

/** Milliseconds: '90s', '30m', '12h', '7d', '2w', '3y'; undefined for other texts. */
export function durationMs(text: string): number | undefined {
  const [, amount, unit] = duration.exec(text.trim()) ?? []
  return amount === undefined ? undefined : Number(amount) * unitMs[unit!]!
}

/**
 * A moment, in milliseconds since the epoch: so long before now ('7d', '12h', '30m', '90s', '2w', '3y'), or a date of
 * ISO 8601 ('2026-01-31', '2026-01-31T14:00'), UTC where it names no zone.
 *
 * @param flag - names the flag in the error
 * @throws MlopsError `USAGE`
 */
export function parseSince(text: string, now: number, flag = '--since'): number {
  const trimmed = text.trim()
  const back = durationMs(trimmed)
  if (back !== undefined) return now - back
  const [, day, time = '00:00', zone = 'Z'] = date.exec(trimmed) ?? []
  if (day !== undefined) {
    const moment = Date.parse(`${day}T${time}${zone}`)
    // 2026-02-30 would be read as the second of March.
    const exists = new Date(`${day}T00:00Z`)
    if (!Number.isNaN(moment) && !Number.isNaN(exists.getTime()) && exists.toISOString().startsWith(day)) return moment
    throw unusable(flag, text, 'there is no such date')
  }
  const [, bare] = /^(\d+)$/.exec(trimmed) ?? []
  if (bare !== undefined) throw unusable(flag, text, 'a number needs a unit', `Did you mean ${flag} ${bare}d?`)
  throw unusable(flag, text, 'neither a duration nor a date')
}

function unusable(flag: string, text: string, problem: string, hint = ''): MlopsError {
  return new MlopsError('USAGE', {
    message: `${flag} is ${JSON.stringify(text)}: ${problem}.`,
    suggestion:
      `${hint} Give a duration such as 7d, 12h, 30m or 2w, or a date such as 2026-01-31 or 2026-01-31T14:00Z.`.trim(),
  })
}
