import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {parse} from 'yaml'
import type {MonitoringExportResult} from '../../src/lib/lifecycle/monitoring-export.js'
import {kubernetesErrors} from '../monitor/kubernetes/operator-schemas.js'
import {needs, promtool} from '../monitor/rules/promtool.js'
import {inTemporaryFolder, runMlops, runProcess, type Run} from '../program.js'
import {schemaErrors} from '../schema.js'

const accepted = [
  ...[
    '--job',
    'risk',
    '--namespace',
    'insurance',
    '--match',
    'env=live',
    '--target',
    'one:8085',
    '--target',
    'two:8085',
  ],
  ...['--replica-label', 'pod', '--window', '1d', '--min-rows', '1000', '--effect', '0.1', '--feature-share', '0.5'],
  ...['--for', '1h', '--answers-window', '30m', '--fallback-ratio', '0.2', '--silence', '2h', '--latency', '0.25'],
  ...['--latency-ratio', '0.999', '--error-ratio', '0.01', '--rejection-ratio', '0.05', '--scrape-interval', '30s'],
  ...['--evaluation-interval', '1m', '--label', 'team=risk', '--alertmanager', 'alerts:9093', '--kubernetes'],
  ...['--webhook-url', 'http://hook.example.com/', '--runbook-url', 'https://wiki.example.com/runbooks/'],
  ...[
    '--grafana-url',
    'https://grafana.example.com/',
    '--prometheus-url',
    'http://prom:9090',
    '--folder',
    'Risk models',
  ],
  ...['--data-source-uid', 'my-prometheus', '--kubernetes-label', 'release=kps', '--service-label', 'app=risk'],
]

describe('mlops monitoring export', function () {
  this.timeout(60_000)

  for (const [name, flags] of [
    ['by default', []],
    ['with everything chosen', accepted],
  ] as const) {
    it(`writes files ${name} that promtool and the API of Kubernetes accept`, async function () {
      needs('promtool', this)
      await inTemporaryFolder(async (folder) => {
        const {exitCode, stderr} = await exportTo(folder, ...flags, '--kubernetes')
        expect([exitCode, stderr]).to.deep.equal([0, ''])
        expect(promtool(['check', 'config', 'prometheus/prometheus.yml'], folder)).to.contain('SUCCESS')
        const rules = ['mlops-recording.yml', 'mlops-alerts.yml'].map((file) => join('prometheus/rules', file))
        expect(promtool(['check', 'rules', '--lint-fatal', ...rules], folder)).to.contain('SUCCESS')
        for (const file of readdirSync(join(folder, 'kubernetes'))) {
          const text = readFileSync(join(folder, 'kubernetes', file), 'utf8')
          expect(kubernetesErrors(parse(text) as {kind: string}), file).to.deep.equal([])
        }
      })
    })
  }

  it('puts every choice where it belongs', async () => {
    await inTemporaryFolder(async (folder) => {
      expect((await exportTo(folder, ...accepted)).exitCode).to.equal(0)
      const text = (path: string): string => readFileSync(join(folder, path), 'utf8')
      const config = parse(text('prometheus/prometheus.yml')) as object
      expect(config).to.deep.equal({
        global: {scrape_interval: '30s', evaluation_interval: '1m'},
        rule_files: ['rules/*.yml'],
        alerting: {alertmanagers: [{static_configs: [{targets: ['alerts:9093']}]}]},
        scrape_configs: [
          {
            job_name: 'risk',
            static_configs: [{targets: ['one:8085', 'two:8085'], labels: {namespace: 'insurance', env: 'live'}}],
          },
        ],
      })
      const recording = text('prometheus/rules/mlops-recording.yml')
      expect(recording)
        .to.contain('{namespace="insurance", env="live"}[1d]')
        .and.to.contain('>= 1000')
        .and.to.contain('le="0.25"')
      expect(recording).to.contain('without (pod').and.not.to.contain('instance')
      const alerts = text('prometheus/rules/mlops-alerts.yml')
      expect(alerts).to.contain('team: risk').and.to.contain('up{job="risk", namespace="insurance", env="live"}')
      expect(alerts).to.contain('runbook_url: https://wiki.example.com/runbooks/MlopsFeatureDrift.md')
      expect(alerts).to.contain('dashboard_url: https://grafana.example.com/d/')
      expect(text('alertmanager/alertmanager.yml')).to.contain('url: http://hook.example.com/')
      for (const path of [
        'provisioning/alerting/rules.yaml',
        'provisioning/datasources/prometheus.yaml',
        'dashboards/evidently-data-drift-dashboard.json',
      ]) {
        expect(text(`grafana/${path}`), path)
          .to.contain('my-prometheus')
          .and.not.to.contain('mlops-prometheus')
      }
      expect(text('grafana/provisioning/alerting/rules.yaml')).to.contain('folder: Risk models')
      expect(text('kubernetes/alerts.yaml')).to.contain('release: kps').and.to.contain('namespace: insurance')
      expect(text('kubernetes/service-monitor.yaml')).to.contain('app: risk')
    })
  })

  it('brings a runbook for every alert, whose links lead to files that are there', async () => {
    await inTemporaryFolder(async (folder) => {
      await exportTo(folder)
      const names = [
        ...readFileSync(join(folder, 'prometheus/rules/mlops-alerts.yml'), 'utf8').matchAll(/alert: (\w+)/g),
      ]
      const pages = readdirSync(join(folder, 'runbooks'))
      expect(pages).to.have.members([...new Set(names.map(([, name]) => `${name!}.md`))])
      for (const page of pages) {
        const text = readFileSync(join(folder, 'runbooks', page), 'utf8')
        expect(text, page).to.contain('## Act')
        const links = Array.from(text.matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, link]) =>
          join(folder, 'runbooks', link!),
        )
        expect(
          links.filter((link) => !existsSync(link)),
          page,
        ).to.deep.equal([])
      }
    })
  })

  it('says what was written and what to do with it, and that there is nothing to do the second time', async () => {
    await inTemporaryFolder(async (folder) => {
      const first = await exportTo(folder, '--kubernetes')
      expect(first.stdout).to.match(/^Wrote \d+ files to .*: 58 recording rules, 16 alerts, a dashboard\.$/m)
      expect(first.stdout)
        .to.contain('promtool check config')
        .and.to.contain('kubectl apply -f')
        .and.to.contain('MLOPS_ALERT_WEBHOOK')
      const second = await exportTo(folder, '--kubernetes')
      expect([second.exitCode, second.stdout.split('\n')[0]]).to.deep.equal([
        0,
        `${folder} already holds 28 files as they should be: nothing to do.`,
      ])
    })
  })

  it('replaces what it has written itself', async () => {
    await inTemporaryFolder(async (folder) => {
      await exportTo(folder)
      const {exitCode, stdout} = await exportTo(folder, '--effect', '0.3')
      expect(exitCode).to.equal(0)
      expect(stdout).to.contain('had that content already')
      expect(readFileSync(join(folder, 'prometheus/rules/mlops-recording.yml'), 'utf8')).to.contain('0.3 + ')
    })
  })

  for (const [what, path, content] of [
    ['a configuration', 'prometheus/prometheus.yml', 'scrape_configs: []\n'],
    [
      'an older dashboard of the same name',
      'grafana/dashboards/evidently-data-drift-dashboard.json',
      '{"uid": "U54hsxv7k", "tags": []}',
    ],
  ] as const) {
    it(`leaves ${what} of somebody else alone, writes nothing, and replaces it with --force`, async () => {
      await inTemporaryFolder(async (folder) => {
        mkdirSync(join(folder, path, '..'), {recursive: true})
        writeFileSync(join(folder, path), content)
        const refused = await exportTo(folder)
        expect(refused.exitCode).to.equal(5)
        expect(refused.stderr).to.contain(join(folder, path)).and.to.contain('--force')
        expect(readFileSync(join(folder, path), 'utf8')).to.equal(content)
        expect(
          readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile()),
        ).to.have.length(1)
        expect((await exportTo(folder, '--force')).exitCode).to.equal(0)
        expect(readFileSync(join(folder, path), 'utf8')).not.to.equal(content)
      })
    })
  }

  it('takes everything back when a file cannot be written', async () => {
    await inTemporaryFolder(async (folder) => {
      await exportTo(folder)
      const before = readFileSync(join(folder, 'prometheus/rules/mlops-recording.yml'), 'utf8')
      // Runbooks are written last; a file stands where their folder should be.
      await runProcess('rm', ['-r', join(folder, 'runbooks')])
      writeFileSync(join(folder, 'runbooks'), 'mine')
      const {exitCode, stderr} = await exportTo(folder, '--effect', '0.3', '--kubernetes')
      expect([4, 5]).to.include(exitCode)
      expect(stderr).to.contain('runbooks')
      expect(readFileSync(join(folder, 'prometheus/rules/mlops-recording.yml'), 'utf8')).to.equal(before)
      expect(existsSync(join(folder, 'kubernetes'))).to.equal(false)
    })
  })

  for (const [flags, words] of [
    [['--match', 'env="live"'], '--match is'],
    [['--label', 'team'], 'NAME=VALUE'],
    [['--label', 'team=$HOME'], 'NAME=VALUE'],
    [['--job', 'my job'], '--job is "my job"'],
    [['--namespace', 'Insurance'], 'lower case'],
    [['--window', '10'], 'a time such as'],
    [['--window', '30s'], 'fewer than 4 scrapes'],
    [['--silence', '1d'], '--silence is 1d, expected at most 23h'],
    [['--match', 'job=risk'], 'Give --job NAME'],
    [['--label', 'severity=page'], '--label is "severity=page"'],
    [['--scrape-interval', '5m'], 'at most 2m'],
    [['--latency', '0.2'], '--latency'],
    [['--target', 'http://one:8085/'], 'HOST:PORT'],
    [['--runbook-url', 'https://x/$y'], 'an address'],
    [['--webhook-url', 'hook'], 'http://'],
    [['--data-source-uid', 'a b'], '--data-source-uid'],
    [['--kubernetes-label', 'release=-'], 'release=prometheus'],
  ] as const) {
    it(`refuses ${flags.join(' ')} with exit code 2`, async () => {
      await inTemporaryFolder(async (folder) => {
        const {exitCode, stderr} = await exportTo(join(folder, 'out'), ...flags)
        expect([exitCode, existsSync(join(folder, 'out'))]).to.deep.equal([2, false])
        expect(stderr).to.contain(words)
      })
    })
  }

  it('prints with --json what schemas/monitoring-export.json says', async () => {
    await inTemporaryFolder(async (folder) => {
      const {exitCode, stdout, stderr} = await exportTo(folder, '--json')
      expect([exitCode, stderr]).to.deep.equal([0, ''])
      const result = JSON.parse(stdout) as MonitoringExportResult
      expect(schemaErrors('monitoring-export', result)).to.deep.equal([])
      for (const {file, bytes} of result.files) expect(readFileSync(join(folder, file)).length, file).to.equal(bytes)
    })
  })
})

function exportTo(folder: string, ...flags: readonly string[]): Promise<Run> {
  return runMlops(['monitoring', 'export', '--dir', folder, ...flags])
}
