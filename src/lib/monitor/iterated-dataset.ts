import type {AnsweredRow, ModelIdentity} from './answered-rows.js'
import type {WindowFill} from './window-fill.js'

/** Rows that a model served elsewhere answered, held against the reference of the model that is served here. */
export interface IteratedDataset {
  readonly name: string
  /** Whether the predictions of its rows came with them, or are those of the model that is served here. */
  readonly predictions: 'given' | 'computed'
  /** Milliseconds since the epoch, of its first rows. */
  readonly since: number
}

export interface IteratedRows extends Pick<IteratedDataset, 'predictions'> {
  /** By whose description they were read. */
  readonly model: ModelIdentity
  /** A prediction that came without probabilities has NaN for them. */
  readonly rows: readonly AnsweredRow[]
}

export type IterateOutcome =
  {readonly kind: 'taken'; readonly window: WindowFill} | {readonly kind: 'refused'; readonly reason: IterateRefusal}

export type IterateRefusal =
  /** The rows were read for a model that is no longer the current one. */
  | 'model-replaced'
  /** A model that is watched bears that name: their series would be the same. */
  | 'name-of-model'
  | 'too-many-datasets'
  /** Those before came with predictions and these do not, or the other way round. */
  | 'other-predictions'
