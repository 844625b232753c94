/** Computes what the benchmark asks for, one task after the other, in a process of its own. */
import {simulateCell, type Cell, type CellResult} from './cell.js'
import {committedMonths, simulateMonths, type MonthsResult} from './months.js'

export type Task = Cell | {readonly question: 'months'; readonly seed: number; readonly months: number}
export type TaskResult = CellResult | MonthsResult

process.on('message', (task: Task) => {
  void compute(task).then((result) => process.send!(result))
})

function compute(task: Task): Promise<TaskResult> {
  if (task.question !== 'months') return simulateCell(task)
  return task.seed === 0 ? committedMonths(task.months) : simulateMonths(task.seed, task.months)
}
