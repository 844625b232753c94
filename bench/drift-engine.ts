/** Times the drift engine alone, in a process of its own: two tables in memory -> counts -> verdict of each column. */
import {loadDataset} from '../src/lib/dataset/load-dataset.js'
import {compareProfiles} from '../src/lib/drift/compare-profiles.js'
import {dataColumnsOf} from '../src/lib/drift/profile-columns.js'
import {profileOf} from '../src/lib/drift/profile-table.js'
import type {TableDrift} from '../src/lib/drift/table-drift.js'

/** Handed back to the benchmark, on standard output as JSON. */
export interface EngineResult {
  readonly seconds: number
  readonly drifted: number
  readonly scores: Readonly<Record<string, number>>
}

async function main(referencePath: string, currentPath: string, policy: TableDrift['policy']): Promise<void> {
  const read = (path: string) => loadDataset({path, onBadRow: 'fail', requireTarget: false})
  const [reference, current] = [await read(referencePath), await read(currentPath)]
  const {fields} = dataColumnsOf(reference.description)
  // The six features alone: what the yardstick compares.
  const compared = {fields, target: null}
  const limit = policy === 'evidently' ? {distinctLimit: Infinity} : {}
  const started = performance.now()
  const drift = compareProfiles(
    profileOf(reference.table, compared, limit),
    profileOf(current.table, compared, limit),
    {
      ...{
        policy,
        compared,
        alpha: 0.05,
        minEffect: 0.1,
        overrides: [],
        importance: null,
        multivariate: null,
        alikeErrors: null,
      },
    },
  )
  const seconds = (performance.now() - started) / 1000
  const scores = drift.columns.map(({key, effect}) => [key, effect?.value ?? NaN] as const)
  const result: EngineResult = {seconds, drifted: drift.drifted, scores: Object.fromEntries(scores)}
  process.stdout.write(JSON.stringify(result))
}

const [reference, current, policy] = process.argv.slice(2)
void main(reference!, current!, policy as TableDrift['policy'])
