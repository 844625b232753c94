import {categoryLimit, type ColumnProfile} from './data-profile.js'
import {comparableRows} from './profile-rows.js'

/** Why a column could not be tested, as the second half of a sentence. */
export interface NotTested {
  readonly notTested: string
}

/** Why two columns cannot be compared, by any test; undefined when they can be. */
export function untestable(reference: ColumnProfile, current: ColumnProfile): string | undefined {
  if (reference.kind !== current.kind) {
    return `the reference holds ${nounOf(reference)} and the current data ${nounOf(current)}`
  }
  return emptiness(reference, ' in the reference') ?? emptiness(current, '')
}

function nounOf({kind}: ColumnProfile): string {
  return kind === 'number' ? 'numbers' : 'categories'
}

function emptiness(profile: ColumnProfile, where: string): string | undefined {
  if (profile.kind === 'category' && profile.overflow > 0) {
    return `more than ${categoryLimit.toLocaleString('en-US')} different values${where}: it looks like an identifier`
  }
  if (comparableRows(profile) > 0) return undefined
  const infinite = profile.kind === 'number' ? profile.infinite : 0
  if (profile.missing + infinite === 0) return `no rows${where}`
  const what = infinite === 0 ? 'missing' : profile.missing === 0 ? 'infinite' : 'missing or infinite'
  return `all values are ${what}${where}`
}
