import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {demonstrationRuleOptions, type RuleOptions} from '../../src/lib/monitor/rules/rule-options.js'
import {smoothedStabilityIndex} from '../../src/lib/monitor/rules/size-aware-limits.js'
import {jensenShannonDistance} from '../../src/lib/statistics/distance/jensen-shannon-distance.js'
import {countTogether, distanceAtEdges} from './rows-together.js'
import {composeCommand, docker, eventually, Stack} from './stack.js'

/** As in compose/, but at once, and over all rows that came. */
const rules: RuleOptions = {
  ...demonstrationRuleOptions,
  ...{scrapeInterval: '1s', evaluationInterval: '1s'},
  drift: {...demonstrationRuleOptions.drift, window: '10m', for: '2s'},
}
const months = 36
const rows = 1500 * months
const referenceRows = 1500

interface Notification {
  readonly status: string
  readonly alerts: readonly {readonly labels: Readonly<Record<string, string>>}[]
}

const missing = composeCommand === undefined ? ' (a container engine, or docker compose, is missing)' : ''

describe(`the compose stack with three replicas${missing}`, function () {
  this.timeout(180_000)
  const notifications: Notification[] = []
  const webhook = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      notifications.push(JSON.parse(body) as Notification)
      response.end()
    })
  })
  let folder: string
  let stack: Stack | undefined

  before(async function () {
    if (composeCommand === undefined) return this.skip()
    folder = mkdtempSync(join(tmpdir(), 'mlops-compose-'))
    // Containers reach this machine by another address than its own.
    webhook.listen(0, '0.0.0.0')
    await once(webhook, 'listening')
    stack = new Stack({folder, rules, webhookPort: (webhook.address() as AddressInfo).port})
    await stack.compose('build', 'predictor')
    const services = ['prometheus', 'alertmanager']
    await stack.compose('--profile', 'alertmanager', 'up', '-d', '--scale', 'predictor=3', ...services)
  })

  after(async () => {
    webhook.close()
    await stack?.remove()
    stack?.removeImage()
    if (stack !== undefined) rmSync(folder, {recursive: true, force: true})
  })

  it('has no password of its own for the admin of Grafana', async () => {
    const {exitCode, stderr} = await stack!.try(['config'], {GRAFANA_ADMIN_PASSWORD: ''})
    expect(exitCode).not.to.equal(0)
    expect(stderr).to.include('choose a password for the admin of Grafana')
  })

  it('waits for a model, and for servers that are ready', () => {
    expect(stack!.containers('train').map(({State}) => [State.Status, State.ExitCode])).to.deep.equal([['exited', 0]])
    const health = stack!.containers('predictor').map(({State}) => State.Health?.Status)
    expect(health).to.deep.equal(['healthy', 'healthy', 'healthy'])
  })

  it('becomes healthy as a whole', () =>
    eventually(() => {
      const states = ['prometheus', 'alertmanager'].flatMap((service) => stack!.containers(service))
      expect(states.map(({State}) => State.Health?.Status)).to.deep.equal(['healthy', 'healthy'])
    }))

  it('runs the program as nobody special, on files that it cannot change, without what installs programs', () => {
    for (const {Id, Config, HostConfig} of stack!.containers('predictor')) {
      expect([Config.User, HostConfig.ReadonlyRootfs, HostConfig.CapDrop]).to.deep.equal(['1000:1000', true, ['ALL']])
      expect(docker('exec', Id, 'sh', '-c', 'command -v npm npx corepack yarn || true')).to.equal('')
    }
  })

  it('can be reached from this machine alone', () => {
    const published = stack!.containers().flatMap(({NetworkSettings}) => Object.values(NetworkSettings.Ports).flat())
    const addresses = published.flatMap((port) => (port === null ? [] : [port.HostIp]))
    expect(addresses).to.have.length(8)
    expect(new Set(addresses)).to.deep.equal(new Set(['127.0.0.1']))
  })

  it('shows all three replicas to Prometheus, under their name', () =>
    eventually(async () => {
      const up = await stack!.query('up{job="mlops"}')
      expect(up.map(({value}) => value)).to.deep.equal([1, 1, 1])
      // A total that is first read above 0 has not grown.
      expect(await stack!.query('mlops_reference_rows')).to.have.length(3)
    }))

  it('plays three years of customers, to every replica', async () => {
    await stack!.compose('--profile', 'demo', 'up', '--no-deps', 'simulator')
    const [simulator] = stack!.containers('simulator')
    expect(simulator!.State.ExitCode).to.equal(0)
    const answered = await eventually(async () => {
      const found = await stack!.query('sum by (instance) (mlops_predictions_total)')
      expect(found.reduce((sum, {value}) => sum + value, 0)).to.equal(rows)
      return found
    })
    for (const {value} of answered) expect(value).to.be.above(0.1 * rows)
  })

  it('tells every replica of the labels that came to any of them', () =>
    eventually(async () => {
      const labels = await stack!.query('mlops_realised_labels')
      expect(labels.map(({value}) => value)).to.deep.equal([18_000, 18_000, 18_000])
    }))

  it('raises the alarm that names miles', () =>
    eventually(async () => {
      const firing = await stack!.query('ALERTS{alertname="MlopsFeatureDrift", alertstate="firing"}')
      const features = firing.map(({labels}) => labels['feature'])
      expect(features).to.include('miles').and.not.include('power')
    }))

  it('delivers the alarm to the webhook by way of Alertmanager', () =>
    eventually(() => {
      const alerts = notifications.filter(({status}) => status === 'firing').flatMap((sent) => sent.alerts)
      const about = alerts.filter(({labels}) => labels['alertname'] === 'MlopsFeatureDrift')
      expect(about.map(({labels}) => labels['feature'])).to.include('miles')
      // An alert that joins others which were sent just before waits a minute.
    }, 90))

  it('pools three replicas to the figures of all rows in one process', async () => {
    docker('cp', `${stack!.containers('predictor')[0]!.Id}:/var/lib/mlops/models`, join(folder, 'models'))
    for (const feature of await countTogether(join(folder, 'models'), months)) {
      const {bins, counts} = feature
      const {feature: name} = bins
      const pooled = await stack!.query(
        `sum without (instance) (mlops_feature_observations_total{version="1", feature="${name}"})`,
      )
      expect(pooled, name).to.have.length(bins.labels.length)
      const inBins: unknown = Object.fromEntries(pooled.map(({labels, value}) => [labels['bin'], value]))
      expect(inBins, name).to.deep.equal(Object.fromEntries(bins.labels.map((label, bin) => [label, counts[bin]])))

      const figure = async (which: string): Promise<number> => {
        const [sample] = await stack!.query(
          `model_version_feature:mlops_feature_observations:${which}{feature="${name}"}`,
        )
        return sample?.value ?? NaN
      }
      // Prometheus stretches what each replica counted to the whole window, by a percent more or less.
      const {index} = smoothedStabilityIndex(counts, bins.referenceRatios, referenceRows)
      expect(await figure('psi'), `psi of ${name}`).to.be.closeTo(index, 0.02 * index + 0.0005)
      const distance = jensenShannonDistance(bins.referenceRatios, counts)
      expect(await figure('jensen_shannon'), `Jensen-Shannon of ${name}`).to.be.closeTo(distance, 0.003)
      if (bins.kind === 'category') continue
      const largest = distanceAtEdges(feature)
      expect(await figure('kolmogorov_smirnov'), `Kolmogorov-Smirnov of ${name}`).to.be.closeTo(largest, 0.003)
    }
  })

  it('hands every replica a version that another container promotes', async () => {
    const mlops = ['run', '--rm', 'mlops']
    await stack!.try([...mlops, 'train', '-d', '/data/month-12.csv', '--epochs', '2'])
    await stack!.try([...mlops, 'models', 'promote', '2', '--force'])
    await eventually(async () => {
      expect(await stack!.query('mlops_model_info{version="2"}')).to.have.length(3)
    })
  })

  it('keeps the model when it is taken down and put up again', async () => {
    await stack!.compose('--profile', 'alertmanager', '--profile', 'demo', 'down')
    expect(stack!.containers()).to.deep.equal([])
    await stack!.compose('up', '-d', 'predictor')
    const answer = await eventually(() => fetch(`${stack!.urlOf('predictor', 8080)}/v2/models/car-insurance-risk`))
    expect(await answer.json())
      .to.have.property('versions')
      .that.includes('2')
  })

  it('leaves no container, volume or network', async () => {
    expect(stack!.whatIsLeft()).not.to.be.empty
    await stack!.remove()
    expect(stack!.whatIsLeft()).to.deep.equal([])
  })
})
