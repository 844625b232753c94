import type {Logger} from 'pino'
import type {Monitor} from '../monitor/monitor.js'
import type {Random} from '../statistics/random.js'
import {GroundTruth} from './ground-truth.js'
import type {ModelHolder} from './model-holder.js'
import {PredictionLog} from './prediction-log.js'

/** Where answers are logged. */
export interface LogOptions {
  /** Folder of the prediction log; none is written when it is null. */
  readonly logFolder: string | null
  readonly log: Logger
  readonly now: () => number
  readonly random: Random
}

/** The log of what is answered; undefined when none is wanted. */
export function openPredictionLog(
  holder: ModelHolder,
  monitor: Monitor,
  {logFolder, log, now, random}: LogOptions,
): PredictionLog | undefined {
  if (logFolder === null) return undefined
  const predictionLog = new PredictionLog({
    folder: logFolder,
    now,
    random,
    describe: ({version}) => [holder.current, holder.previous].find((model) => model?.version === version)!.description,
    onTrouble: (error) => {
      if (error === undefined) log.info({folder: logFolder}, 'predictions are logged again')
      else log.error({err: error, folder: logFolder}, 'predictions could not be logged')
    },
  })
  monitor.setPredictionLog(() => predictionLog.counters)
  return predictionLog
}

/** Late labels are joined with the log, so there are none without it. */
export async function openGroundTruth(
  holder: ModelHolder,
  {
    predictionLog,
    options: {logFolder, now, random},
  }: {readonly predictionLog: PredictionLog | undefined; readonly options: LogOptions},
): Promise<GroundTruth | undefined> {
  if (predictionLog === undefined || logFolder === null) return undefined
  return GroundTruth.open({
    folder: logFolder,
    now,
    random,
    flush: () => predictionLog.flush(),
    target: () => holder.current?.description.target,
  })
}

/** Hands the accuracies of all versions that have labels to the monitor. */
export function showAccuracies(groundTruth: GroundTruth, monitor: Monitor): void {
  for (const {model, version, accuracy} of groundTruth.summary().versions) {
    monitor.setRealisedAccuracy({name: model, version}, accuracy)
  }
}
