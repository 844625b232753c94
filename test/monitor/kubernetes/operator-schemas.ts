import {Ajv2020} from 'ajv/dist/2020.js'

/*
 * The parts of the operator's custom resource definitions that the export uses, written after prometheus-operator 0.82
 * (example/prometheus-operator-crd), closed to what the API server would throw away as unknown.
 */

const duration = {
  type: 'string',
  pattern: '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$',
}
const texts = {type: 'object', additionalProperties: {type: 'string'}}
/** A qualified name of Kubernetes, and its value. */
const labels = {
  type: 'object',
  propertyNames: {pattern: '^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$'},
  additionalProperties: {type: 'string', pattern: '^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$'},
}

function closed(properties: object, required: readonly string[]): object {
  return {type: 'object', properties, required, additionalProperties: false}
}

function object(apiVersion: string, kind: string, rest: object): object {
  const metadata = closed(
    {
      name: {type: 'string', pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$'},
      namespace: {type: 'string', pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'},
      labels,
      annotations: texts,
    },
    ['name'],
  )
  const properties = {apiVersion: {const: apiVersion}, kind: {const: kind}, metadata, ...rest}
  return closed(properties, Object.keys(properties))
}

const rule = {
  ...closed(
    {
      alert: {type: 'string'},
      record: {type: 'string'},
      expr: {type: 'string'},
      for: duration,
      labels: texts,
      annotations: texts,
    },
    ['expr'],
  ),
  oneOf: [{required: ['alert']}, {required: ['record']}],
}

const ajv = new Ajv2020({strict: false, allErrors: true})

const schemas = {
  PrometheusRule: object('monitoring.coreos.com/v1', 'PrometheusRule', {
    spec: closed(
      {
        groups: {
          type: 'array',
          items: closed(
            {name: {type: 'string', minLength: 1}, interval: duration, rules: {type: 'array', items: rule}},
            ['name'],
          ),
        },
      },
      ['groups'],
    ),
  }),
  ServiceMonitor: object('monitoring.coreos.com/v1', 'ServiceMonitor', {
    spec: closed(
      {
        selector: closed({matchLabels: labels}, []),
        endpoints: {
          type: 'array',
          minItems: 1,
          items: closed(
            {
              port: {type: 'string'},
              path: {type: 'string'},
              interval: duration,
              relabelings: {
                type: 'array',
                items: closed(
                  {
                    action: {enum: ['replace', 'Replace']},
                    targetLabel: {type: 'string'},
                    replacement: {type: 'string'},
                  },
                  [],
                ),
              },
            },
            [],
          ),
        },
      },
      ['selector', 'endpoints'],
    ),
  }),
  ConfigMap: object('v1', 'ConfigMap', {
    data: {type: 'object', propertyNames: {pattern: '^[-._a-zA-Z0-9]+$'}, additionalProperties: {type: 'string'}},
  }),
} as const

/** What the API server would not take; nothing when all is well. */
export function kubernetesErrors(value: {readonly kind: string}): readonly string[] {
  const schema = Object.entries(schemas).find(([kind]) => kind === value.kind)?.[1]
  if (schema === undefined) return [`unknown kind ${value.kind}`]
  const validate = ajv.compile(schema)
  validate(value)
  return (validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message ?? ''}`)
}
