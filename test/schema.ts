import {readFileSync} from 'node:fs'
import {Ajv2020, type ErrorObject} from 'ajv/dist/2020.js'

const ajv = new Ajv2020({strict: true, allowUnionTypes: true, formats: {'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/}})
// Those that others refer to.
for (const name of ['manifest', 'profile']) ajv.addSchema(readSchema(name))

/** What is wrong with a --json answer, after `schemas/<name>.json`; nothing when it is valid. */
export function schemaErrors(name: string, answer: unknown): readonly ErrorObject[] {
  const validate = ajv.getSchema(`${name}.json`) ?? ajv.compile(readSchema(name))
  validate(answer)
  return validate.errors ?? []
}

function readSchema(name: string): object {
  return JSON.parse(readFileSync(`schemas/${name}.json`, 'utf8')) as object
}
