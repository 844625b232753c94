/**
 * The story in a minute, on real runs: learn, serve, three years of customers, what the monitor saw, what to do.
 * `npm run demo`; with `-- --keep` the server goes on until Ctrl-C.
 */
import {existsSync, rmSync} from 'node:fs'
import type {DriftAnswer} from '../src/lib/lifecycle/drift.js'
import type {TrainReport} from '../src/lib/lifecycle/train.js'
import type {ValidationReport} from '../src/lib/lifecycle/validate.js'
import {formatCount, formatPercent} from '../src/lib/terminal/numbers.js'
import {renderGates} from '../src/lib/terminal/render-gates.js'
import {style} from '../src/lib/terminal/style.js'
import {wrapText} from '../src/lib/terminal/text-width.js'
import {Programs} from './demo-programs.js'

/** Inside the clone and ignored by git: the demo starts afresh each time. */
const folder = 'demo'
const models = `${folder}/models`
const [log, simulation, report] = ['predictions', 'simulation.html', 'drift.html'].map((name) => `${folder}/${name}`)

for (const path of [models, log!, simulation!, report!]) rmSync(path, {recursive: true, force: true})
const programs = new Programs(['--models', models])
try {
  await tell()
} finally {
  await programs.end()
}

async function tell(): Promise<void> {
  say('A car insurer wants to know whether a customer is a high, a medium or a low risk.')
  if (!existsSync('data/reference.csv')) {
    type(['generate'])
    await programs.show(['generate'])
  }

  title('1. Learn it from last year: 1,500 customers whose risk is known')
  const first = await train('data/reference.csv')
  say(
    `Right on ${formatPercent(first.manifest.metrics.test.accuracy)} of 300 customers it has not seen. It relies on ` +
      `${list(first.manifest.permutationImportance.slice(0, 3).map(({feature}) => feature))} most. ` +
      (first.passed
        ? `All ${first.manifest.gates.length} quality gates pass, so it may be used.`
        : 'Not all gates pass.'),
  )
  await ask(['models', 'promote', String(first.version)])
  say('It goes into production.')

  title('2. Serve it, and let three years of customers come by')
  const {url, metricsUrl} = await serve()
  const play = ['simulate', '--months', '36', '--label-delay', '24']
  const addresses = ['--url', url, '--metrics-url', metricsUrl]
  type([...play, ...addresses])
  await programs.show([...play, ...addresses, '--report', simulation!])

  title('3. What the monitor says after three years, without knowing who was a risk')
  await scrape(metricsUrl)

  title('4. What has moved, and since when?')
  const watched = await drift('data/month-*.csv', report!)
  for (const {key, aspect, since, trend} of watched.timeline!.columns) {
    if (aspect !== 'values') continue
    const found = since === null ? style.good('no lasting drift') : style.bad(`drifts since ${since.name}`)
    console.log(`  ${key.padEnd(18)} ${found}${since === null || trend === null ? '' : `, ${trend.sentence}`}`)
  }
  const known = watched.verdict.level === 'retrain' ? 'By now their risk is known, too. ' : ''
  say(`${known}${watched.verdict.reason}`)

  title('5. Is it a problem? The model and its gates, a month later, one year later, three years later')
  const checks: ValidationReport[] = []
  for (const file of ['reference', 'month-1', 'month-12', 'month-36']) {
    const check = await validate(`data/${file}.csv`)
    checks.push(check)
    const failed = check.gates.filter(({passed}) => !passed).length
    const verdict = check.passed
      ? style.good('all gates pass')
      : style.bad(`${failed} of ${check.gates.length} gates fail`)
    console.log(`  ${file.padEnd(10)} right on ${formatPercent(check.metrics.accuracy)}, ${verdict}`)
  }
  const year = checks[2]!
  console.log(`\n${indent(renderGates(year.gates))}`)
  say(
    `After a year the model takes ${formatCount(year.metrics.perClass[0]!.predicted)} customers for a high risk; ` +
      `${formatCount(year.metrics.perClass[0]!.support)} are one. But to know that, somebody had to know their risk.`,
  )

  title('6. Learn it again, from month 12')
  const second = await train('data/month-12.csv')
  const versions = ['-m', String(second.version), '--compare', String(first.version)]
  const comparison = await validate('data/month-13.csv', versions)
  if (comparison.comparison !== null) say(comparison.comparison.answer)
  const failed = second.manifest.gates.filter(({passed}) => !passed)
  if (failed.length > 0) {
    console.log(`\n${indent(renderGates(failed))}`)
    say(
      `The new model is right on ${formatPercent(second.manifest.metrics.test.accuracy)} of new customers, yet ${failed.length} gates fail: the insurer ` +
        `asked for groups of equal size, and of month 12's ${formatCount(year.metrics.rows)} customers, ${sizes(year)}. A model that is right ` +
        'cannot answer in equal shares. Somebody has to decide: change the requirement, or change the groups.',
    )
  } else {
    say('All gates pass again.')
  }

  title('Now you')
  say(`Pages to pass on: ${simulation!}, what the server saw month by month; ${report!}, what moved, with all charts.`)
  console.log(`  npx mlops serve --models ${models}`)
  console.log(`  npx mlops models list --models ${models}`)
  console.log(`  npx mlops validate -d data/month-24.csv --models ${models}`)
  console.log('  npx mlops train -d YOUR.csv --target YOUR_LABEL')
  if (process.argv.includes('--keep')) await keep(url, metricsUrl)
}

async function train(file: string): Promise<TrainReport> {
  return (await ask(['train', '-d', file])) as TrainReport
}

async function validate(file: string, more: readonly string[] = []): Promise<ValidationReport> {
  return (await ask(['validate', '-d', file, ...more])) as ValidationReport
}

async function drift(files: string, page: string): Promise<DriftAnswer> {
  return (await ask(['drift', '-d', files, '--html', page])) as DriftAnswer
}

/** Runs mlops as a person would, and reads its answer. */
async function ask(words: readonly string[]): Promise<unknown> {
  type(words)
  return programs.ask(words)
}

/** On free ports: whatever else runs on this machine goes on. */
async function serve(): Promise<{readonly url: string; readonly metricsUrl: string}> {
  const words = ['serve', '--port', '0', '--metrics-port', '0']
  type(words)
  const said = await programs.start([...words, '--log-dir', log!, '--log-level', 'warn'])
  const [, url] = /(http:\S+)\/predict/.exec(said)!
  const [, metricsUrl] = /(http:\S+)\/metrics/.exec(said)!
  return {url: url!, metricsUrl: metricsUrl!}
}

/** Reads what Prometheus would read. */
async function scrape(metricsUrl: string): Promise<void> {
  const shown = /^mlops_(feature_drifted|dataset_drifted)\{.* 1$|^mlops_realised_accuracy\{/
  console.log(style.dim(`  $ curl -s ${metricsUrl}/metrics | grep -E '${shown.source}'`))
  const text = await (await fetch(`${metricsUrl}/metrics`)).text()
  for (const line of text.split('\n').filter((each) => shown.test(each))) console.log(`  ${line}`)
  const realised = /^mlops_realised_accuracy\{.*\} (\S+)$/m.exec(text)?.[1]
  if (realised === undefined) return
  say(
    `The labels of the first year have come by now, two years late: the model was right on ${formatPercent(Number(realised))} of those ` +
      'customers. Of the two years since, nobody knows yet. The drift was seen at once.',
  )
}

async function keep(url: string, metricsUrl: string): Promise<void> {
  console.log(`\n  The server goes on until Ctrl-C:`)
  console.log(`  ${style.accent(`${url}/client.html`)}  try a customer`)
  console.log(`  ${style.accent(`${metricsUrl}/`)}  drift, live`)
  console.log(`  ${style.accent(`${metricsUrl}/metrics`)}  for Prometheus`)
  await new Promise(() => undefined)
}

function type(words: readonly string[]): void {
  console.log(style.dim(`  $ mlops ${words.join(' ')}`))
}

function title(text: string): void {
  console.log(`\n${style.strong(text)}`)
}

function say(text: string): void {
  console.log(indent(wrapText(text, 90).join('\n')))
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}

/** "234 are high, 548 medium and 718 low". */
function sizes({classes, metrics}: ValidationReport): string {
  const parts = classes.map(
    ({label}, code) => `${formatCount(metrics.perClass[code]!.support)} ${code === 0 ? 'are ' : ''}${label}`,
  )
  return list(parts)
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
}
