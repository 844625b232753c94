import {execFile} from 'node:child_process'
import {createWriteStream} from 'node:fs'
import {mkdtemp, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {pathToFileURL} from 'node:url'
import {promisify} from 'node:util'
import {build} from 'esbuild'
import {createNormal, createRandom} from '../src/lib/statistics/random.js'
import type {ProfilerResult} from './profile-readers.js'

export interface ProfileBenchmark extends ProfilerResult {
  readonly megabytes: number
}

/** Counts a file that may be larger than the memory, in a process of its own. */
export async function benchmarkProfile({rows = 10_000_000} = {}): Promise<readonly ProfileBenchmark[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mlops-bench-'))
  try {
    const path = join(folder, 'big.csv')
    await pipeline(Readable.from(lines(rows)), createWriteStream(path))
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
function* lines(rows: number): Generator<string> {
  const random = createRandom('profile')
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
