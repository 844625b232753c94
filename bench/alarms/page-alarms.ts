import {cellAt, count, pooled, withInterval, type Rate, type Results} from './results.js'
import {currents, mostRows, references} from './plan.js'
import {row, table} from './page-table.js'
import {exampleTable, mixedTable, tableNames} from './tables.js'
import {failures, nameOf, nullCells, whereItFails} from './words.js'

/** Without drift: how often each policy raises an alarm. */
export function alarmSections(results: Results): readonly string[] {
  return [
    '## False alarms',
    'Reference and current rows come from the same source, so that every alarm is a false one. Each repetition draws both ' +
      'anew. A cell says in how many of 100 tables at least one column was at the level, and its 95 % interval. The level ' +
      'to be held is 5 %.',
    '### With few rows',
    'All sizes from 20 to 500 current rows together, by policy and reference rows; a column at any level. Evidently takes ' +
      'p-values up to 1,000 reference rows, and distances beyond:',
    summary(results),
    '### Does it hold?',
    verdict(results),
    'As a large sample shows a difference of a hair, an alarm needs an effect that is large enough to matter as well: that ' +
      'is why false alarms fade away as rows become many. How the significance test alone holds its level shows in the ' +
      'last table of each section. The first table of each says how many repetitions there were.',
    ...references.flatMap((reference) => referenceSection(reference, results)),
  ]
}

function verdict(results: Results): string {
  const failed = failures(results)
  const where = failed.map((cell) => `* ${nameOf(cell)}: ${withInterval(cell.alarmed, cell.repetitions)} %`)
  return [
    whereItFails(results),
    ...(where.length === 0 ? [] : [`The level does not hold in:\n\n${where.join('\n')}`]),
  ].join('\n\n')
}

function referenceSection(reference: number, results: Results): readonly string[] {
  const sizes = reference === mostRows.reference ? [...currents, mostRows.current] : [...currents]
  const rates = (rate: Rate, tables: readonly string[] = tableNames): string =>
    table(
      ['', ...sizes.map(count)],
      tables.map((name) => [name, ...sizes.map((current) => cellText(results, {name, reference, current, rate}))]),
    )
  if (!nullCells(results).some((cell) => cell.reference === reference)) return []
  return [
    `### ${count(reference)} reference rows`,
    'Policy `calibrated`, warning or drift, by current rows:',
    rates('alarmed'),
    'Policy `calibrated`, drift:',
    rates('drifted'),
    'Policy `evidently`, a column drifted:',
    rates('evidentlyColumn'),
    'Policy `evidently`, the table drifted by its own rule (at least half of the columns; for one column the same as above):',
    rates('evidentlyTable', [exampleTable, mixedTable]),
    'Policy `calibrated`, significant, whatever the effect:',
    rates('significant'),
  ]
}

function cellText(
  results: Results,
  {
    name,
    reference,
    current,
    rate,
  }: {readonly name: string; readonly reference: number; readonly current: number; readonly rate: Rate},
): string {
  const cell = cellAt(results, {question: 'no drift', table: name, reference, current})
  if (cell === undefined) return ''
  const [share, interval] = withInterval(cell[rate], cell.repetitions).split(' ')
  const repetitions = rate === 'alarmed' ? `<br>of ${count(cell.repetitions)}` : ''
  return `${share}<br><sub>${interval!.slice(1, -1)}${repetitions}</sub>`
}

/** Both policies at a glance: many cells as one. */
function summary(results: Results): string {
  const few = nullCells(results).filter(({current}) => current <= 500)
  const text = (name: string, reference: number, rate: Rate): string => {
    const cells = few.filter((cell) => cell.table === name && cell.reference === reference)
    if (cells.length === 0) return ''
    const {hits, repetitions} = pooled(cells, rate)
    return withInterval(hits, repetitions)
  }
  return table(
    ['', ...references.flatMap((reference) => [`calibrated, ${count(reference)}`, `Evidently, ${count(reference)}`])],
    tableNames.map((name) => [
      name,
      ...references.flatMap((reference) => [
        text(name, reference, 'alarmed'),
        text(name, reference, 'evidentlyColumn'),
      ]),
    ]),
  )
}

/** What one sees who keeps a reference for three years. */
export function monthSections({months}: Results): readonly string[] {
  const worlds = months.filter(({seed}) => seed > 0)
  const committed = months.find(({seed}) => seed === 0)
  if (worlds.length === 0 || committed === undefined) return []
  const series = worlds[0]!.months
  const tests = worlds.length * series
  const sum = (of: (world: (typeof worlds)[number]) => number): number =>
    worlds.reduce((total, world) => total + of(world), 0)
  const columns = worlds[0]!.columns.map(({column}, at) => {
    const [alarmed, drifted, evidently] = (['alarmed', 'drifted', 'evidently'] as const).map((rate) =>
      sum((world) => world.columns[at]![rate]),
    ) as [number, number, number]
    return [column, perSeries(alarmed), withInterval(alarmed, tests), perSeries(drifted), perSeries(evidently)]
  })
  const alarmed = sum((world) => world.alarmed)
  const spread = worlds.map((world) => world.alarmed).sort((a, b) => a - b)
  function perSeries(hits: number): string {
    return (hits / worlds.length).toFixed(2)
  }
  const still = ['training', 'braking_distance', 'power']
  const undrifted = committed.columns.filter(({column}) => still.includes(column))
  const ofCommitted = (rate: 'alarmed' | 'drifted' | 'evidently'): number =>
    undrifted.reduce((total, column) => total + column[rate], 0)
  const committedTests = undrifted.length * committed.months
  return [
    `## ${series} months beside one reference`,
    `A person keeps one reference for ${series} months, 1,500 rows each, in a world in which nothing moves: ${worlds.length} such ` +
      'worlds of the example. All months of a world share a reference, so that an odd reference shows in all of them.',
    table(
      ['column', `alarms in ${series} months`, 'share of months, %', 'of these drift', 'policy `evidently`'],
      [
        ...columns,
        [
          'any column: months with an alarm',
          perSeries(alarmed),
          withInterval(alarmed, tests),
          perSeries(sum((world) => world.drifted)),
          `${perSeries(sum((world) => world.evidentlyTable))} (half of the columns)`,
        ],
      ],
    ),
    `${count(spread.filter((each) => each === 0).length)} of ${worlds.length} worlds had no alarm in ${series} months, half of them ` +
      `${spread[Math.floor(spread.length / 2)]!} or fewer, nine of ten ${spread[Math.ceil(0.9 * spread.length) - 1]!} or fewer; the most were ${spread.at(-1)!}.`,
    `In the committed data (\`data/\`, in which age, miles and emergency_braking move) ${list(still)} do not move: of their ` +
      `${committed.months} months each, ${ofCommitted('alarmed')} of ${committedTests} raised an alarm, ` +
      `${withInterval(ofCommitted('alarmed'), committedTests)} %, of which ${ofCommitted('drifted')} were called drift; ` +
      `by the policy \`evidently\` ${ofCommitted('evidently')}. ${undrifted.map(({column, alarmed: hits}) => `${column} ${hits}`).join(', ')}.`,
  ]
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
}

/** Mean of what was reported without drift. */
export function biasSection(results: Results, reference: number): readonly string[] {
  const kinds = tableNames.filter((name) => name !== exampleTable && name !== mixedTable)
  const lines = kinds.flatMap((name) => {
    const cells = currents.map((current) => cellAt(results, {question: 'no drift', table: name, reference, current}))
    const figures = (of: 'meanEffect' | 'meanScore'): string[] => cells.map((cell) => cell?.[of].toFixed(3) ?? '')
    return [row([name, 'calibrated', ...figures('meanEffect')]), row(['', 'Evidently', ...figures('meanScore')])]
  })
  return [
    '## What is reported without drift',
    `Mean of the effect that is reported beside ${count(reference)} reference rows although nothing drifted, by current rows: ` +
      'the corrected effect of the policy `calibrated`, and the distance of the policy `evidently`, which calls 0.1 drift. An ' +
      'effect cannot be below 0, so its mean is above 0 where chance goes both ways.',
    [row(['', '', ...currents.map(count)]), row(['---', '---', ...currents.map(() => '---:')]), ...lines].join('\n'),
  ]
}
