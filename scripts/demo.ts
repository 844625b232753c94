/** The story in half a minute, on real runs: learn, check, see the world move, learn again. `npm run demo` */
import {spawn} from 'node:child_process'
import {rmSync} from 'node:fs'
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
    'The world has moved: people are older, drive fewer miles, and their cars brake for themselves. The model takes ' +
      `${formatCount(year.metrics.perClass[0]!.predicted)} customers for a high risk; ${formatCount(year.metrics.perClass[0]!.support)} are one.`,
  )

  title('3. Learn it again, from month 12')
  const second = await train('data/month-12.csv')
  const comparison = await validate('data/month-12.csv', [
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
      `Accuracy is met again (${percent(second.manifest.metrics.test.accuracy)}), yet ${failed.length} gates fail, and no model can pass them: the ` +
        'insurer asked for three groups of equal size, and the customers are not equal any more. That is not a matter ' +
        'of tuning. Somebody has to decide: change the requirement, or change the groups.',
    )
  } else {
    say('All gates pass again.')
  }

  title('Now you')
  console.log(`  npx mlops models list --models ${models}`)
  console.log(`  npx mlops validate -d data/month-24.csv --models ${models}`)
  console.log('  npx mlops explore -d data/month-12.csv')
  console.log('  npx mlops train -d YOUR.csv --target YOUR_LABEL')
}

async function train(file: string): Promise<TrainReport> {
  return (await run(['train', '-d', file])) as TrainReport
}

async function validate(file: string, more: readonly string[] = []): Promise<ValidationReport> {
  return (await run(['validate', '-d', file, ...more])) as ValidationReport
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

function percent(fraction: number): string {
  return formatPercent(fraction)
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
}
