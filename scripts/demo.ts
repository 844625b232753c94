/** The story in half a minute, on real runs: learn, check, see the world move, learn again. `npm run demo` */
import {spawn} from 'node:child_process'
import {rmSync} from 'node:fs'
import type {DriftAnswer} from '../src/lib/lifecycle/drift.js'
import type {TrainReport} from '../src/lib/lifecycle/train.js'
import type {ValidationReport} from '../src/lib/lifecycle/validate.js'
import {formatCount, formatPercent} from '../src/lib/terminal/numbers.js'
import {renderGates} from '../src/lib/terminal/render-gates.js'
import {style} from '../src/lib/terminal/style.js'
import {wrapText} from '../src/lib/terminal/text-width.js'

/** Its own registry, inside the clone and ignored by git: the demo starts afresh each time. */
const models = 'demo/models'

rmSync(models, {recursive: true, force: true})
await tell()

async function tell(): Promise<void> {
  say('A car insurer wants to know whether a customer is a high, a medium or a low risk.')

  title('1. Learn it from last year, 1,500 customers whose risk is known')
  const first = await train('data/reference.csv')
  say(
    `Right on ${percent(first.manifest.metrics.test.accuracy)} of 300 customers it has not seen. It relies on ` +
      `${list(first.manifest.permutationImportance.slice(0, 3).map(({feature}) => feature))} most. ` +
      (first.passed
        ? `All ${first.manifest.gates.length} quality gates pass, so it may be used.`
        : 'Not all gates pass.'),
  )
  await run(['models', 'promote', String(first.version)])
  say('It goes into production.')

  title('2. Does it still hold on the data it was made from, a month later, a year later?')
  const checks: ValidationReport[] = []
  for (const file of ['reference', 'month-1', 'month-12']) {
    const check = await validate(`data/${file}.csv`)
    checks.push(check)
    const failed = check.gates.filter(({passed}) => !passed).length
    const verdict = check.passed
      ? style.good('all gates pass')
      : style.bad(`${failed} of ${check.gates.length} gates fail`)
    console.log(`  ${file.padEnd(10)} right on ${percent(check.metrics.accuracy)}, ${verdict}`)
  }
  const year = checks.at(-1)!
  console.log(`\n${indent(renderGates(year.gates))}`)
  say(
    `The model takes ${formatCount(year.metrics.perClass[0]!.predicted)} customers for a high risk; ` +
      `${formatCount(year.metrics.perClass[0]!.support)} are one. But to know that, somebody had to know their risk.`,
  )

  title('3. What has moved, and since when? Three years of customers, whose risk nobody need know')
  const report = 'demo/drift.html'
  const watched = await drift('data/month-*.csv', report)
  for (const {key, aspect, since, trend} of watched.timeline!.columns) {
    if (aspect !== 'values') continue
    const found = since === null ? style.good('no lasting drift') : style.bad(`drifts since ${since.name}`)
    console.log(`  ${key.padEnd(18)} ${found}${since === null || trend === null ? '' : `, ${trend.sentence}`}`)
  }
  const known = watched.verdict.level === 'retrain' ? 'By now their risk is known, too. ' : ''
  say(`${known}${watched.verdict.reason}`)
  say(`All charts are in ${report}, a page to pass on.`)

  title('4. Learn it again, from month 12')
  const second = await train('data/month-12.csv')
  const comparison = await validate('data/month-13.csv', [
    '-m',
    String(second.version),
    '--compare',
    String(first.version),
  ])
  if (comparison.comparison !== null) say(comparison.comparison.answer)
  const failed = second.manifest.gates.filter(({passed}) => !passed)
  if (failed.length > 0) {
    console.log(`\n${indent(renderGates(failed))}`)
    say(
      `The new model is right on ${percent(second.manifest.metrics.test.accuracy)} of new customers, yet ${failed.length} gates fail: the insurer ` +
        `asked for groups of equal size, and of month 12's ${formatCount(year.metrics.rows)} customers, ${sizes(year)}. A model that is right ` +
        'cannot answer in equal shares. Somebody has to decide: change the requirement, or change the groups.',
    )
  } else {
    say('All gates pass again.')
  }

  title('Now you')
  console.log(`  npx mlops models list --models ${models}`)
  console.log(`  npx mlops validate -d data/month-24.csv --models ${models}`)
  console.log('  npx mlops drift --reference data/reference.csv -d data/month-3.csv')
  console.log('  npx mlops train -d YOUR.csv --target YOUR_LABEL')
}

async function train(file: string): Promise<TrainReport> {
  return (await run(['train', '-d', file])) as TrainReport
}

async function validate(file: string, more: readonly string[] = []): Promise<ValidationReport> {
  return (await run(['validate', '-d', file, ...more])) as ValidationReport
}

async function drift(files: string, page: string): Promise<DriftAnswer> {
  return (await run(['drift', '-d', files, '--html', page])) as DriftAnswer
}

/** Runs mlops as a person would, and reads its answer. A failed gate (exit 3) is an answer too. */
async function run(words: readonly string[]): Promise<unknown> {
  console.log(style.dim(`  $ mlops ${words.join(' ')}`))
  const child = spawn(process.execPath, ['bin/run.js', ...words, '--models', models, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let answer = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (answer += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code === 0 || code === 3) return JSON.parse(answer)
  console.error(answer)
  process.exit(typeof code === 'number' ? code : 1)
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

function percent(fraction: number): string {
  return formatPercent(fraction)
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
}
