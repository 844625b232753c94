import type {ValidationReport} from '../lifecycle/validate.js'
import {style} from './style.js'
import {renderTable} from './text-table.js'

/** Commands that follow from a validation, each with the reason for it; '' when nothing is to be done. */
export function renderNextSteps(report: ValidationReport): string {
  return renderTable({
    columns: [{title: ''}, {title: ''}],
    rows: stepsOf(report).map(([command, reason]) => [`  ${style.accent(command)}`, style.dim(reason)]),
  })
}

type Step = readonly [command: string, reason: string]

function stepsOf(report: ValidationReport): Step[] {
  const {passed, situation, folder, model, data, comparison} = report
  const models = folder === 'models' ? '' : ` --models ${quoted(folder)}`
  const file = data.path === '-' ? 'FILE' : quoted(data.path)
  const promote = (version: number, reason: string): Step => [`mlops models promote ${version}${models}`, reason]
  if (comparison?.better === 'yes' && comparison.newer.version !== model.version) {
    const {version} = comparison.newer
    return [
      [`mlops validate -d ${file} -m ${version}${models}`, 'does the better one pass its gates?'],
      promote(version, 'then put it into production'),
    ]
  }
  if (passed) return model.aliases.includes('production') ? [] : [promote(model.version, 'put it into production')]
  if (situation === 'training-file') {
    return [
      [`mlops train -d ${file} --seed 2${models}`, 'tune it: another seed, --epochs, --hidden, --dropout'],
      ...otherShares(report, `mlops validate -d ${file} -m ${model.version}${models}`),
    ]
  }
  if (comparison?.better === 'cannot tell' && comparison.seenRows > 0) {
    const {newer, older} = comparison
    return [
      [
        `mlops validate -d NEWER.csv -m ${newer.version} --compare ${older.version}${models}`,
        'compare on more rows that are new to both',
      ],
    ]
  }
  return [
    [`mlops explore -d ${file}`, 'see what has changed'],
    [`mlops train -d ${file}${models}`, 'learn it: makes a new version'],
    ...(comparison === null
      ? [[`mlops validate -d ${file} --compare ${model.version}${models}`, 'is the new version better?'] as const]
      : []),
  ]
}

/** Where the rows themselves are not shared out as agreed, the way to agree what they are. */
function otherShares({gates, metrics}: ValidationReport, command: string): Step[] {
  if (!gates.some((gate) => !gate.passed && gate.unit === 'rows')) return []
  const shares = metrics.perClass.slice(0, -1).map(({support}) => (support / metrics.rows).toFixed(3))
  // The last is what is left, so that rounding does not keep them from summing to 1.
  shares.push((1 - shares.reduce((sum, share) => sum + Number(share), 0)).toFixed(3))
  return [[`${command} --class-shares ${shares.join(',')}`, 'or change the requirements, if all agree']]
}

/** As a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
