/**
 * A process that writes to a log, for tests that run several or kill them:
 * `log-worker <folder> rows <count> <prefix>` logs so many rows and closes the log; `log-worker <folder> stream <prefix>`
 * logs rows until it is killed, and prints how many were accepted; `log-worker <folder> labels <from> <to>` gives labels
 * one by one and prints each id when it is acknowledged.
 */
import {setTimeout as sleep} from 'node:timers/promises'
import {GroundTruth} from '../../src/lib/serve/ground-truth.js'
import {PredictionLog} from '../../src/lib/serve/prediction-log.js'
import {answeredRow, description, model} from './log-rows.js'

async function main(): Promise<void> {
  const [folder = '', work, first = '', second = ''] = process.argv.slice(2)
  if (work === 'labels') {
    const groundTruth = await GroundTruth.open({folder})
    for (let row = Number(first); row < Number(second); row++) {
      const {accepted} = await groundTruth.add([{id: `row-${row}`, label: row % 3}])
      if (accepted === 1) process.stdout.write(`row-${row}\n`)
    }
    await groundTruth.close()
    return
  }
  const log = new PredictionLog({folder, describe: () => description})
  const accept = (id: string): void => {
    log.accept(model, answeredRow(id, {time: Date.now()}))
  }
  if (work === 'rows') {
    for (let row = 0; row < Number(first); row++) {
      accept(`${second}-${row}`)
      if (row % 500 === 0) await sleep(1)
    }
    await log.close()
    process.stdout.write(JSON.stringify(log.counters))
    return
  }
  for (let accepted = 0; ;) {
    for (let row = 0; row < 20; row++) accept(`${first}-${accepted++}`)
    process.stdout.write(`${accepted} ${Date.now()}\n`)
    await sleep(5)
  }
}

main().catch((error: unknown) => {
  process.stderr.write(String(error))
  process.exitCode = 1
})
