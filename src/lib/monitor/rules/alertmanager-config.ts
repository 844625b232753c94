/** A configuration of Alertmanager that tells a webhook of every alert. */
export function alertmanagerConfig({webhookUrl}: {readonly webhookUrl: string}): object {
  return {
    route: {
      receiver: 'webhook',
      // One message a model: a person wants all that is wrong with it at once.
      group_by: ['job', 'model'],
      group_wait: '10s',
      group_interval: '1m',
      repeat_interval: '12h',
      routes: [{receiver: 'webhook', matchers: ['severity="critical"'], repeat_interval: '1h'}],
    },
    inhibit_rules: [
      {
        // The fast burn of a budget is a slow one, too.
        source_matchers: ['alertname="MlopsLatencyBudgetBurn"', 'severity="critical"'],
        target_matchers: ['alertname="MlopsLatencyBudgetBurn"', 'severity="warning"'],
        equal: ['job'],
      },
      {
        // Who is down is not asked either.
        source_matchers: ['alertname="MlopsTargetDown"'],
        target_matchers: ['alertname="MlopsNoTraffic"'],
        equal: ['job'],
      },
    ],
    receivers: [{name: 'webhook', webhook_configs: [{url: webhookUrl, send_resolved: true}]}],
  }
}
