import {expect} from 'chai'
import {alertGroups} from '../../../src/lib/monitor/rules/prometheus-rules.js'
import {defaultRuleOptions as defaults} from '../../../src/lib/monitor/rules/rule-options.js'
import {needs, tellPrometheus, type ExpectedText} from './promtool.js'
import {
  gauge,
  labelsOf,
  likeReference,
  moved,
  options,
  predictions,
  requests,
  server,
  total,
  type AllSeries,
} from './scraped-servers.js'

/** What an alert says when it fires, at minute 40. */
interface Case extends Pick<ExpectedText, 'labels' | 'summary' | 'description'> {
  readonly series: AllSeries
}

const version = {job: 'mlops', model: 'risk', version: '1'}
const one = {job: 'mlops', instance: 'one:8085'}

const cases: Readonly<Record<string, Case>> = {
  MlopsDatasetDrift: {
    series: server({features: {miles: () => moved, age: () => likeReference}}),
    labels: version,
    summary: '50% of the features of risk have drifted (version 1).',
    description:
      'Of the features that risk version 1 is asked with, 50% have drifted from the reference over the last 10m. MlopsFeatureDrift names them.',
  },
  MlopsFeatureDrift: {
    series: server({features: {'miles & more': () => moved}}),
    labels: {...version, feature: 'miles & more'},
    summary: 'miles & more has drifted (risk version 1).',
    description:
      'Over the last 10m, miles & more is 4.446 times as far from the reference as it may be with so many rows. Its population stability index is 0.9203, the limit 0.207, from 600 rows of all replicas.',
  },
  MlopsPredictionDrift: {
    series: {
      ...server(),
      [`mlops_drift_window_rows{${labelsOf({})}}`]: gauge(() => 1500),
      [`mlops_feature_drifted{${labelsOf({})}, feature="predicted class", test="jensen-shannon"}`]: gauge(() => 1),
    },
    labels: {...version, feature: 'predicted class'},
    summary: 'The predicted class of risk has drifted (version 1).',
    description:
      'On 100% of the replicas, the predicted class of the last rows differs from that of the rows that risk version 1 was tested with, significantly and by enough.',
  },
  MlopsFallbackRateHigh: {
    series: predictions({ML: () => 45, 'baseline - out of range': () => 15}),
    labels: version,
    summary: 'The baseline answers 25% of the rows instead of risk.',
    description:
      'Over the last 10m, 25% of the rows were out of range, or risk version 1 was not sure enough, so the baseline rules answered. Up to 10 % are expected.',
  },
  MlopsRealisedAccuracyLow: {
    series: {
      [`mlops_model_loaded_timestamp_seconds{${labelsOf({})}}`]: gauge(() => 1),
      [`mlops_accuracy_gate{${labelsOf({})}}`]: gauge(() => 0.85),
      [`mlops_realised_accuracy{${labelsOf({})}}`]: gauge(() => 0.75),
      [`mlops_realised_labels{${labelsOf({})}}`]: gauge(() => 1500),
    },
    labels: version,
    summary: 'risk version 1 is right less often than its gate asks for.',
    description:
      'By the labels that came in, risk version 1 misses the accuracy that its gate asked for at training by more than chance explains. The realised accuracy is 75%, from 1500 labels; the gate asked for 85%.',
  },
  MlopsDriftMonitorStale: {
    series: {
      ...server(),
      ...predictions({ML: () => 60}),
      [`mlops_drift_computed_timestamp_seconds{${labelsOf({})}}`]: gauge(() => 300),
    },
    labels: version,
    summary: 'No drift was computed for risk in 35m 0s.',
    description:
      'Rows arrive for risk version 1, but on some replica the last comparison with the reference is 35m 0s old. What the drift panels show of that replica is out of date; the pooled figures go on.',
  },
  MlopsErrorRateHigh: {
    series: {...requests(200, () => 90), ...requests(500, () => 10)},
    labels: {job: 'mlops'},
    summary: '10% of the prediction requests fail.',
    description:
      'Over five minutes, 10% of the prediction requests to mlops were answered with a server error (5xx); 2 % are tolerated.',
  },
  MlopsRejectionRateHigh: {
    series: {...requests(200, () => 75), ...requests(422, () => 25)},
    labels: {job: 'mlops'},
    summary: '25% of the prediction requests are refused.',
    description:
      'Over five minutes, 25% of the prediction requests to mlops were refused (4xx); 10 % are tolerated. mlops_prediction_rejections_total says for what reason.',
  },
  MlopsLatencyBudgetBurn: {
    series: requests(200, (minute) => (minute < 30 ? 0 : 100), {fast: () => 0.5}),
    labels: {job: 'mlops'},
    summary: 'Too many predictions take longer than 100 ms.',
    description:
      'The objective is that 99 % of the predictions take less than 100 ms. Over 1h, and over 5m still, slow ones use up what is left for them 50 times as fast as would last a month; the limit is 14.4 times.',
  },
  MlopsNoTraffic: {
    series: predictions({ML: (minute) => (minute < 20 ? 60 : 0)}),
    labels: {job: 'mlops', model: 'risk'},
    summary: 'Nobody asks risk any more.',
    description: 'risk answered rows within the last day, and none in the last 15m.',
  },
  MlopsReloadFailing: {
    series: {'mlops_model_reload_failures_total{job="mlops", instance="one:8085"}': total((minute) => minute % 2)},
    labels: one,
    summary: 'one:8085 cannot load a model.',
    description:
      'In 15 minutes, about 7 attempts of one:8085 to load a model failed. It goes on with the one that it has, which may not be the one in production.',
  },
  MlopsPredictionLogDropping: {
    series: {'mlops_prediction_log_dropped_total{job="mlops", instance="one:8085"}': total(() => 3)},
    labels: one,
    summary: 'one:8085 does not log all predictions.',
    description:
      'In 15 minutes, one:8085 did not log about 45 predictions, because the disk could not keep up. They were answered, but labels that come for them later find nothing.',
  },
  MlopsTargetDown: {
    series: {'up{job="mlops", instance="one:8085"}': gauge(() => 0)},
    labels: one,
    summary: 'Prometheus cannot read a server of mlops: one:8085',
    description:
      'The metrics of mlops at "one:8085" cannot be read; without an address, Prometheus knows of no server at all. It may have ended, and then it answers nobody.',
  },
}

const alerts = alertGroups(options).flatMap((group) => group.alerts)

describe('what alerts say', () => {
  before(function () {
    needs('promtool', this)
  })

  for (const [name, {series, ...text}] of Object.entries(cases)) {
    it(`is whole sentences with figures: ${name}`, () => {
      const alert = alerts.find((each) => each.name === name)!
      tellPrometheus({options, series, texts: [{minute: 40, alert, ...text}]})
    })
  }

  it('is known of each', () => {
    expect(Object.keys(cases)).to.have.members([...new Set(alerts.map(({name}) => name))])
  })
})

describe('figures that people choose', () => {
  it('are in the texts of alerts with the digits that they were given with', () => {
    const chosen = {
      ...defaults,
      answers: {...defaults.answers, fallbackRatio: 0.07},
      latency: {...defaults.latency, ratio: 0.57},
      service: {...defaults.service, errorRatio: 0.07, rejectionRatio: 0.29},
    }
    const words = {label: () => '', value: () => '', figures: () => ''}

    const texts = alertGroups(chosen).flatMap(({alerts}) => alerts.flatMap((alert) => alert.description(words)))
    expect(texts.join(' ').match(/[\d.]+ %/g)).to.include.members(['7 %', '29 %', '57 %'])
    expect(texts.join(' ')).not.to.match(/\d{6}/)
  })
})
