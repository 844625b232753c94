import {LogicEngine} from 'json-logic-engine'
import type {DatasetDescription, FieldDescription} from '../dataset/description.js'
import {didYouMean} from '../dataset/nearest-name.js'
import {MlopsError} from '../errors.js'

/** Values of the features, in feature order: numbers, texts of categories, null where missing. */
export type FeatureValues = readonly (number | string | null)[]

type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json}
type Kind = FieldDescription['kind']

interface Context {
  readonly features: readonly FieldDescription[]
  readonly classValues: readonly string[]
}

/**
 * Compiles the JsonLogic rules of a description into a function from a row's values to a class index.
 *
 * Rules are checked before, so that none can fail on a row: every branch ends in a class value, every variable is a
 * feature, numbers are compared with numbers and categories with texts. In comparisons and sums a missing number
 * counts as 0, as JsonLogic has it; `{"==": [{"var": "age"}, null]}` asks for it, `{"var": ["age", 40]}` replaces it.
 *
 * @throws MlopsError `SCHEMA_INVALID` naming the place in the rules
 */
export function compileRules(rules: unknown, description: DatasetDescription): (values: FeatureValues) => number {
  const classValues = description.target.classes.map(({value}) => value)
  const features = description.features.map((name) => description.fields.find((field) => field.name === name)!)
  const checked = answer(rules as Json, 'fallback.rules', {features, classValues})
  const evaluate = new LogicEngine().build(checked) as (values: FeatureValues) => number
  return (values) => {
    try {
      return evaluate(values)
    } catch (cause) {
      // Sums of numbers near 1e308 are all that is left to go wrong; the engine throws values that are no errors.
      throw new MlopsError('SCHEMA_INVALID', {
        message: `The fallback rules cannot be evaluated for the row ${JSON.stringify(values)}.`,
        suggestion: 'Write the sums in the rules so that they stay finite.',
        cause,
      })
    }
  }
}

/** Where an answer is due: a class, or a choice between answers. Classes become their index. */
function answer(rule: Json, path: string, context: Context): Json {
  if (typeof rule === 'string' || typeof rule === 'number') {
    const index = context.classValues.indexOf(String(rule))
    if (index >= 0) return index
    throw invalid(path, `${JSON.stringify(rule)} is no class; the classes are ${context.classValues.join(', ')}`)
  }
  const {operator, operands} = operation(rule, path)
  if (operator !== 'if' && operator !== '?:') {
    throw invalid(path, `"${operator}" stands where a class is due: write a class value, or "if"`)
  }
  return choice(operands, `${path}.${operator}`, (each, place) => answer(each, place, context), context)
}

/** `if`: conditions and branches in turn, then what holds otherwise. */
function choice(
  operands: readonly Json[],
  path: string,
  branch: (rule: Json, path: string) => Json,
  context: Context,
): Json {
  if (operands.length < 3 || operands.length % 2 === 0) {
    throw invalid(path, 'has no answer for rows that meet no condition: add one at the end')
  }
  return {
    if: operands.map((each, index) => {
      const isCondition = index % 2 === 0 && index < operands.length - 1
      return isCondition ? condition(each, `${path}[${index}]`, context) : branch(each, `${path}[${index}]`)
    }),
  }
}

const orders = ['<', '<=', '>', '>=']
const equalities = ['==', '===', '!=', '!==']
const conditions = [...orders, ...equalities, 'and', 'or', '!', '!!', 'in']

/** Where yes or no is due. */
function condition(rule: Json, path: string, context: Context): Json {
  if (typeof rule === 'boolean') return rule
  const {operator, operands} = operation(rule, path)
  const place = (index: number): string => `${path}.${operator}[${index}]`
  if (operator === 'var') {
    const {kind, access} = variable(operands, path, context)
    if (kind === 'category') throw invalid(path, 'a category alone is neither true nor false: compare it with a text')
    return access
  }
  if (!conditions.includes(operator)) {
    throw invalid(path, `"${operator}" stands where a condition is due; there are ${conditions.join(' ')}`)
  }
  if (operator === 'in') return membership(operands, path, context)
  if (equalities.includes(operator)) return equality(operator, operands, path, context)
  if (orders.includes(operator)) {
    arity(operands, operator.startsWith('<') ? [2, 3] : [2], `${path}.${operator}`)
    return {[operator]: operands.map((each, index) => quantity(each, place(index), context))}
  }
  arity(operands, operator.startsWith('!') ? [1] : undefined, `${path}.${operator}`)
  return {[operator]: operands.map((each, index) => condition(each, place(index), context))}
}

function equality(operator: string, operands: readonly Json[], path: string, context: Context): Json {
  arity(operands, [2], `${path}.${operator}`)
  const sides = operands.map((each, index) => {
    const place = `${path}.${operator}[${index}]`
    if (each === null) return {kind: undefined, access: null}
    if (typeof each === 'string') return {kind: 'category' as const, access: each}
    if (isVariable(each)) return variable(operation(each, place).operands, place, context)
    return {kind: 'number' as const, access: quantity(each, place, context)}
  })
  const [left, right] = sides as [(typeof sides)[number], (typeof sides)[number]]
  if (left.kind === undefined || right.kind === undefined || left.kind === right.kind) {
    return {[operator]: [left.access, right.access]}
  }
  // The categories "0" and "1" may be written as numbers.
  const asText = sides.map(({access}) => (typeof access === 'number' ? String(access) : access))
  if (asText.some((access, index) => access !== sides[index]!.access)) return {[operator]: asText}
  throw invalid(`${path}.${operator}`, 'compares a number with a text')
}

function membership(operands: readonly Json[], path: string, context: Context): Json {
  arity(operands, [2], `${path}.in`)
  const [needle, choices] = operands as readonly [Json, Json]
  if (!isVariable(needle) || !Array.isArray(choices)) {
    throw invalid(path, '"in" takes a variable and a list: {"in": [{"var": "region"}, ["north", "south"]]}')
  }
  const {kind, access} = variable(operation(needle, path).operands, `${path}.in[0]`, context)
  const values = (choices as readonly Json[]).map((each, index) => {
    if (kind === 'category' && (typeof each === 'string' || typeof each === 'number')) return String(each)
    if (kind === 'number' && typeof each === 'number') return each
    throw invalid(`${path}.in[1][${index}]`, `${JSON.stringify(each)} is no ${kind === 'number' ? 'number' : 'text'}`)
  })
  return {in: [access, values]}
}

const sums = ['+', '-', '*', '/', '%', 'min', 'max']

/** Where a number is due. */
function quantity(rule: Json, path: string, context: Context): Json {
  if (typeof rule === 'number') return rule
  const {operator, operands} = operation(rule, path)
  const place = (index: number): string => `${path}.${operator}[${index}]`
  if (operator === 'var') {
    const {kind, access} = variable(operands, path, context)
    if (kind === 'number') return access
    throw invalid(path, 'is a category, and a number is due')
  }
  if (operator === 'if' || operator === '?:') {
    return choice(operands, `${path}.${operator}`, (each, at) => quantity(each, at, context), context)
  }
  if (!sums.includes(operator)) {
    throw invalid(path, `"${operator}" stands where a number is due; there are ${sums.join(' ')} if`)
  }
  if (operator === '/' || operator === '%') {
    arity(operands, [2], `${path}.${operator}`)
    if (typeof operands[1] !== 'number' || operands[1] === 0) {
      throw invalid(place(1), 'divide by a number other than 0 that is written out, so that no row divides by 0')
    }
  }
  arity(operands, undefined, `${path}.${operator}`)
  const numbers = operands.map((each, index) => quantity(each, place(index), context))
  // The engine takes a missing number as 0 in sums, but throws in min and max.
  return {[operator]: operator === 'min' || operator === 'max' ? numbers.map((each) => ({'+': [each]})) : numbers}
}

/** A feature by its place in the row: names may hold dots, which JsonLogic would take for paths. */
function variable(operands: readonly Json[], path: string, {features}: Context): {kind: Kind; access: Json} {
  const [name, whenMissing] = operands
  const index = features.findIndex((feature) => feature.name === name)
  const feature = features[index]
  if (feature === undefined) {
    const names = features.map((each) => each.name)
    const hint = typeof name === 'string' ? didYouMean(name, names) : ''
    throw invalid(
      path,
      `${JSON.stringify(name ?? null)} is no feature`,
      `${hint} The features are ${names.join(', ')}.`,
    )
  }
  if (whenMissing === undefined) return {kind: feature.kind, access: {var: [index]}}
  if (typeof whenMissing !== (feature.kind === 'number' ? 'number' : 'string')) {
    throw invalid(path, `${JSON.stringify(whenMissing)} cannot replace a missing ${feature.kind}`)
  }
  return {kind: feature.kind, access: {var: [index, whenMissing]}}
}

function isVariable(rule: Json): boolean {
  return typeof rule === 'object' && rule !== null && Object.keys(rule).length === 1 && 'var' in rule
}

function operation(rule: Json, path: string): {operator: string; operands: readonly Json[]} {
  const entries = typeof rule === 'object' && rule !== null && !Array.isArray(rule) ? Object.entries(rule) : []
  if (entries.length !== 1) {
    throw invalid(path, `expected an operation such as {"if": [...]}, but it is ${JSON.stringify(rule ?? null)}`)
  }
  const [operator, operands] = entries[0] as [string, Json]
  return {operator, operands: Array.isArray(operands) ? (operands as readonly Json[]) : [operands]}
}

function arity(operands: readonly Json[], allowed: readonly number[] | undefined, path: string): void {
  if (allowed === undefined ? operands.length > 0 : allowed.includes(operands.length)) return
  throw invalid(path, `has ${operands.length} operands, expected ${allowed?.join(' or ') ?? 'at least 1'}`)
}

function invalid(path: string, problem: string, hint = ''): MlopsError {
  return new MlopsError('SCHEMA_INVALID', {message: `${path}: ${problem}.${hint}`})
}
