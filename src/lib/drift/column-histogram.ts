import {histogramOfCounts} from '../statistics/value-counts/histogram-of-counts.js'
import type {ColumnPair} from './column-pair.js'
import type {CategorySummary, SharedHistogram, Summary} from './table-drift.js'

/** Both sides of a column in the same bins; null where there is nothing to draw. */
export function sharedHistogram(
  pair: ColumnPair,
  {reference, current}: {readonly reference: Summary | null; readonly current: Summary | null},
): SharedHistogram | null {
  if (pair.kind === 'number') {
    return {...histogramOfCounts(pair.reference.values, pair.current.values), labels: null}
  }
  if (reference?.kind === 'category' && current?.kind === 'category') return ofCategories(reference, current)
  return null
}

function ofCategories(reference: CategorySummary, current: CategorySummary): SharedHistogram {
  const hasOther = reference.other + current.other > 0
  const sharesOf = ({shares, other}: CategorySummary): number[] => [
    ...shares.map(({share}) => share),
    ...(hasOther ? [other] : []),
  ]
  return {
    edges: null,
    labels: [...reference.shares.map(({category}) => category), ...(hasOther ? ['(others)'] : [])],
    reference: sharesOf(reference),
    current: sharesOf(current),
  }
}
