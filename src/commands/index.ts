import type {CommandTable, Topics} from '../lib/terminal/command-table.js'
import type {StoryStep} from '../lib/terminal/help.js'
import Completion from './completion.js'
import Drift from './drift.js'
import Explore from './explore.js'
import Generate from './generate.js'
import ModelsList from './models/list.js'
import ModelsPromote from './models/promote.js'
import ModelsRollback from './models/rollback.js'
import ModelsShow from './models/show.js'
import MonitoringCost from './monitoring/cost.js'
import MonitoringExport from './monitoring/export.js'
import Profile from './profile.js'
import ProfileMerge from './profile/merge.js'
import Serve from './serve.js'
import Simulate from './simulate.js'
import Train from './train.js'
import Validate from './validate.js'

/**
 * Every command there is. The classes hold flags and texts only; what a command does is imported when it runs, so
 * that this table stays cheap to load.
 */
export const commands: CommandTable = {
  generate: Generate,
  explore: Explore,
  train: Train,
  validate: Validate,
  drift: Drift,
  profile: Profile,
  'profile:merge': ProfileMerge,
  serve: Serve,
  simulate: Simulate,
  'models:list': ModelsList,
  'models:show': ModelsShow,
  'models:promote': ModelsPromote,
  'models:rollback': ModelsRollback,
  'monitoring:export': MonitoringExport,
  'monitoring:cost': MonitoringCost,
  completion: Completion,
}

/** First words that have commands below them. */
export const topics: Topics = {
  models: 'List, show and choose among the trained versions.',
  monitoring: 'Prometheus and Grafana: rules, alerts and dashboard to take along, and what they cost.',
}

/** The first round that `mlops` alone shows. */
export const story: readonly StoryStep[] = [
  {id: 'generate', line: 'mlops generate', comment: 'the example: customers of a car insurer, 37 months'},
  {id: 'explore', line: 'mlops explore -d data/reference.csv', comment: 'look at the data'},
  {id: 'train', line: 'mlops train -d data/reference.csv', comment: 'learn the risk group, check the gates'},
  {id: 'models:promote', line: 'mlops models promote 1', comment: 'put the first version into production'},
  {id: 'validate', line: 'mlops validate -d data/month-12.csv', comment: 'does it still hold a year later?'},
  {id: 'drift', line: "mlops drift -d 'data/month-*.csv'", comment: 'what has changed, since when, does it matter?'},
]
