import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Section} from './measure.js'
import {measureAgainst} from './serve-against.js'
import {closeAll, type Bench} from './serve-bench.js'
import {measureLimits} from './serve-limits.js'

export interface ServingOptions {
  readonly isQuick: boolean
  /** Ten minutes under load besides, to see whether memory grows. */
  readonly isSoak: boolean
}

/** The sections on `mlops serve`: against other servers, and against its limits. */
export async function measureServing({isQuick, isSoak}: ServingOptions): Promise<readonly Section[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-bench-'))
  try {
    const models = join(folder, 'models')
    execFileSync(process.execPath, ['bin/run.js', 'train', '-d', 'data/reference.csv', '--models', models], {
      stdio: 'ignore',
    })
    const bench: Bench = {folder, models, isQuick, open: []}
    try {
      const against = await measureAgainst(bench)
      return [against, await measureLimits(bench, isSoak)]
    } finally {
      await closeAll(bench)
    }
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}
