import {expect} from 'chai'
import {alertGroups} from '../../src/lib/monitor/rules/prometheus-rules.js'
import {defaultRuleOptions} from '../../src/lib/monitor/rules/rule-options.js'
import {refuseReservedLabels} from '../../src/lib/terminal/monitoring-labels.js'

describe('labels that monitoring export refuses', () => {
  for (const [flags, message] of [
    [{match: [['job', 'risk']]}, '--match is "job=risk", but the job has a flag of its own.'],
    [{match: [['instance', 'one:8085']]}, /instance is the address of one server/],
    [{match: [['pod', 'risk-1']]}, /pod tells replicas apart/],
    [{match: [['zone', 'a']], 'replica-label': ['zone']}, /zone tells replicas apart/],
    [{match: [['model', 'risk']]}, /model is a label of the metrics themselves/],
    [{match: [['feature', 'age']]}, /feature is a label of the metrics themselves/],
    [{match: [['code', '200']]}, /code is a label of the metrics themselves/],
    [{match: [['le', '1']]}, /le is a label of the metrics themselves/],
    [{match: [['quantile', '0.5']]}, /quantile is a label of the metrics themselves/],
    [{namespace: 'one', match: [['namespace', 'two']]}, /--namespace says that already/],
    [
      {
        match: [
          ['env', 'live'],
          ['env', 'test'],
        ],
      },
      '--match is "env=test", but env has a value already.',
    ],
    [{label: [['severity', 'page']]}, /each alert says itself whether it is critical/],
    [{label: [['long', '1h']]}, /alerts are told apart by their label long/],
    [{label: [['short', '5m']]}, /alerts are told apart by their label short/],
    [{label: [['model', 'risk']]}, /alerts are told apart by their label model/],
  ] as const) {
    it(`are, with the reason, ${JSON.stringify(flags)}`, () => {
      expect(() => {
        refuseReservedLabels(flags)
      })
        .to.throw(message)
        .with.property('code', 'USAGE')
    })
  }

  it('are none that only Prometheus or the routing of alerts knows', () => {
    refuseReservedLabels({
      namespace: 'insurance',
      match: [
        ['env', 'live'],
        ['pod', 'risk-1'],
      ],
      label: [
        ['team', 'risk'],
        ['env', 'live'],
      ],
      'replica-label': ['instance'],
    })
    refuseReservedLabels({match: [['namespace', 'insurance']]})
  })

  for (const name of new Set(
    alertGroups(defaultRuleOptions).flatMap(({alerts}) => alerts.flatMap(({labels = {}}) => Object.keys(labels))),
  )) {
    it(`are those that an alert sets itself: ${name}`, () => {
      expect(() => {
        refuseReservedLabels({label: [[name, 'x']]})
      }).to.throw(name)
    })
  }
})
