import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {foldNetwork} from '../src/lib/model/folding.js'
import {fromLayersFormat} from '../src/lib/model/layers-format.js'
import {Registry} from '../src/lib/model/registry.js'
import {post, startServer, type MeasuredServer} from './serve-process.js'
import {freePort} from '../scripts/local-programs.js'

/** A server that others wrote, or that is written with what others made. */
export interface Peer {
  readonly server: MeasuredServer
  readonly path: string
  readonly bodies: readonly string[]
  readonly version: string
}

/** Values of the six features of the example, in their order. */
export type ExampleRow = readonly number[]

const mlserver = '.bench/mlserver/bin/mlserver'
const goServer = '.bench/go/predict_server'

/** MLServer with scikit-learn's network of the same shape, trained on the same rows; undefined when it is not there. */
export async function startMlServer(
  folder: string,
  rows: readonly ExampleRow[],
  core: number,
): Promise<Peer | undefined> {
  if (!existsSync(mlserver)) return undefined
  const [port, grpcPort, metricsPort] = [await freePort(), await freePort(), await freePort()]
  const files = join(folder, 'mlserver')
  mkdirSync(files)
  const ports = [port, grpcPort, metricsPort].map(String)
  const script = ['bench/peers/mlserver_model.py', 'data/reference.csv', files, ...ports]
  const version = execFileSync('.bench/mlserver/bin/python', script, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .trim()
    .split('\n')
    .at(-1)!
  const bodies = rows.map((data) =>
    JSON.stringify({
      inputs: [{name: 'rows', shape: [1, data.length], datatype: 'FP64', data}],
      outputs: [{name: 'predict_proba'}],
    }),
  )
  const path = '/v2/models/risk/infer'
  const command = [resolve(mlserver), 'start', '.']
  // One thread of linear algebra: it has one core.
  const env = {OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1'}
  return {
    server: await startServer({command, port, path, probe: bodies[0]!, cwd: files, env, core}),
    path,
    bodies,
    version,
  }
}

export interface GoPeerOptions {
  readonly folder: string
  /** Registry with the version 1 that Go serves as well. */
  readonly models: string
  readonly bodies: readonly string[]
  /** Port where `mlops serve` answers from the same model. */
  readonly ours: number
  readonly core: number
}

/** net/http with the very network that we serve; undefined when it is not built. @throws Error when answers differ */
export async function startGoServer({folder, models, bodies, ours, core}: GoPeerOptions): Promise<Peer | undefined> {
  if (!existsSync(goServer)) return undefined
  const file = join(folder, 'network.json')
  writeFileSync(file, await networkJson(models))
  const port = await freePort()
  const path = '/predict'
  const command = [goServer, file, `127.0.0.1:${port}`]
  const server = await startServer({command, port, path, probe: bodies[0]!, env: {GOMAXPROCS: '1'}, core})
  try {
    for (const body of bodies) await requireSame(body, [port, ours])
  } catch (error) {
    await server.close()
    throw error
  }
  const version = /go([\d.]+)/.exec(execFileSync('go', ['version', goServer], {encoding: 'utf8'}))![1]!
  return {server, path, bodies, version}
}

/** A model as the server in Go reads it: features in their order, layers with batch normalisation folded in. */
async function networkJson(models: string): Promise<string> {
  const registry = new Registry(models, {now: () => new Date(), random: Math.random})
  const {manifest, modelJson, weights} = await registry.load(1)
  const features = manifest.preprocessing.features.map((encoding) => {
    if (encoding.kind === 'category')
      throw new Error(`${encoding.name} is a category, which the server in Go cannot read`)
    return {name: encoding.name, mean: encoding.mean, deviation: encoding.standardDeviation}
  })
  const layers = foldNetwork(fromLayersFormat({modelJson, weights})).map(({kernel, bias}) => ({
    kernel: Array.from(kernel),
    bias: Array.from(bias),
  }))
  return JSON.stringify({features, layers, classes: manifest.description.target.classes.map(({label}) => label)})
}

interface PeerAnswer {
  readonly probabilities: Readonly<Record<string, number>>
}

async function requireSame(body: string, ports: readonly [number, number]): Promise<void> {
  const [theirs, ours] = (await Promise.all(
    ports.map(async (port) => (await post(port, '/predict', body)).json()),
  )) as [PeerAnswer, PeerAnswer]
  for (const [name, probability] of Object.entries(ours.probabilities)) {
    if (Math.abs(probability - theirs.probabilities[name]!) < 1e-4) continue
    throw new Error(
      `The server in Go answers ${body} with ${JSON.stringify(theirs)}, mlops with ${JSON.stringify(ours)}`,
    )
  }
}
