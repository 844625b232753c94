import {MlopsError} from '../errors.js'
import type {Client} from './client.js'
import {messageOf, parseJson} from './reply-text.js'
import {answeredClasses, wantedFeatures, type WantedFeature} from './wanted-rows.js'

/** What a server takes and gives. */
export interface Contract {
  readonly features: readonly WantedFeature[]
  /** Values and labels of the classes. */
  readonly classes: ReadonlySet<string>
}

/**
 * Asks a server which features it wants, and which classes it knows.
 *
 * @throws MlopsError `SERVER_UNREACHABLE` when there is no server, or none that predicts
 */
export async function askForContract(client: Client, url: string): Promise<Contract> {
  const reply = await client.get('/openapi.json')
  if (reply.status === 0) {
    throw new MlopsError('SERVER_UNREACHABLE', {message: `No server answers at ${url}: ${reply.text}.`})
  }
  if (reply.status === 503) {
    throw new MlopsError('SERVER_UNREACHABLE', {
      message: `The server at ${url} does not predict yet: ${messageOf(reply)}`,
      suggestion: 'Wait until it has loaded a model; mlops models list shows what there is.',
    })
  }
  const document = reply.status === 200 ? parseJson(reply.text) : undefined
  const features = wantedFeatures(document)
  if (features !== undefined) return {features, classes: answeredClasses(document)}
  throw new MlopsError('SERVER_UNREACHABLE', {
    message: `What answers at ${url} is no mlops serve: its /openapi.json describes no rows (status ${reply.status}).`,
    suggestion: 'Give the address that mlops serve prints under "predictions", without /predict, with --url.',
  })
}
