import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {DatasetDescription} from '../../src/lib/dataset/description.js'
import type {AnsweredRow, ModelIdentity} from '../../src/lib/monitor/answered-rows.js'
import {readPredictionLog, type LoggedPrediction, type ReadLogOptions} from '../../src/lib/serve/prediction-log-read.js'
import {categoryField, numberField} from '../dataset/build-table.js'

/** Two features and three classes: enough for a log. */
export const description: DatasetDescription = {
  name: 'insurance',
  delimiter: ';',
  missingValues: [''],
  fields: [numberField('age'), categoryField('colour', ['red', 'blue']), categoryField('group', ['0', '1', '2'])],
  target: {
    name: 'group',
    valueType: 'integer',
    classes: [
      {value: '0', label: 'high'},
      {value: '1', label: 'medium'},
      {value: '2', label: 'low'},
    ],
  },
  features: ['age', 'colour'],
  ignored: [],
  aliases: {},
}

export const model: ModelIdentity = {name: 'insurance', version: 3}

export const start = Date.parse('2026-01-31T12:00:00.000Z')
export const dayMs = 86_400_000

export function answeredRow(id: string, rest: Partial<AnsweredRow> = {}): AnsweredRow {
  return {
    id,
    time: start,
    values: [37.25, 'red'],
    predicted: 1,
    answered: 1,
    source: 'ML',
    probabilities: Float32Array.of(0.25, 0.5, 0.25),
    ...rest,
  }
}

export async function readAll(folder: string, options?: ReadLogOptions): Promise<readonly LoggedPrediction[]> {
  const records: LoggedPrediction[] = []
  for await (const record of readPredictionLog(folder, options)) records.push(record)
  return records
}

export async function idsIn(folder: string, options?: ReadLogOptions): Promise<readonly string[]> {
  return (await readAll(folder, options)).map(({id}) => id)
}

/** Names of the files of a folder that begin so, in order. */
export function filesOf(folder: string, kind: 'predictions' | 'labels', ending = '.ndjson'): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(kind) && name.endsWith(ending))
    .sort()
}

export function textOf(folder: string, kind: 'predictions' | 'labels'): string {
  return filesOf(folder, kind)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')
}

export function ids(from: number, to: number): readonly string[] {
  return Array.from({length: to - from}, (_, index) => `row-${from + index}`)
}
