import {nearestName} from '../dataset/nearest-name.js'
import type {GivenLabel} from './ground-truth-label.js'
import {mostRows} from './predictor-options.js'
import {mostProblems, unprocessable, type FieldProblem, type Problem} from './problem-details.js'

const fields: readonly string[] = ['id', 'label']
const longestShown = 60

/** The labels of a request: one `{id, label}`, or an array of them. Or what is wrong with it. */
export function readLabels(body: unknown): {readonly labels: readonly GivenLabel[]} | {readonly problem: Problem} {
  const items: readonly unknown[] = Array.isArray(body) ? body : [body]
  if (items.length > mostRows) {
    const [given, most] = [items.length.toLocaleString('en-US'), mostRows.toLocaleString('en-US')]
    return {problem: {status: 422, detail: `The array holds ${given} labels: send at most ${most} at once.`}}
  }
  const problems: FieldProblem[] = []
  for (let index = 0; index < items.length && problems.length < mostProblems; index++) {
    problems.push(...problemsOf(items[index], Array.isArray(body) ? index : undefined))
  }
  if (problems.length > 0) return {problem: unprocessable(problems.slice(0, mostProblems))}
  return {labels: items as readonly GivenLabel[]}
}

function problemsOf(item: unknown, index: number | undefined): readonly FieldProblem[] {
  const problem = (field: string, message: string): FieldProblem => labelProblem(index, field, message)
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return [problem('', `expected an object with id and label, not ${shown(item)}`)]
  }
  const {id, label} = item as Readonly<Record<string, unknown>>
  const problems: FieldProblem[] = []
  if (id === undefined) problems.push(problem('id', 'id is missing'))
  else if (typeof id !== 'string') problems.push(problem('id', `id is ${shown(id)}, expected text`))
  else if (id === '') problems.push(problem('id', 'id is empty'))
  if (label === undefined) problems.push(problem('label', 'label is missing'))
  else if (typeof label !== 'string' && typeof label !== 'number' && typeof label !== 'boolean') {
    problems.push(problem('label', `label is ${shown(label)}, expected a class`))
  }
  for (const name of Object.keys(item)) {
    if (fields.includes(name)) continue
    const near = nearestName(name, fields)
    const hint = near === undefined ? 'expected id and label alone' : `did you mean "${near}"?`
    problems.push(problem(name, `there is no field ${shown(name)}: ${hint}`))
  }
  return problems
}

/** A problem of a field; in an array its sentence says of which item. */
export function labelProblem(index: number | undefined, field: string, message: string): FieldProblem {
  const place = index === undefined ? '' : `/${index}`
  const pointer = field === '' ? place : `${place}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return {field, message: index === undefined ? message : `item ${index}: ${message}`, pointer}
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}
