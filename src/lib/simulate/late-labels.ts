import type {ArrivedLabels} from '../report/simulate-report.js'
import type {AwaitedLabel} from './month-tally.js'
import type {PatientClient} from './patient-client.js'
import {messageOf, parseJson} from './reply-text.js'

/** Labels in a request: some seventy kilobytes, of the megabyte that a server takes. */
const LABELS_IN_REQUEST = 1_000

/** Keeps the ids of answers until their labels are known, months later. */
export class LateLabels {
  /** Of the months whose labels are still to come, the oldest first. */
  private readonly waiting: {readonly month: number; readonly labels: readonly AwaitedLabel[]}[] = []
  private isRefused = false

  constructor(
    private readonly client: PatientClient,
    private readonly options: {
      /** Months. */
      readonly delay: number
      readonly onRefused: (message: string) => void
    },
  ) {}

  /**
   * A month is over: the labels of the one `delay` months ago arrive.
   *
   * @returns null when there are none yet
   * @throws MlopsError `SERVER_UNREACHABLE`, `INTERRUPTED`
   */
  async endMonth(month: number, labels: readonly AwaitedLabel[]): Promise<ArrivedLabels | null> {
    this.waiting.push({month, labels})
    if (this.waiting.length <= this.options.delay) return null
    const due = this.waiting.shift()!
    if (this.isRefused) return null
    let [sent, accepted, unknown] = [0, 0, 0]
    for (let start = 0; start < due.labels.length; start += LABELS_IN_REQUEST) {
      const part = due.labels.slice(start, start + LABELS_IN_REQUEST)
      const reply = await this.client.post('/ground-truth', JSON.stringify(part))
      if (reply.status !== 200) {
        this.isRefused = true
        this.options.onRefused(messageOf(reply))
        break
      }
      const answer = (parseJson(reply.text) ?? {}) as Readonly<Partial<Record<string, unknown>>>
      sent += part.length
      accepted += Number(answer['accepted'] ?? 0) + Number(answer['duplicates'] ?? 0)
      unknown += Number(answer['unknownCount'] ?? 0)
    }
    return sent === 0 ? null : {month: due.month, sent, accepted, unknown}
  }
}
