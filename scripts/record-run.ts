import {spawn} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, join, resolve} from 'node:path'
import {buildPackage} from './bundle.js'
import type {Merge, Step} from './record-blocks.js'
import {Ports, Stage} from './record-stage.js'

export interface CommandRun {
  readonly exitCode: number | null
  /** stdout and stderr as a terminal shows them, one after the other as they came. */
  readonly output: string
}

export interface Workshop {
  readonly folder: string
  readonly run: (command: string, env?: NodeJS.ProcessEnv) => Promise<CommandRun>
  /** Runs a command as README.md has it; one that stays goes on until the next one that does, or the end of the work. */
  readonly play: (step: Step) => Promise<CommandRun>
  readonly merge: (merge: Merge) => void
  /** Where `mlops serve` listens. */
  readonly ports: Ports
}

const root = resolve(import.meta.dirname, '..')

/** Commands that are not run where the others are, with what runs them, or what they do, instead. */
export const testedElsewhere: Readonly<Record<string, string>> = {
  'npm ci && npm run demo': 'test/demo.test.ts',
  'npm ci && npm test': '.ci/run',
  'cd compose': 'test/compose/docker-compose.test.ts',
  'GRAFANA_ADMIN_PASSWORD=… docker compose --env-file demo.env --profile demo up --build':
    'test/compose/docker-compose.test.ts',
  'npm i -g .': 'test/package.test.ts',
  'npm run build:binary': 'test/binary.test.ts',
  'scripts/install-native.sh': '.ci/run',
  'npm run check': '.ci/run',
  'npm run build': 'test/program.ts',
  // No test runs it: it is the script that runs the commands.
  'npm run docs': 'scripts/record-readme.ts',
}

/** A folder with the files of a fresh clone that commands of README.md read, and with `mlops`, built anew, on the path. */
export async function inWorkshop<T>(work: (workshop: Workshop) => Promise<T>): Promise<T> {
  await buildPackage()
  const temporary = mkdtempSync(join(tmpdir(), 'mlops-readme-'))
  const folder = join(temporary, 'clone')
  const programs = join(temporary, 'bin')
  const stage = new Stage()
  try {
    mkdirSync(programs)
    for (const part of ['data', 'docs/examples']) cpSync(join(root, part), join(folder, part), {recursive: true})
    const ports = await Ports.free()
    const shell = {
      mlops: `${ports.asDefaults}\nexec "${process.execPath}" "${root}/bin/run.js" "$@"`,
      npx: 'exec "$@"',
    }
    for (const [name, text] of Object.entries(shell)) {
      writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`, {mode: 0o755})
    }
    const path = `${programs}${delimiter}${process.env['PATH'] ?? ''}`
    const around = {cwd: folder, env: {...plainEnvironment(), PATH: path}}
    const run: Workshop['run'] = async (command, env = {}) => {
      const {exitCode, output} = await runShell(ports.into(command), {...around, env: {...around.env, ...env}})
      return {exitCode, output: ports.outOf(output)}
    }
    // What npm run demo leaves behind, and README.md goes on from.
    await run('mlops train -d data/reference.csv --models demo/models')
    await run('mlops models promote 1 --models demo/models')
    return await work({
      folder,
      run,
      ports,
      play: async ({command, stays}) => {
        if (!stays) return run(command)
        const {exitCode, output} = await stage.start(command, around)
        return {exitCode, output: ports.outOf(output)}
      },
      merge: ({file, json}) => {
        const target = join(folder, file)
        const merged = mergeJson(JSON.parse(readFileSync(target, 'utf8')), JSON.parse(json))
        writeFileSync(target, JSON.stringify(merged, null, 2))
      },
    })
  } finally {
    await stage.end()
    rmSync(temporary, {recursive: true, force: true})
  }
}

function runShell(
  command: string,
  {cwd, env}: {readonly cwd: string; readonly env: NodeJS.ProcessEnv},
): Promise<CommandRun> {
  const child = spawn('bash', ['-c', `exec 2>&1\n${command}`], {cwd, env, stdio: ['ignore', 'pipe', 'ignore']})
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (exitCode) => done({exitCode, output}))
  })
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(MLOPS_.*|FORCE_COLOR|NO_COLOR|COLUMNS)$/.test(name))
  return Object.fromEntries(kept)
}

/** Puts the entries of `added` into `base`, objects key by key. */
function mergeJson(base: unknown, added: unknown): unknown {
  if (!isObject(base) || !isObject(added)) return added
  const merged = {...base}
  for (const [key, value] of Object.entries(added)) merged[key] = mergeJson(base[key], value)
  return merged
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
