/** Trains the example with 20 seeds and writes how often each gate passes: docs/gates-by-seed.md. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {GateResult} from '../src/lib/model/gates.js'
import {Registry} from '../src/lib/model/registry.js'
import {train, type TrainReport} from '../src/lib/lifecycle/train.js'
import {mean} from './measure.js'

const seeds = [...Array(20).keys()].map((seed) => seed + 1)

interface Case {
  readonly title: string
  readonly file: string
  readonly epochs: number
}

const cases: readonly Case[] = [
  {title: 'reference.csv, 100 epochs (the default)', file: 'data/reference.csv', epochs: 100},
  {title: 'reference.csv, 50 epochs', file: 'data/reference.csv', epochs: 50},
  {title: 'month-12.csv, 100 epochs', file: 'data/month-12.csv', epochs: 100},
]

const columns = []
for (const {title, file, epochs} of cases) columns.push({title, reports: await trainAll(file, epochs)})
writeFileSync('docs/gates-by-seed.md', page(columns))

async function trainAll(path: string, epochs: number): Promise<readonly TrainReport[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-seeds-'))
  const registry = new Registry(folder, {now: () => new Date(), random: Math.random})
  const reports: TrainReport[] = []
  for (const seed of seeds) {
    reports.push(
      await train({
        data: {path, onBadRow: 'fail'},
        registry,
        config: {
          seed,
          epochs,
          batchSize: 32,
          hidden: [100, 100, 100],
          dropout: 0.7,
          learningRate: 0.001,
          testShare: 0.2,
        },
        backend: 'wasm',
        loadNative: () => ({available: false, reason: 'not asked for'}),
        clock: () => new Date(),
        now: () => performance.now(),
        createdBy: 'bench',
      }),
    )
  }
  rmSync(folder, {recursive: true})
  return reports
}

function page(results: readonly {readonly title: string; readonly reports: readonly TrainReport[]}[]): string {
  const gates = results[0]!.reports[0]!.manifest.gates
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const passes = ({gate}: GateResult, reports: readonly TrainReport[]): string =>
    `${reports.filter(({manifest}) => manifest.gates.find((result) => result.gate === gate)!.passed).length}`
  const average = (reports: readonly TrainReport[], pick: (report: TrainReport) => number): number =>
    mean(reports.map(pick))
  const counts = (reports: readonly TrainReport[]): string =>
    [0, 1, 2]
      .map((code) => {
        const predicted = ({manifest: {metrics}}: TrainReport): number =>
          metrics.train.perClass[code]!.predicted + metrics.test.perClass[code]!.predicted
        return average(reports, predicted).toFixed(0)
      })
      .join(' / ')
  return `# How often each gate passes

Made by \`npm run bench:seeds\`: the example trained with ${seeds.length} seeds. A seed changes the split, the initial weights, the
order of the rows and the dropout masks. A gate that passes for some seeds and not for others is close to its bound:
its verdict is partly luck, and a person should look at the value, not at the mark.

${row(['gate', ...results.map(({title}) => title)])}
${row(['---', ...results.map(() => '---:')])}
${gates.map((gate) => row([gate.requirement, ...results.map(({reports}) => passes(gate, reports))])).join('\n')}
${row(['**all gates**', ...results.map(({reports}) => `**${reports.filter(({passed}) => passed).length}**`)])}
${row(['mean train accuracy', ...results.map(({reports}) => average(reports, ({manifest}) => manifest.metrics.train.accuracy).toFixed(3))])}
${row(['mean test accuracy', ...results.map(({reports}) => average(reports, ({manifest}) => manifest.metrics.test.accuracy).toFixed(3))])}
${row(['mean test loss, nats', ...results.map(({reports}) => average(reports, ({manifest}) => manifest.metrics.test.logLoss).toFixed(3))])}
${row(['answered high / medium / low, mean of 1,500', ...results.map(({reports}) => counts(reports))])}
`
}
