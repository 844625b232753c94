/**
 * A process that uses a registry, for tests that run several or kill them:
 * `registry-worker <folder> <seed> add <count> [rows]` prints the versions it added; with `churn` it adds, promotes,
 * rolls back and records validations until it is killed.
 */
import {Registry} from '../../src/lib/model/registry.js'
import {createRandom} from '../../src/lib/statistics/random.js'
import {makeDraft} from './draft.js'

async function main(): Promise<void> {
  const [folder = '', seed = '', work, count, rows = '20'] = process.argv.slice(2)
  const random = createRandom(seed)
  const registry = new Registry(folder, {now: () => new Date(), random, waitMs: 60_000})
  const draft = makeDraft({rows: Number(rows)})
  if (work === 'churn') {
    process.stdout.write('ready\n')
    for (;;) await churn(registry, random)
  }
  const versions: number[] = []
  for (let added = 0; added < Number(count); added++) versions.push(await registry.add(draft))
  process.stdout.write(`${JSON.stringify(versions)}\n`)
}

async function churn(registry: Registry, random: () => number): Promise<void> {
  const newest = await registry.add(makeDraft({rows: 20, seed: random()}))
  const some = 1 + Math.floor(random() * newest)
  await registry.promote(some).catch(passWhenGone)
  await registry.addValidation(newest, {time: new Date().toISOString(), passed: random() < 0.5})
  if (random() < 0.5) await registry.rollback().catch(passWhenGone)
}

/** Nothing to roll back to yet is no failure here. */
function passWhenGone(error: unknown): void {
  if ((error as {code?: string}).code !== 'MODEL_NOT_FOUND') throw error
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exitCode = (error as {code?: string}).code === 'FILE_UNWRITABLE' ? 5 : 1
})
