import type {ColumnDrift, TableDrift} from '../../src/lib/drift/table-drift.js'

/** A column of a drift table as a test needs it: stable, numeric, without a model, unless it says otherwise. */
export function columnDrift(part: Partial<ColumnDrift> & Pick<ColumnDrift, 'column'>): ColumnDrift {
  const aspect = part.aspect ?? 'values'
  return {
    key: aspect === 'values' ? part.column : `${part.column}: ${aspect}`,
    aspect,
    status: 'stable',
    sentence: `${part.column}: nothing.`,
    referenceRows: 1500,
    currentRows: 1500,
    test: {name: 'anderson-darling', statistic: 1, pValue: 0.4, adjustedPValue: 0.6},
    effect: {name: 'wasserstein', value: 0.01, warning: 0.05, limit: 0.1},
    direction: null,
    reference: numberSummary(40),
    current: numberSummary(40),
    histogram: null,
    importance: null,
    contribution: null,
    ...part,
  }
}

/** A drifted one: its effect is twice the limit. */
export function drifted(part: Partial<ColumnDrift> & Pick<ColumnDrift, 'column'>): ColumnDrift {
  return columnDrift({
    status: 'drift',
    sentence: `${part.column} fell: median 40.0 -> 30.0, Wasserstein 0.20 (limit 0.10).`,
    effect: {name: 'wasserstein', value: 0.2, warning: 0.05, limit: 0.1},
    direction: 'down',
    ...part,
  })
}

export function numberSummary(median: number): NonNullable<ColumnDrift['reference']> {
  return {
    kind: 'number',
    rows: 1500,
    minimum: median - 30,
    q05: median - 20,
    q25: median - 10,
    median,
    q75: median + 10,
    q95: median + 20,
    maximum: median + 30,
    mean: median,
  }
}

export function tableDrift(columns: readonly ColumnDrift[], part: Partial<TableDrift> = {}): TableDrift {
  const count = (status: ColumnDrift['status']): number => columns.filter((column) => column.status === status).length
  const [driftedColumns, warned] = [count('drift'), count('warning')]
  return {
    policy: 'calibrated',
    referenceRows: 1500,
    currentRows: 1500,
    columns,
    status: driftedColumns > 0 ? 'drift' : warned > 0 ? 'warning' : 'stable',
    tested: columns.length - count('not-tested'),
    drifted: driftedColumns,
    warned,
    ...part,
  }
}
