import {existsSync} from 'node:fs'
import {resolve} from 'node:path'

/** A program of `scripts/install-yardsticks.sh`; undefined where that was not run. */
export function yardstick(program: string): string | undefined {
  const path = resolve('.yardsticks/bin', program)
  return existsSync(path) && existsSync(resolve('.yardsticks/installed.txt')) ? path : undefined
}
