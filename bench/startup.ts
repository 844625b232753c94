import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {runInTurn, type Section} from './measure.js'

/** Time to the first useful output, against bare Node. */
export function benchStartup(): Section {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-bench-'))
  const node = process.execPath
  const train = ['train', '-d', 'data/reference.csv', '--epochs', '1', '--models', folder]
  try {
    const [bare, help, version, oneEpoch] = runInTurn(
      [
        [node, '-e', '0'],
        [node, 'bin/run.js', '--help'],
        [node, 'bin/run.js', '--version'],
        [node, 'bin/run.js', ...train],
      ],
      21,
    )
    const against = (what: string, ours: {readonly seconds: number}) =>
      ({what, ours: ours.seconds * 1000, yardstick: bare!.seconds * 1000, unit: 'ms'}) as const
    return {
      title: 'Start-up',
      text: 'Whole processes, in turn with `node -e 0`, medians of 21. Memory is the greatest resident size.',
      names: ['mlops', 'bare Node'],
      comparisons: [
        against('`mlops --version`', version!),
        against('`mlops --help`', help!),
        against('`mlops train --epochs 1`: read, train, measure, write a version', oneEpoch!),
        {what: 'memory of `mlops --help`', ours: help!.megabytes, yardstick: bare!.megabytes, unit: 'MB'},
      ],
    }
  } finally {
    rmSync(folder, {recursive: true})
  }
}
