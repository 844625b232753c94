import type {AnsweredRow, AnswerSink, ModelIdentity} from '../../src/lib/monitor/answered-rows.js'

export interface RecordingSink extends AnswerSink {
  readonly rows: {readonly model: ModelIdentity; readonly row: AnsweredRow}[]
}

export function recordingSink(): RecordingSink {
  const rows: RecordingSink['rows'] = []
  return {rows, accept: ({name, version}, row) => rows.push({model: {name, version}, row})}
}
