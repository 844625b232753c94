import {MlopsError} from '../errors.js'
import type {AnsweredRow} from '../monitor/answered-rows.js'
import {createMonitor} from '../monitor/monitor.js'
import {createPredictorApp} from '../serve/predictor-app.js'
import {rejectionReasons} from '../serve/request-rejection.js'
import type {ServedModel} from '../serve/served-model.js'
import type {KnownLabels} from './backfill-labels.js'
import type {Reply} from './client.js'
import {wantedFeatures, type WantedFeature} from './wanted-rows.js'

/** Comparisons are asked for, at moments of the simulated clock: the longest interval that a timer can have. */
const NEVER_MS = 2 ** 31 - 1

/** Predictor and monitor as `mlops serve` has them, without a port, and with a clock that is set. */
export interface PortlessServer {
  readonly wanted: readonly WantedFeature[]
  /** @param time - milliseconds since the epoch, as the server sees it from now on */
  setClock(time: number): void
  /**
   * Answers a row as it answers a request: all but the network.
   *
   * @param body - JSON
   * @returns what the monitor was shown, or the refusal
   */
  predict(body: string): Promise<AnsweredRow | Reply>
  /**
   * Compares the last rows with the reference.
   *
   * @returns features that have drifted in them; null while there are too few rows to compare
   * @throws MlopsError `BUG` when that fails: the gap would be read as calm
   */
  compare(): Promise<readonly string[] | null>
  /** What has turned out to be true by now. */
  showLabels(known: KnownLabels): void
  /** What a scrape reads. */
  metrics(): Promise<string>
  close(): Promise<void>
}

/** @throws MlopsError `MODEL_INVALID` when the reference rows of the model cannot be read */
export async function openPortlessServer(model: ServedModel): Promise<PortlessServer> {
  let time = model.loadedAt
  const now = (): number => time
  const failures: string[] = []
  const monitor = createMonitor({
    ...{now, rejectionReasons, driftIntervalMs: NEVER_MS},
    // Memory and processor time of this process tell nothing of a server.
    processMetrics: false,
    onFailure: (message) => failures.push(message),
  })
  const shown: AnsweredRow[] = []
  const app = createPredictorApp({
    current: () => model,
    sinks: [monitor, {accept: (_, row) => shown.push(row)}],
    now,
    onRequest: monitor.observeRequest,
    onRejection: monitor.countRejection,
  })
  const close = async (): Promise<void> => {
    await app.close()
    await monitor.close()
  }
  try {
    await monitor.load(model)
    monitor.expectRequests('POST', '/predict', [200, 400, 422])
    await app.ready()
  } catch (error) {
    await close()
    throw error
  }
  return {
    wanted: wantedFeatures(app.openApiDocument()) ?? [],
    setClock: (to) => (time = to),
    async predict(body) {
      const headers = {'content-type': 'application/json'}
      const {statusCode, payload} = await app.inject({method: 'POST', url: '/predict', headers, payload: body})
      return shown.pop() ?? {status: statusCode, text: payload, retryAfter: null}
    },
    async compare() {
      await monitor.compareNow()
      if (failures.length > 0)
        throw new MlopsError('BUG', {message: `Drift could not be computed: ${failures.join(' ')}`})
      const drift = monitor.report()?.drift
      if (drift === null || drift === undefined) return null
      return drift.columns.filter(({aspect, status}) => aspect === 'values' && status === 'drift').map(({key}) => key)
    },
    showLabels: ({labels, right}) => monitor.setRealisedAccuracy(model, right / labels, labels),
    metrics: () => monitor.metrics(),
    close,
  }
}
