import {MlopsError} from '../errors.js'

/** A month of the data in the calendar. */
export interface CalendarMonth {
  /** Its number in the data. */
  readonly month: number
  /** 'YYYY-MM'. */
  readonly name: string
  /** Its first moment, and that of the next one: milliseconds since the epoch. */
  readonly from: number
  readonly to: number
}

/** Months are counted from January of the year 0. */
type MonthCount = number

/**
 * Lays months of data over whole calendar months, in UTC: from `start` on, or so that the last one ends where the
 * current one begins. Where their numbers have gaps, the calendar has none.
 *
 * @param numbers - of the months in the data, ascending
 * @param start - 'YYYY-MM'
 * @param now - milliseconds since the epoch
 * @throws MlopsError `USAGE` when the last month is not over yet: a database of metrics takes nothing that is to come
 */
export function calendarOf(
  numbers: readonly number[],
  {start, now}: {readonly start: string | undefined; readonly now: number},
): readonly CalendarMonth[] {
  const current = monthOf(now)
  const latest = current - numbers.length
  const begin = start === undefined ? latest : parseMonth(start)
  if (begin > latest) {
    throw new MlopsError('USAGE', {
      message: `--start is ${nameOf(begin)}, so that the last month, ${nameOf(begin + numbers.length - 1)}, is not over yet.`,
      suggestion: `Start at ${nameOf(latest)} at the latest, or play fewer months with --months.`,
    })
  }
  return numbers.map((month, index) => ({
    month,
    name: nameOf(begin + index),
    from: startOf(begin + index),
    to: startOf(begin + index + 1),
  }))
}

/**
 * 'YYYY-MM' as the count of that month.
 *
 * @throws MlopsError `USAGE`
 */
export function parseMonth(text: string): MonthCount {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text.trim()) ?? []
  if (year !== undefined && Number(year) >= 1970) return Number(year) * 12 + Number(month) - 1
  throw new MlopsError('USAGE', {
    message: `--start is ${JSON.stringify(text)}, expected a month from 1970 on.`,
    suggestion: 'Give for example --start 2021-01.',
  })
}

function monthOf(time: number): MonthCount {
  const date = new Date(time)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function startOf(count: MonthCount): number {
  return Date.UTC(Math.floor(count / 12), count % 12)
}

function nameOf(count: MonthCount): string {
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`
}
