import {needs, tellPrometheus, type Expectation} from './promtool.js'
import {
  firing,
  gauge,
  only,
  options,
  predictions,
  requests,
  restartedAt,
  total,
  type AllSeries,
  type Values,
} from './scraped-servers.js'

/** From minute 20 to 60 something is wrong. */
const inBetween = (minute: number): boolean => minute > 20 && minute <= 60

function tell(series: AllSeries, expected: readonly Expectation[]): void {
  tellPrometheus({options, series, expected})
}

const ofJob =
  (name: string, severity: 'critical' | 'warning') =>
  (minute: number, fires: boolean): Expectation =>
    firing(minute, name, ['job', 'severity'], fires ? [`job="mlops", severity="${severity}"`] : [])

const ofInstances =
  (name: string) =>
  (minute: number, instances: readonly string[]): Expectation =>
    firing(
      minute,
      name,
      ['instance'],
      instances.map((instance) => `instance="${instance}"`),
    )

describe('alerts on the service, as Prometheus evaluates them', () => {
  before(function () {
    needs('promtool', this)
  })

  describe('MlopsErrorRateHigh', () => {
    const errors = ofJob('MlopsErrorRateHigh', 'critical')

    it('fires when requests fail, and resolves', () => {
      const series = {...requests(200, () => 90), ...requests(500, (minute) => (inBetween(minute) ? 10 : 0))}
      tell(series, [errors(20, false), errors(40, true), errors(75, false)])
    })

    it('stays silent where no request ever failed, and on few requests', () => {
      tell(
        requests(200, () => 90),
        [errors(60, false)],
      )
      tell({...requests(200, () => 1), ...requests(500, () => 1)}, [errors(60, false)])
    })

    it('pools replicas', () => {
      const bad = {...requests(200, () => 10), ...requests(500, () => 1)}
      tell(bad, [errors(60, true)])
      tell({...bad, ...requests(200, () => 200, {instance: 'two:8085'})}, [errors(60, false)])
    })

    it('takes no notice of a server that begins anew', () => {
      const series = {...requests(200, () => 90), ...requests(500, () => 0)}
      const restarted = Object.entries(series).map(([name, values]): [string, Values] => [
        name,
        restartedAt(30, values),
      ])
      tell(Object.fromEntries(restarted), [errors(31, false), errors(40, false)])
    })
  })

  describe('MlopsRejectionRateHigh', () => {
    const rejections = ofJob('MlopsRejectionRateHigh', 'warning')

    it('fires when requests are refused, and resolves', () => {
      const series = {...requests(200, () => 80), ...requests(422, (minute) => (inBetween(minute) ? 20 : 1))}
      tell(series, [rejections(20, false), rejections(40, true), rejections(75, false)])
    })

    it('stays silent when few are refused, and on few requests', () => {
      tell({...requests(200, () => 80), ...requests(422, () => 4)}, [rejections(20, false), rejections(60, false)])
      tell({...requests(200, () => 0.01), ...requests(422, () => 0.01)}, [rejections(20, false), rejections(60, false)])
    })
  })

  describe('MlopsLatencyBudgetBurn', () => {
    const burn = (minute: number, windows: readonly string[]): Expectation =>
      firing(
        minute,
        'MlopsLatencyBudgetBurn',
        ['long', 'short', 'severity'],
        windows.map((labels) => labels),
      )
    const fastest = 'long="1h", short="5m", severity="critical"'

    it('fires when the budget of a month is used up in days, and resolves within minutes', () => {
      // The first hour is good, so the long windows have seen more good than bad.
      const fast = (minute: number): number => (minute > 70 && minute <= 95 ? 0.4 : 1)
      const series = requests(200, () => 100, {fast})
      tell(series, [
        burn(70, []),
        firing(95, 'MlopsLatencyBudgetBurn', ['long'], ['long="1h"', 'long="6h"']),
        {
          minute: 101,
          query: 'count by (long) (ALERTS{alertname="MlopsLatencyBudgetBurn", alertstate="firing", long="1h"})',
          samples: {},
        },
      ])
      tell(series, [firing(90, 'MlopsLatencyBudgetBurn', ['long', 'short', 'severity'], [fastest])])
    })

    it('stays silent when as many are slow as may be', () => {
      tell(
        requests(200, () => 1000, {fast: () => 0.991}),
        [burn(119, [])],
      )
    })

    it('counts errors apart: an error that took long is not a slow prediction', () => {
      tell({...requests(200, () => 100), ...requests(500, () => 50, {fast: () => 0})}, [burn(60, [])])
    })

    it('stays silent on few requests', () => {
      tell(
        requests(200, () => 0.1, {fast: () => 0}),
        [burn(60, [])],
      )
    })
  })

  describe('MlopsNoTraffic', () => {
    const silence = (minute: number, fires: boolean): Expectation =>
      firing(minute, 'MlopsNoTraffic', ['model'], fires ? ['model="risk"'] : [])

    it('fires when rows no longer come, and resolves', () => {
      tell(predictions({ML: (minute) => (inBetween(minute) ? 0 : 60)}), [
        silence(20, false),
        silence(45, true),
        silence(65, false),
      ])
    })

    it('stays silent where nobody ever asked, and where another replica or version is asked', () => {
      tell(predictions({ML: () => 0}), [silence(60, false)])
      const ended = predictions({ML: (minute) => (minute < 20 ? 60 : 0)})
      tell({...ended, ...predictions({ML: () => 60}, {instance: 'two:8085'})}, [silence(60, false)])
      tell({...ended, ...predictions({ML: () => 60}, {version: '2'})}, [silence(60, false)])
    })
  })

  describe('MlopsReloadFailing', () => {
    const failing = ofInstances('MlopsReloadFailing')
    const failures = (instance: string, each: (minute: number) => number): AllSeries => ({
      [`mlops_model_reload_failures_total{job="mlops", instance="${instance}"}`]: total(each),
    })

    it('fires for the server that cannot load a model, and resolves', () => {
      const series = {
        ...failures('one:8085', (minute) => (minute === 30 ? 1 : 0)),
        ...failures('two:8085', () => 0),
      }
      tell(series, [failing(29, []), failing(32, ['one:8085']), failing(50, [])])
    })

    it('takes no notice of a server that begins anew', () => {
      const [[name, values]] = Object.entries(failures('one:8085', (minute) => (minute === 1 ? 5 : 0))) as [
        [string, Values],
      ]
      tell({[name]: restartedAt(40, values)}, [failing(42, [])])
    })
  })

  describe('MlopsPredictionLogDropping', () => {
    const dropping = ofInstances('MlopsPredictionLogDropping')

    it('fires for the server whose disk cannot keep up, and resolves', () => {
      tell(
        {
          'mlops_prediction_log_dropped_total{job="mlops", instance="one:8085"}': total((minute) =>
            minute === 30 ? 7 : 0,
          ),
          'mlops_prediction_log_dropped_total{job="mlops", instance="two:8085"}': total(() => 0),
        },
        [dropping(29, []), dropping(32, ['one:8085']), dropping(50, [])],
      )
    })
  })

  describe('MlopsTargetDown', () => {
    const down = ofInstances('MlopsTargetDown')
    const up = (instance: string, at: (minute: number) => number | null): AllSeries => ({
      [`up{job="mlops", instance="${instance}"}`]: gauge(at),
    })

    it('fires for the server that cannot be read, and resolves', () => {
      const series = {...up('one:8085', (minute) => (inBetween(minute) ? 0 : 1)), ...up('two:8085', () => 1)}
      tell(series, [down(20, []), down(40, ['one:8085']), down(62, [])])
    })

    it('fires when there is no server at all, and not for those of another job', () => {
      const other = {'up{job="other", instance="three:80"}': gauge(() => 0)}
      tell({...up('one:8085', () => 1), ...other}, [down(40, [])])
      tell(
        {
          ...only(
            (minute) => minute < 20,
            up('one:8085', () => 1),
          ),
          ...other,
        },
        [firing(40, 'MlopsTargetDown', ['job', 'severity'], ['job="mlops", severity="critical"'])],
      )
    })
  })
})
