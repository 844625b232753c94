import {defaultRuleOptions, demonstrationRuleOptions, type RuleOptions} from '../rules/rule-options.js'

/** What the dashboard depends on: the rules that it shows the figures of, and how far it looks back when it is opened. */
export interface DashboardOptions {
  readonly rules: RuleOptions
  /** Beginning of the time that is shown at first, such as "now-24h". */
  readonly from: string
  /** How often it asks anew. */
  readonly refresh: string
  /** Shortest time that counts are taken over: some scrapes long. */
  readonly leastWindow: string
}

/** For a service that answers some thousand rows a day. */
export const defaultDashboardOptions: DashboardOptions = {
  rules: defaultRuleOptions,
  from: 'now-24h',
  refresh: '1m',
  leastWindow: '1m',
}

/** For a demonstration in which months pass in seconds. */
export const demonstrationDashboardOptions: DashboardOptions = {
  rules: demonstrationRuleOptions,
  from: 'now-15m',
  refresh: '5s',
  leastWindow: '10s',
}
