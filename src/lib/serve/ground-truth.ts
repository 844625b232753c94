import {setImmediate as nextTurn} from 'node:timers/promises'
import type {TargetDescription} from '../dataset/description.js'
import {makeFolder, writing} from '../durable-files.js'
import {withLock} from '../model/lock.js'
import {describeClasses, classOf, type GivenLabel} from './ground-truth-label.js'
import {IdIndex} from './ground-truth-index.js'
import type {FoundId} from './ground-truth-indexed-file.js'
import {formatLabel, indexLabel, indexPrediction} from './ground-truth-lines.js'
import {summarise, type GroundTruthSummary} from './ground-truth-summary.js'
import {LogFile} from './prediction-log-file.js'
import {readLoggedModel} from './prediction-log-model.js'
import {createWriterToken} from './prediction-log-names.js'

export type {GivenLabel} from './ground-truth-label.js'
export type {GroundTruthSummary, RealisedFigures} from './ground-truth-summary.js'

export interface GroundTruthOptions {
  /** Folder of the prediction log. */
  readonly folder: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly random?: () => number
  /** Has predictions of this process written that are still in memory. */
  readonly flush?: () => Promise<void>
  /** Classes of a model that the log does not describe. */
  readonly target?: () => TargetDescription | undefined
  readonly maximumFileBytes?: number | undefined
  /** Memory for indexes; what does not fit is read from disk. Default 64 MB. */
  readonly cacheBytes?: number | undefined
}

export interface Contradiction {
  readonly id: string
  /** The label that was given first, and stays. */
  readonly was: string
  readonly given: string
}

export interface GroundTruthAnswer {
  /** Labels that are on disk now. */
  readonly accepted: number
  /** Given before, and the same. */
  readonly duplicates: number
  readonly contradictionCount: number
  /** The first hundred of them. */
  readonly contradictions: readonly Contradiction[]
  readonly unknownCount: number
  /** The first hundred ids of which no prediction is known. */
  readonly unknown: readonly string[]
}

/** A request with labels that are no classes: nothing of it was kept. */
export class LabelsRejected extends Error {
  constructor(
    /** The first hundred. */
    readonly problems: readonly {readonly index: number; readonly message: string}[],
    readonly count: number,
  ) {
    super(`${count} of the labels are not classes of the model.`)
    this.name = 'LabelsRejected'
  }
}

interface Request {
  readonly labels: readonly GivenLabel[]
  readonly resolve: (answer: GroundTruthAnswer) => void
  readonly reject: (error: unknown) => void
}

/** Labels that are decided before requests for predictions have their turn: a millisecond. */
const labelsATurn = 500
/** What is named of each kind in an answer. */
const namedAtMost = 100

/**
 * Takes what turned out to be true, however late, joins it with the predictions by id, and says how right they were.
 *
 * Labels are appended to files beside the log of predictions, each with the prediction that it is for. All that is
 * remembered is read from these files, by the process that wrote them as by the next one. Requests that come while
 * others are written share one write. Processes that use one folder take turns.
 */
export class GroundTruth {
  private readonly predictions: IdIndex
  private readonly labels: IdIndex
  private readonly file: LogFile
  private readonly targets = new Map<string, TargetDescription>()
  private readonly now: () => number
  private readonly random: () => number
  private waiting: Request[] = []
  private working: Promise<void> | undefined
  private readonly counted = {duplicates: 0, contradictions: 0, unknown: 0}

  private constructor(private readonly options: GroundTruthOptions) {
    const {folder, now = Date.now, random = Math.random, maximumFileBytes = 64 * 2 ** 20, cacheBytes} = options
    this.now = now
    this.random = random
    this.predictions = new IdIndex({folder, kind: 'predictions', parse: indexPrediction, mode: 'write', cacheBytes})
    this.labels = new IdIndex({folder, kind: 'labels', parse: indexLabel, mode: 'write', cacheBytes})
    const writer = createWriterToken(random)
    this.file = new LogFile({folder, kind: 'labels', writer, now, maximumFileBytes, maximumFileAgeMs: Infinity})
  }

  /** Reads the labels that are there. Predictions are read when the first label comes. */
  static async open(options: GroundTruthOptions): Promise<GroundTruth> {
    const groundTruth = new GroundTruth(options)
    await groundTruth.labels.refresh()
    return groundTruth
  }

  /**
   * Keeps labels; when it answers, they are on disk. Of several labels of an id the first stays.
   *
   * @throws LabelsRejected when a label is no class: nothing of the request was kept then. MlopsError
   *   `FILE_UNWRITABLE` when the disk takes nothing, `REGISTRY_BUSY` when another process does not let go of the folder:
   *   the request may be repeated
   */
  add(labels: readonly GivenLabel[]): Promise<GroundTruthAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({labels, resolve, reject})
      this.working ??= this.work()
    })
  }

  /** How right the predictions were, as far as labels are known. */
  summary(): GroundTruthSummary {
    return summarise(this.labels.tally, this.counted)
  }

  /** Reads labels that other processes were given. */
  refresh(): Promise<void> {
    return this.labels.refresh()
  }

  /** For the retention of the log: keeps the ids of a file that will be deleted. */
  keepIds(stem: string): Promise<void> {
    return this.predictions.keep(stem)
  }

  /** Waits for what was given, and leaves indexes for the next start. */
  async close(): Promise<void> {
    await this.working
    await this.file.close()
    // They are made again where they could not be written.
    await this.labels.save().catch(() => undefined)
    await this.predictions.save().catch(() => undefined)
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const requests = this.waiting
      this.waiting = []
      try {
        await this.take(requests)
      } catch (error) {
        for (const {reject} of requests) reject(error)
      }
    }
    this.working = undefined
  }

  private async take(requests: readonly Request[]): Promise<void> {
    const {folder} = this.options
    await writing(`The labels in ${folder}`, async () => {
      await this.options.flush?.()
      await makeFolder(folder)
      // Before the lock: the first time it may take long.
      await this.readOn()
      const lock = {now: () => new Date(this.now()), random: this.random}
      const settle = await withLock(folder, lock, async () => {
        await this.readOn()
        const decisions = await this.decide(requests)
        await this.write(decisions.map(({lines}) => lines).join(''))
        await this.labels.refresh()
        return () => {
          for (const {request, answer} of decisions) this.count(answer, request)
        }
      })
      settle()
    })
  }

  private async readOn(): Promise<void> {
    await this.labels.refresh()
    await this.predictions.refresh()
  }

  private count(answer: GroundTruthAnswer, {resolve}: Request): void {
    this.counted.duplicates += answer.duplicates
    this.counted.contradictions += answer.contradictionCount
    this.counted.unknown += answer.unknownCount
    resolve(answer)
  }

  /** What becomes of each request. Those with impossible labels are refused at once, and are not among the decisions. */
  private async decide(requests: readonly Request[]): Promise<readonly Decision[]> {
    const ids = [...new Set(requests.flatMap(({labels}) => labels.map(({id}) => id)))]
    const labelled = await this.labels.find(ids)
    const unlabelled = ids.filter((_, index) => labelled[index] === undefined)
    const predicted = await this.predictions.find(unlabelled)
    const known = new Map<string, FoundId>()
    ids.forEach((id, index) => labelled[index] && known.set(id, labelled[index]))
    unlabelled.forEach((id, index) => predicted[index] && known.set(id, predicted[index]))
    for (const {model, version} of known.values()) await this.loadTarget(model, version)
    const decisions: Decision[] = []
    for (const request of requests) {
      try {
        decisions.push(await this.judge(request, known))
      } catch (error) {
        request.reject(error)
      }
    }
    return decisions
  }

  private async judge(request: Request, known: Map<string, FoundId>): Promise<Decision> {
    const classes = this.classesOf(request.labels, known)
    const [contradictions, unknown]: [Contradiction[], string[]] = [[], []]
    let [accepted, duplicates, contradictionCount, unknownCount, lines] = [0, 0, 0, 0, '']
    const now = this.now()
    for (const [index, {id}] of request.labels.entries()) {
      if (index % labelsATurn === labelsATurn - 1) await nextTurn()
      const prediction = known.get(id)
      const given = classes[index]!
      if (prediction === undefined) {
        unknownCount++
        if (unknown.length < namedAtMost) unknown.push(id)
      } else if (prediction.label === null) {
        accepted++
        lines += formatLabel(id, given, prediction, now)
        known.set(id, {...prediction, label: given})
      } else if (prediction.label === given) {
        duplicates++
      } else {
        contradictionCount++
        if (contradictions.length < namedAtMost) contradictions.push({id, was: prediction.label, given})
      }
    }
    return {
      request,
      lines,
      answer: {accepted, duplicates, contradictionCount, contradictions, unknownCount, unknown},
    }
  }

  /** The class that each label means. Of unknown ids any label is taken: nobody knows which classes it has. */
  private classesOf(labels: readonly GivenLabel[], known: ReadonlyMap<string, FoundId>): readonly string[] {
    const problems: {index: number; message: string}[] = []
    let count = 0
    const classes = labels.map(({id, label}, index) => {
      const prediction = known.get(id)
      const target = prediction && this.targets.get(keyOf(prediction.model, prediction.version))
      const meant = target === undefined ? String(label) : classOf(label, target)
      if (meant !== undefined) return meant
      count++
      const message = `${JSON.stringify(label)} is no class; the classes are ${describeClasses(target!)}.`
      if (problems.length < namedAtMost) problems.push({index, message})
      return ''
    })
    if (count > 0) throw new LabelsRejected(problems, count)
    return classes
  }

  private async loadTarget(model: string, version: number): Promise<void> {
    const key = keyOf(model, version)
    if (this.targets.has(key)) return
    const logged = await readLoggedModel(this.options.folder, {name: model, version})
    const target = logged?.target ?? this.options.target?.()
    if (target !== undefined) this.targets.set(key, target)
  }

  private async write(lines: string): Promise<void> {
    if (lines === '') return
    try {
      await this.file.append({bytes: Buffer.from(lines), time: this.now()})
      await this.file.sync()
    } catch (error) {
      // What of it is whole on disk counts, and is a duplicate when the client tries again.
      await this.file.close().catch(() => undefined)
      throw error
    }
  }
}

interface Decision {
  readonly request: Request
  readonly answer: GroundTruthAnswer
  readonly lines: string
}

function keyOf(model: string, version: number): string {
  return `${version} ${model}`
}
