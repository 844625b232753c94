import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {hostname} from 'node:os'
import {join} from 'node:path'

/**
 * A claim is a working folder inside the registry whose name says who made it and when:
 * `.<kind>.<pid>.<milliseconds>.<host>.<six letters>`. The name is unique and complete from the first moment, so a
 * process may die at any point and the next one still knows whom the folder belonged to.
 */
export interface Claim {
  readonly kind: ClaimKind
  readonly path: string
  readonly pid: number
  readonly since: Date
  readonly host: string
}

/** `lock`: changing the aliases; `add`: writing a version. */
export type ClaimKind = 'lock' | 'add'

const pattern = /^\.(lock|add)\.([1-9]\d*)\.(\d+)\.(.+)\.[A-Za-z0-9]{6}$/

export async function makeClaim(registry: string, kind: ClaimKind, now: Date): Promise<string> {
  const owner = `${process.pid}.${now.getTime()}.${encodeURIComponent(hostname())}`
  return mkdtemp(join(registry, `.${kind}.${owner}.`))
}

export async function listClaims(registry: string, kind: ClaimKind): Promise<readonly Claim[]> {
  return (await readdir(registry)).flatMap((name) => {
    const match = pattern.exec(name)
    if (match?.[1] !== kind) return []
    const [, , pid, since, host] = match
    return [{kind, path: join(registry, name), pid: Number(pid), since: new Date(Number(since)), host: host!}]
  })
}

/** Whether the process that made the claim is dead or must have forgotten it. */
export function isAbandoned(claim: Claim, now: Date, maximumAgeMs: number): boolean {
  const age = Math.abs(now.getTime() - claim.since.getTime())
  if (age > maximumAgeMs) return true
  // A process of another host cannot be asked: its claim ends by age alone.
  return claim.host === encodeURIComponent(hostname()) && !isRunning(claim.pid)
}

export async function removeClaim(path: string): Promise<void> {
  await rm(path, {recursive: true, force: true, maxRetries: 3})
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
