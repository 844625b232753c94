import type {ValidationReport} from '../lifecycle/validate.js'
import {roundedShares} from '../model/class-shares.js'
import type {TrainingConfig} from '../model/manifest.js'
import {suggestedCommand, type SuggestedFlags} from '../suggested-command.js'
import {renderSteps, type SuggestedStep} from './render-commands.js'
import {flagsOfConfig} from './training-flags.js'

/** Flags of the validation that commands which follow from it have to repeat. */
export interface RepeatedFlags {
  /** How to read the file. */
  readonly reading: SuggestedFlags
  /** What is demanded. */
  readonly gates: SuggestedFlags
}

/** Commands that follow from a validation, each with the reason for it; '' when nothing is to be done. */
export function renderNextSteps(report: ValidationReport, repeated: RepeatedFlags): string {
  return renderSteps(stepsOf(report, repeated), '  ')
}

function stepsOf(report: ValidationReport, repeated: RepeatedFlags): readonly SuggestedStep[] {
  const {passed, situation, folder: models, model, data, comparison} = report
  const file = data.path === '-' ? 'FILE' : data.path
  const validate = (flags: SuggestedFlags, more: SuggestedFlags = {}): string =>
    suggestedCommand(['validate'], {data: file, ...flags, ...repeated.reading, ...repeated.gates, ...more, models})
  const promote = (version: number, reason: string): SuggestedStep => [
    suggestedCommand(['models', 'promote', version], {models}),
    reason,
  ]
  if (comparison?.better === 'yes' && comparison.newer.version !== model.version) {
    const {version} = comparison.newer
    return [
      [validate({model: version}), 'does the better one pass its gates?'],
      promote(version, 'then put it into production'),
    ]
  }
  if (passed) return model.aliases.includes('production') ? [] : [promote(model.version, 'put it into production')]
  const columns = columnsOf(report, repeated.reading)
  const train = (config: TrainingConfig): string => {
    const name = model.isNamed ? model.name : null
    return suggestedCommand(['train'], {data: file, ...columns, ...flagsOfConfig(config), name, models})
  }
  if (situation === 'training-file') {
    const {config} = model
    const shares = sharesToAgree(report)
    return [
      [train({...config, seed: config.seed + 1}), 'tune it: another seed, --epochs, --hidden, --dropout'],
      ...(shares === null
        ? []
        : ([
            [validate({model: model.version}, {'class-shares': shares}), 'or change the requirements, if all agree'],
          ] as const)),
    ]
  }
  if (comparison?.better === 'cannot tell' && comparison.seenRows > 0) {
    const {newer, older} = comparison
    return [
      [
        validate({data: 'NEWER.csv', model: newer.version, compare: older.version}),
        'compare on more rows that are new to both',
      ],
    ]
  }
  return [
    [suggestedCommand(['explore'], {data: file, ...columns}), 'see what has changed'],
    [train(model.config), 'learn it: makes a new version'],
    ...(comparison === null ? [[validate({compare: model.version}), 'is the new version better?'] as const] : []),
  ]
}

/** How to read the file as the model did. */
function columnsOf({data}: ValidationReport, reading: SuggestedFlags): SuggestedFlags {
  const {schema, target, ignore, delimiter} = data.columnFlags
  return {
    ...{schema, target, ignore},
    delimiter: reading['delimiter'] ?? delimiter,
    'on-bad-row': data.skippedRows > 0 ? 'skip' : null,
  }
}

/** The shares that the classes have in the whole file, where they are not those that were agreed. */
function sharesToAgree({gates, metrics, split}: ValidationReport): string | null {
  if (!gates.some((gate) => !gate.passed && gate.unit === 'rows')) return null
  const parts = split === null ? [metrics] : [split.train, split.test]
  const counts = metrics.perClass.map((_, code) => parts.reduce((sum, part) => sum + part.perClass[code]!.support, 0))
  return roundedShares(counts, 3).join()
}
