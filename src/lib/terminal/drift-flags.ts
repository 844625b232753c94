import {availableParallelism} from 'node:os'
import {Flags, type Interfaces} from '@oclif/core'
import type {DriftOptions} from '../lifecycle/drift.js'
import type {SuggestedFlags} from '../suggested-command.js'
import {columnChoiceFlag} from './column-choices.js'
import {overridesOf} from './drift-overrides.js'
import {
  delimiterFlag,
  ignoreFlag,
  integerFlag,
  modelFlag,
  modelsFlag,
  numberFlag,
  onBadRowFlag,
  schemaFlag,
  targetFlag,
} from './flags.js'
import {threadsToUse} from './threads.js'

/** What `mlops drift` can be told. */
export const driftFlags = {
  data: Flags.string({
    char: 'd',
    multiple: true,
    helpValue: 'FILE…',
    summary: 'CSV files, plain or gzipped, one a period; patterns as data/month-*.csv; - reads standard input.',
  }),
  current: Flags.string({
    multiple: true,
    helpValue: 'FILE…',
    summary: 'Profiles made by mlops profile, in place of rows or beside them.',
  }),
  reference: Flags.string({
    helpValue: 'FILE',
    summary: 'Compare with this CSV file or profile. Default: the rows that the model was made from.',
  }),
  model: modelFlag,
  models: modelsFlag,
  'from-log': Flags.string({
    helpValue: 'DIR',
    summary: 'Rows that mlops serve has answered, from its log, as the last period.',
  }),
  since: Flags.string({
    dependsOn: ['from-log'],
    helpValue: 'TIME',
    summary: 'Of the log, rows since then only: 7d, 12h, or a date.',
  }),
  by: Flags.string({helpValue: 'COLUMN', summary: 'A period for each value of this column.', exclusive: ['chunk']}),
  chunk: integerFlag({minimum: 1})({summary: 'A period for each N rows.'}),
  columns: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    helpValue: 'COLUMN,…',
    summary: 'Compare these features only; the label and the model are compared as ever.',
  }),
  policy: Flags.option({
    options: ['calibrated', 'evidently'] as const,
    default: 'calibrated' as const,
    helpValue: 'calibrated|evidently',
    helpGroup: 'JUDGEMENT',
    summary: 'How it is judged: the own way, or as Evidently 0.7 does by default.',
  })(),
  alpha: numberFlag({minimum: 0, maximum: 0.5})({
    default: 0.05,
    helpGroup: 'JUDGEMENT',
    summary: 'Share of false alarms among tables without drift.',
  }),
  'min-effect': numberFlag({minimum: 0, maximum: 10})({
    default: 0.1,
    helpGroup: 'JUDGEMENT',
    summary: 'Effect from which a significant difference is drift; half of it is a warning.',
  }),
  test: columnChoiceFlag({helpValue: 'TEST', summary: 'Another test for a column, such as ks or psi.'}),
  threshold: columnChoiceFlag({helpValue: 'NUMBER', summary: 'Another limit for a column.'}),
  direction: columnChoiceFlag({helpValue: 'up|down', summary: 'Only this direction counts for a column.'}),
  'show-rows': integerFlag({minimum: 1, maximum: 1000})({
    helpGroup: 'OUTPUT',
    summary: 'Show the N rows of each period that are most unlike the reference.',
  }),
  html: Flags.string({helpGroup: 'OUTPUT', helpValue: 'FILE', summary: 'Write a page with all charts.'}),
  markdown: Flags.string({
    helpGroup: 'OUTPUT',
    helpValue: 'FILE',
    summary: 'Write a comment for a pull request; - prints it in place of the table.',
  }),
  'exit-code': Flags.boolean({
    helpGroup: 'OUTPUT',
    summary: 'Exit 3 when the last period has drifted.',
  }),
  force: Flags.boolean({helpGroup: 'OUTPUT', summary: 'Replace files that hold something else.'}),
  schema: schemaFlag,
  target: targetFlag,
  ignore: ignoreFlag,
  delimiter: delimiterFlag,
  'on-bad-row': onBadRowFlag,
}

type DriftFlagValues = Interfaces.InferredFlags<typeof driftFlags>

/** The flags in the words of the comparison. */
export function driftOptionsOf(
  flags: DriftFlagValues,
  env: NodeJS.ProcessEnv,
): Omit<DriftOptions, 'now' | 'random' | 'signal' | 'report'> {
  const {model, models, reference, by, chunk, columns, policy, alpha, html, markdown} = flags
  const {schema, target, ignore, delimiter, 'from-log': folder, since} = flags
  return {
    ...{model, models, reference, by, chunk, columns, policy, alpha, html, markdown},
    ...{schema, target, ignore, delimiter, onBadRow: flags['on-bad-row']},
    data: flags.data ?? [],
    profiles: flags.current ?? [],
    log: folder === undefined ? undefined : {folder, since},
    minEffect: flags['min-effect'],
    overrides: overridesOf(flags),
    showRows: flags['show-rows'] ?? 0,
    existing: flags.force ? 'replace' : 'keep',
    threads: threadsToUse(env, availableParallelism()),
  }
}

/** What a suggested command has to repeat. */
export function askedDrift(flags: DriftFlagValues): SuggestedFlags {
  const {data, model, models, reference, by, chunk, schema, target, ignore, delimiter, html} = flags
  return {
    ...{model, models, reference, by, chunk, schema, target, ignore, delimiter, html},
    data: data?.length === 1 ? data[0] : undefined,
  }
}
