import {expect} from 'chai'
import {request} from 'undici'
import {runProcess} from '../program.js'
import {withRunningServer} from './running-server.js'
import {yardstick} from './yardstick.js'

const columns = {
  training: [1, 0, 0],
  age: [44.25, 30, 61.5],
  emergency_braking: [0, 1, 1],
  braking_distance: [40.5, 36, 42],
  power: [130, 20, 250],
  miles: [22.5, 80, 12],
}
const rows = [0, 1, 2].map((row) =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]!])),
)

interface Answer {
  readonly category: string
  readonly label: number
  readonly source: string
  readonly probabilities: Readonly<Record<string, number>>
}

type Tensors = Readonly<Record<string, readonly unknown[]>>

interface Report {
  readonly [what: string]: unknown
  readonly default: Tensors
  readonly later: Tensors
  readonly single: Tensors
  readonly matrix: Tensors
  readonly matrixJson: Tensors
}

describe('tritonclient, which others wrote for the Open Inference Protocol,', function () {
  this.timeout(120_000)

  it('finds server and model ready, and gets the answers of POST /predict in JSON and in binary', async function () {
    const python = yardstick('python')
    if (python === undefined) this.skip()
    await withRunningServer([], async ({url, port}) => {
      const predicted = await request(`${url}/predict`, {
        ...{method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(rows)},
      })
      const answers = (await predicted.body.json()) as Answer[]
      const script = 'test/serve/ask_with_tritonclient.py'
      const address = `127.0.0.1:${port}`
      const asked = await runProcess(python, [script, address, 'car-insurance-risk', '1', JSON.stringify(columns)])
      expect(asked.exitCode, asked.stderr).to.equal(0)
      const report = JSON.parse(asked.stdout) as Report
      expect(report).to.deep.include({
        ...{live: true, ready: true, modelReady: true, versionReady: true, otherReady: false, id: '42'},
        unknownModel: ['404', 'There is no model "other"; the one in service is "car-insurance-risk".'],
        unknownVersion: ['404', 'Version 99 of "car-insurance-risk" is not in service; version 1 is.'],
        missingInput: ['422', 'inputs lack training.'],
        unknownOutput: [
          '422',
          '"logits" is no output of the model; there is category, label, probabilities, source, id.',
        ],
        compressed: ['415', 'The content encoding "gzip" is not taken: send the body uncompressed.'],
      })
      expect(report['server']).to.deep.include({name: 'mlops', extensions: ['binary_tensor_data']})
      expect(report['model']).to.deep.include({name: 'car-insurance-risk', versions: ['1']})

      const label = answers.map((answer) => answer.label)
      const category = answers.map((answer) => answer.category)
      expect(report['json']).to.deep.equal({label})
      expect(report['chosen']).to.deep.equal({label, category})
      for (const how of ['default', 'later', 'single', 'matrix', 'matrixJson'] as const) {
        const {id, probabilities, ...rest} = report[how]
        expect(rest, how).to.deep.equal({category, label, source: answers.map(({source}) => source)})
        expect(new Set(id).size, how).to.equal(3)
        const rounded = probabilities!.map((each) => Math.round((each as number) * 1e6) / 1e6)
        expect(rounded, how).to.deep.equal(answers.flatMap((answer) => Object.values(answer.probabilities)))
      }
    })
  })
})
