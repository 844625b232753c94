import type {ColumnProfile, Finding, Severity, TableProfile} from './profile-types.js'

/**
 * A column that avoids this share of the majority's errors alone is suspected to know the answer. Honest columns
 * stay below: petal width, the best-known strong feature, reaches 0.93 on Fisher's irises.
 */
export const LEAK_SKILL = 0.95

/** From here on a column is strong enough to ask where it comes from. */
export const STRONG_SKILL = 0.8

/** Missing values below this share are filled without much harm. */
const MISSING_SHARE = 0.05

/** Classes further apart than this make accuracy misleading. */
const IMBALANCE = 3

/** Two features that agree this closely say the same thing twice. */
const CORRELATED = 0.9

const severities: readonly Severity[] = ['problem', 'warning', 'note']

/** Of equal severity, what spoils a training more goes first. */
const kinds: readonly Finding['kind'][] = [
  ...(['single-class', 'leak', 'empty', 'constant', 'strong', 'identifier', 'imbalance', 'missing-label'] as const),
  ...(['conflicts', 'duplicates', 'missing', 'out-of-range', 'undeclared', 'far-out', 'correlation'] as const),
]

/** What deserves a second look, most serious first. */
export function findingsOf(profile: Omit<TableProfile, 'findings'>): readonly Finding[] {
  const {rows, label, duplicates} = profile
  const findings: Finding[] = [...labelFindings(profile)]
  for (const column of profile.columns) if (column.role !== 'label') findings.push(...columnFindings(column))
  if (duplicates.rows > 0) {
    findings.push({severity: 'warning', kind: 'duplicates', rows: duplicates.rows, share: duplicates.rows / rows})
  }
  if (label !== null && duplicates.conflicting > 0) {
    const share = duplicates.conflicting / (rows - label.missing)
    findings.push({severity: 'warning', kind: 'conflicts', rows: duplicates.conflicting, share})
  }
  for (const pair of profile.correlations.pairs) {
    if (Math.abs(pair.value) >= CORRELATED) findings.push({severity: 'note', kind: 'correlation', pair})
  }
  const rank = ({severity, kind}: Finding): number => severities.indexOf(severity) * kinds.length + kinds.indexOf(kind)
  return findings.sort((a, b) => rank(a) - rank(b))
}

function labelFindings({rows, label, groups}: Omit<TableProfile, 'findings'>): readonly Finding[] {
  if (label === null) return []
  const findings: Finding[] = []
  if (label.missing > 0) {
    const share = label.missing / rows
    findings.push({severity: 'warning', kind: 'missing-label', column: label.name, rows: label.missing, share})
  }
  const [largest, ...others] = [...groups].sort((a, b) => b.rows - a.rows)
  const smallest = others[others.length - 1]
  if (largest === undefined || smallest === undefined) return findings
  if (largest.rows > 0 && largest.rows === rows - label.missing) {
    findings.push({severity: 'problem', kind: 'single-class', column: label.name, class: largest.label})
  } else if (largest.rows >= IMBALANCE * smallest.rows) {
    findings.push({severity: 'warning', kind: 'imbalance', largest, smallest, rows: rows - label.missing})
  }
  return findings
}

function columnFindings(column: ColumnProfile): readonly Finding[] {
  const {name, role, rule} = column
  const own = {column: name}
  // What the model never sees cannot hurt it; that it is left out for good reason is worth a note.
  const serious = (severity: Severity): Severity => (role === 'ignored' ? 'note' : severity)
  const findings: Finding[] = []
  if (rule !== null && rule.skill >= LEAK_SKILL) {
    findings.push({severity: serious('problem'), kind: 'leak', ...own, role, rule})
  } else if (rule !== null && rule.skill >= STRONG_SKILL) {
    findings.push({severity: serious('warning'), kind: 'strong', ...own, role, rule})
  }
  if (role === 'ignored') return findings
  if (column.missingShare === 1) findings.push({severity: 'problem', kind: 'empty', ...own})
  else if (column.constant) findings.push({severity: 'problem', kind: 'constant', ...own})
  if (column.identifier) {
    findings.push({severity: 'warning', kind: 'identifier', ...own, distinct: column.distinct, rows: column.present})
  }
  if (column.missingShare >= MISSING_SHARE && column.missingShare < 1) {
    const {missing: rows, missingShare: share} = column
    findings.push({severity: 'warning', kind: 'missing', ...own, rows, share})
  }
  return [...findings, ...valueFindings(column)]
}

function valueFindings(column: ColumnProfile): readonly Finding[] {
  const own = {column: column.name}
  if (column.kind === 'category') {
    const {undeclared} = column
    return undeclared.rows > 0 ? [{severity: 'warning', kind: 'undeclared', ...own, ...undeclared}] : []
  }
  const findings: Finding[] = []
  const range = column.outOfRange
  if (range !== null && range.below + range.above > 0) {
    const share = (range.below + range.above) / column.present
    findings.push({severity: 'warning', kind: 'out-of-range', ...own, share, range})
  }
  if (column.farOut > 0 && column.summary !== null) {
    findings.push({severity: 'warning', kind: 'far-out', ...own, rows: column.farOut, summary: column.summary})
  }
  return findings
}
