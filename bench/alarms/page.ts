import {alarmSections, biasSection, monthSections} from './page-alarms.js'
import {detectionSections} from './page-detection.js'
import {plan} from './plan.js'
import {count, type Results} from './results.js'
import {mainFigures} from './words.js'

/** docs/drift-calibration.md: for a reader who decides whether to trust an alarm. */
export function calibrationPage(results: Results): string {
  const sections = [
    '# How often the drift engine is wrong',
    'An alarm is only worth something if it rarely lies. Here rows are simulated, so that the truth is known, and both ' +
      'policies of `mlops drift` judge the same rows: `calibrated`, the default, and `evidently`, which judges as Evidently ' +
      '0.7 does. [drift.md](drift.md) says what they do.',
    '![Alarms by current rows, for both policies: above without drift, below with drift](pictures/drift-calibration.svg)',
    mainFigures(results),
    ...partOf(results),
    ...alarmSections(results),
    ...monthSections(results),
    ...detectionSections(results),
    ...biasSection(results, 1500),
    METHOD,
  ]
  return `${sections.join('\n\n')}\n`
}

/** Says so where a run was cut short. */
function partOf({cells}: Results): readonly string[] {
  const planned = plan().length
  if (cells.length >= planned) return []
  return [
    `**This page is of a run that was cut short**: ${count(cells.length)} of ${count(planned)} combinations, with fewer repetitions; ` +
      'what was not simulated is left empty. `npm run bench:alarms` makes it whole.',
  ]
}

const METHOD = `## How it was done

* Columns: a standard normal, a Cauchy and a lognormal distribution; whole numbers from 1 to 5; Poisson numbers of mean 1; 0 or 1
  with 40 % of ones; 99 % zeros, the others lognormal; 50 categories, equally frequent or in proportion to 1/k; three
  categories, one of 1 %. A table of 50 columns has five of each. The example's rows are drawn, with putting back, from
  100,000 rows of its generator in which nothing moves; its ranges are those of its data package.
* Tables are profiled and compared by the functions that \`mlops drift\` calls, at its defaults: false discovery rate 5 %, effects
  from 0.1 on are drift, from 0.05 on a warning. Columns of unseen, missing and out-of-range values are part of the table.
* Intervals are Wilson's, 95 %. Repetitions are fewer where rows are many, because they take longer.
* Each repetition has a seed of its own, made from what is simulated: the numbers are the same on every run and for any
  number of processors. [drift-calibration.ndjson](drift-calibration.ndjson) has all counts.

To repeat it:

    npm run bench:alarms                # about 20 minutes on two cores; writes this page
    npm run bench:alarms -- --quick     # tries it out in a few seconds, in a temporary folder
    npm run bench:alarms -- --render    # writes page and chart from the counts alone

## Limits

* Rows are independent of each other, and columns of a simulated table of each other. Rows that come in groups (ten of one
  customer) are fewer than they look, and every test here alarms too often on them.
* Columns that need a model or labels are not in these tables. [concept-drift.md](concept-drift.md) measures errors on alike rows.
  The test of all features together is not measured here.
* Detection depends on what moves, and how. These moves are examples; another one may be seen sooner or later.
* With a million current rows, tables of 50 columns were not simulated, the others beside 5,000 reference rows alone.`
