import type {DriftStatus} from './table-drift.js'

/**
 * Where lasting drift begins: the place that best divides the periods into stable ones before and drifted ones after,
 * with as few as possible on the wrong side, the earliest of several. One odd period, drifted or stable, moves it only
 * where it stands beside it, and by two places at most.
 *
 * @param statuses - one a period, oldest first; periods that were not tested say nothing
 * @returns place of the first period of lasting drift; null when there is none, or the last period alone has drifted
 * @source least-squares change point of a 0/1 series: Hinkley and Hinkley (1970), Inference about the change-point in a
 * sequence of binomial variables
 */
export function lastingDriftSince(statuses: readonly DriftStatus[]): number | null {
  const places = [...statuses.keys()].filter((place) => statuses[place] !== 'not-tested')
  const drifted = places.map((place) => statuses[place] === 'drift')
  const total = drifted.filter(Boolean).length
  // Wrong when nothing is called lasting drift: every drifted period.
  let [best, fewestWrong] = [-1, total]
  let [driftedBefore, stableAfter] = [0, drifted.length - total]
  for (let start = 0; start < drifted.length; start++) {
    const wrong = driftedBefore + stableAfter
    const driftedAfter = total - driftedBefore
    if (drifted[start] === true && driftedAfter >= LEAST_PERIODS && wrong < fewestWrong) {
      ;[best, fewestWrong] = [start, wrong]
    }
    if (drifted[start] === true) driftedBefore++
    else stableAfter--
  }
  return best < 0 ? null : places[best]!
}

/** A single drifted period is not lasting, wherever it stands. */
const LEAST_PERIODS = 2
