import {execFile} from 'node:child_process'
import {createWriteStream, existsSync} from 'node:fs'
import {mkdtemp, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {pathToFileURL} from 'node:url'
import {promisify} from 'node:util'
import {build} from 'esbuild'
import {createNormal, createRandom} from '../src/lib/statistics/random.js'
import {runInTurn, type Section} from './measure.js'
import type {ProfilerResult} from './profile-readers.js'

export interface ProfileBenchmark extends ProfilerResult {
  readonly megabytes: number
}

const python = '.bench/evidently/bin/python'

/** The section of docs/benchmarks.md: files of 10,000,000 rows, as whole processes. */
export async function benchProfile({rows = 10_000_000, rounds = 3} = {}): Promise<Section | undefined> {
  if (!existsSync(python)) {
    console.log('Large files are skipped: there is no pandas here. bench/peers/install.sh evidently installs it.')
    return undefined
  }
  const folder = await mkdtemp(join(tmpdir(), 'mlops-bench-'))
  try {
    const [one, other, saved] = ['one.csv', 'other.csv', 'one.json'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    await pipeline(Readable.from(lines(rows, 'one')), createWriteStream(one))
    await pipeline(Readable.from(lines(rows, 'other')), createWriteStream(other))
    const gigabytes = ((await stat(one)).size / 1e9).toFixed(1)
    const ours = [process.execPath, 'bin/run.js']
    const [profile, describe] = runInTurn(
      [
        [...ours, 'profile', '-d', one, '-o', saved, '--force'],
        [python, yardstick, one],
      ],
      rounds,
    )
    const [drift, driftFromProfile, describeBoth] = runInTurn(
      [
        [...ours, 'drift', '--reference', one, '-d', other],
        [...ours, 'drift', '--reference', saved, '-d', other],
        [python, yardstick, one, other],
      ],
      rounds,
    )
    const size = `${rows.toLocaleString('en-US')} rows`
    return {
      title: 'Large files',
      text:
        `Files of ${size} with six features and a label, ${gigabytes} GB each, as whole processes; medians of ${rounds} runs. The ` +
        'yardstick reads the same files with pandas and takes quantiles and distinct values of each column; it compares nothing. ' +
        'Memory of `mlops` is that of counts: it does not grow with the rows. A file against a file is read in two threads.',
      names: ['mlops', 'pandas'],
      comparisons: [
        {what: `\`mlops profile\`, ${size}`, ours: profile!.seconds, yardstick: describe!.seconds, unit: 's'},
        {
          what: `\`mlops profile\`, ${size}: peak memory`,
          ours: profile!.megabytes,
          yardstick: describe!.megabytes,
          unit: 'MB',
        },
        {
          what: `\`mlops drift\`, ${size}, file against file`,
          ours: drift!.seconds,
          yardstick: describeBoth!.seconds,
          unit: 's',
        },
        {
          what: `\`mlops drift\`, ${size}, file against file: peak memory`,
          ours: drift!.megabytes,
          yardstick: describeBoth!.megabytes,
          unit: 'MB',
        },
        {
          what: `\`mlops drift\`, ${size}, file against profile`,
          ours: driftFromProfile!.seconds,
          yardstick: describeBoth!.seconds,
          unit: 's',
        },
      ],
    }
  } finally {
    await rm(folder, {recursive: true})
  }
}

const yardstick = 'bench/peers/pandas_describe.py'

/** Counts a file that may be larger than the memory, in a process of its own. */
export async function benchmarkProfile({rows = 10_000_000} = {}): Promise<readonly ProfileBenchmark[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mlops-bench-'))
  try {
    const path = join(folder, 'big.csv')
    await pipeline(Readable.from(lines(rows, 'profile')), createWriteStream(path))
    const megabytes = (await stat(path)).size / 1e6
    const program = join(folder, 'readers.cjs')
    await build({
      entryPoints: [resolve(import.meta.dirname, 'profile-readers.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    })
    const run = async (name: string): Promise<ProfileBenchmark> => {
      const {stdout} = await promisify(execFile)(process.execPath, [program, name, path])
      return {...(JSON.parse(stdout) as ProfilerResult), megabytes}
    }
    const results: ProfileBenchmark[] = []
    for (const name of ['bytes', 'rows', 'profile']) results.push(await run(name))
    return results
  } finally {
    await rm(folder, {recursive: true})
  }
}

/** Like the example: two columns of 0 and 1, four of numbers with all the digits that a program writes. */
function* lines(rows: number, seed: string): Generator<string> {
  const random = createRandom(seed)
  const normal = createNormal(random)
  let piece = 'training;age;emergency_braking;braking_distance;power;miles;group\n'
  for (let row = 0; row < rows; row++) {
    const [age, distance, power, miles] = [
      18 + 22 * Math.abs(normal()),
      40 + 5 * normal(),
      120 + 40 * normal(),
      40 + 15 * normal(),
    ]
    piece +=
      `${random() < 0.2 ? 1 : 0};${short(age)};${random() < 0.4 ? 1 : 0};${short(distance)};${short(power)};${short(miles)};` +
      `${Math.floor(3 * random())}\n`
    if (piece.length > 1e6) {
      yield piece
      piece = ''
    }
  }
  yield piece
}

/** Six decimals: more distinct values than rows of a month. */
function short(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rows = Number(process.argv[2] ?? 10_000_000)
  for (const result of await benchmarkProfile({rows})) {
    const {name, rows: found, seconds, processorSeconds, peakRssMb, megabytes} = result
    process.stdout.write(
      `${name}: ${found.toLocaleString('en-US')} rows, ${megabytes.toFixed(0)} MB, ${seconds.toFixed(2)} s (${processorSeconds.toFixed(2)} s of processors), ` +
        `${(megabytes / seconds).toFixed(0)} MB/s, ${peakRssMb.toFixed(0)} MB of memory\n`,
    )
  }
}
