/** What a column of a drift table is about. */
export type Aspect =
  /** Distribution of a feature. */
  | 'values'
  /** Share of missing values of a feature. */
  | 'missing'
  /** Share of values outside the range that the feature's description names. */
  | 'out-of-range'
  /** Share of categories that the reference does not have. */
  | 'unseen'
  /** Classes that the model answers. */
  | 'prediction'
  /** Highest probability. */
  | 'confidence'
  /** Share of answers that the baseline gave. */
  | 'fallback'
  /** Distribution of the true label. */
  | 'label'
  /** Whether the model errs more or less often than it did on rows that are alike. */
  | 'concept'
  /** Whether the rows can be told from the reference's by all features together. */
  | 'multivariate'

export type DriftStatus = 'stable' | 'warning' | 'drift' | 'not-tested'

/** What an effect is measured in. */
export type EffectName =
  /** Bias-corrected Wasserstein-1 distance, in robust standard deviations of the reference. */
  | 'wasserstein'
  /** Bias-corrected Jensen-Shannon distance, natural logarithm, 0 to 0.83. */
  | 'jensen-shannon'
  /** Size of the change of the error rate on alike rows, 0 to 1. */
  | 'error-rate'
  /** Area under the ROC curve of a classifier that tells current from reference rows, 0.5 to 1. */
  | 'auc'
  /** Score of a test that a person or the policy chose by name. */
  | 'score'

/** The drift of one set of rows against a reference. */
export interface TableDrift {
  readonly policy: 'calibrated' | 'evidently'
  readonly referenceRows: number
  readonly currentRows: number
  /** In the order of the table: features with their aspects, then label and model, then all columns together. */
  readonly columns: readonly ColumnDrift[]
  readonly status: Exclude<DriftStatus, 'not-tested'>
  /** Columns that were tested, and how many of them are at each level. */
  readonly tested: number
  readonly drifted: number
  readonly warned: number
}

export interface ColumnDrift {
  /** Unique in a table: the column's name, with the aspect where that is not 'values': "miles", "miles: missing". */
  readonly key: string
  /** Name of the feature or target; a fixed name for what the model answers. */
  readonly column: string
  readonly aspect: Aspect
  readonly status: DriftStatus
  /** One sentence with numbers: "miles fell: median 41.8 -> 30.2, Wasserstein 0.72 (limit 0.10)"; or why not tested. */
  readonly sentence: string
  readonly referenceRows: number
  readonly currentRows: number
  readonly test: TestResult | null
  readonly effect: EffectResult | null
  /** Which way it moved; null where that has no meaning. */
  readonly direction: 'up' | 'down' | 'wider' | 'narrower' | null
  readonly reference: Summary | null
  readonly current: Summary | null
  /** Both distributions in the same bins, for charts. */
  readonly histogram: SharedHistogram | null
  /** Loss of accuracy when this feature is shuffled, >= 0; null for what is no feature, and without a model. */
  readonly importance: number | null
  /** Drift times importance, as a share of the sum over all features: 0 to 1; null without a model. */
  readonly contribution: number | null
}

export interface TestResult {
  /** 'anderson-darling', 'fisher', 'chi-square', 'ks', 'psi', … */
  readonly name: string
  readonly statistic: number | null
  readonly pValue: number | null
  /** After Benjamini-Hochberg over the table; null where the policy does not adjust. */
  readonly adjustedPValue: number | null
}

export interface EffectResult {
  readonly name: EffectName
  readonly value: number
  /** From here on a column is at the level, given that the difference is significant. */
  readonly warning: number | null
  readonly limit: number
}

export type Summary = NumberSummary | ShareSummary | CategorySummary

export interface NumberSummary {
  readonly kind: 'number'
  readonly rows: number
  readonly minimum: number
  readonly q05: number
  readonly q25: number
  readonly median: number
  readonly q75: number
  readonly q95: number
  readonly maximum: number
  readonly mean: number
}

/** Missing, unseen, out of range, fallback, errors: a share of the rows. */
export interface ShareSummary {
  readonly kind: 'share'
  readonly rows: number
  readonly share: number
}

export interface CategorySummary {
  readonly kind: 'category'
  readonly rows: number
  /** The most frequent ones in the reference's order, at most 12; the others together under `other`. */
  readonly shares: readonly {readonly category: string; readonly share: number}[]
  readonly other: number
}

export interface SharedHistogram {
  /** Bins from edge to edge, one more than there are shares; null for categories. */
  readonly edges: readonly number[] | null
  /** One label a bin for categories; null for numbers. */
  readonly labels: readonly string[] | null
  /** Share of the rows in each bin; the first and last bin of numbers hold what lies beyond as well. */
  readonly reference: readonly number[]
  readonly current: readonly number[]
}
