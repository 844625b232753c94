import {Flags} from '@oclif/core'
import type {FileOfRows, LogOfRows} from '../lifecycle/train-rows.js'
import {MlopsError} from '../errors.js'
import {delimiterFlag, ignoreFlag, onBadRowFlag, schemaFlag, targetFlag} from './flags.js'

/** Where rows to learn from are: in a file, or in the log of predictions. */
export const rowsFlags = {
  data: Flags.string({
    char: 'd',
    helpValue: 'FILE',
    summary: 'CSV file, plain or gzipped; - reads standard input.',
  }),
  schema: schemaFlag,
  target: targetFlag,
  ignore: ignoreFlag,
  delimiter: delimiterFlag,
  'on-bad-row': onBadRowFlag,
  'from-log': Flags.string({
    helpGroup: 'LOG',
    helpValue: 'DIR',
    summary: 'In place of a file: rows that mlops serve has answered and whose truth is known, from its log.',
  }),
  since: Flags.string({
    dependsOn: ['from-log'],
    helpGroup: 'LOG',
    helpValue: 'TIME',
    summary: 'Of the log, rows since then only: 7d, 12h, or a date.',
  }),
  model: Flags.string({
    char: 'm',
    dependsOn: ['from-log'],
    helpGroup: 'LOG',
    helpValue: 'VERSION|ALIAS',
    summary: 'Columns, fallback and gates as in this version. Default: production, else the newest.',
  }),
}

export interface RowsFlagValues {
  readonly data?: string | undefined
  readonly schema?: string | undefined
  readonly target?: string | undefined
  readonly ignore?: readonly string[] | undefined
  readonly delimiter?: string | undefined
  readonly 'on-bad-row': 'fail' | 'skip'
  readonly 'from-log'?: string | undefined
  readonly since?: string | undefined
  readonly model?: string | undefined
}

/** @throws MlopsError `USAGE` unless one of both is named, and nothing that has no meaning for it */
export function rowsOf(flags: RowsFlagValues): FileOfRows | LogOfRows {
  const {data, schema, target, ignore, delimiter, 'on-bad-row': onBadRow, 'from-log': folder, since, model} = flags
  if (data !== undefined && folder !== undefined) {
    throw new MlopsError('USAGE', {
      message: `Rows are learned from ${data} or from the log in ${folder}, not from both.`,
      suggestion: 'Leave out --data or --from-log.',
    })
  }
  if (data !== undefined) return {path: data, schema, target, ignore, delimiter, onBadRow}
  if (folder === undefined) {
    throw new MlopsError('USAGE', {
      message: 'There is nothing to learn from.',
      suggestion: 'Name a CSV file with --data (-d), or the folder of a prediction log with --from-log.',
    })
  }
  const ofFiles = {schema, target, ignore, delimiter, 'on-bad-row': onBadRow === 'skip' ? onBadRow : undefined}
  const foreign = Object.entries(ofFiles).find(([, value]) => value !== undefined)
  if (foreign === undefined) return {log: {folder, since}, model}
  throw new MlopsError('USAGE', {
    message: `--${foreign[0]} says how a file is read; a log is read as a model says.`,
    suggestion: 'Leave it out, or name the version that reads these columns with --model.',
  })
}
