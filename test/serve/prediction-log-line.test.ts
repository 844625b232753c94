import {expect} from 'chai'
import fc from 'fast-check'
import {JsonBytes} from '../../src/lib/serve/json-bytes.js'
import {createLineWriter} from '../../src/lib/serve/prediction-log-line.js'
import {outlinePrediction} from '../../src/lib/serve/prediction-log-outline.js'
import {parsePrediction} from '../../src/lib/serve/prediction-log-record.js'
import {answeredRow, description, model, start} from './log-rows.js'

describe('line of the prediction log', () => {
  const written = (put: (to: JsonBytes) => void): string => {
    const bytes = new JsonBytes(8)
    put(bytes)
    return Buffer.from(bytes.take()).toString('utf8')
  }

  it('holds what was answered, with classes as the data spell them', () => {
    const row = answeredRow('a', {time: start + 7, predicted: 0, answered: 2, source: 'baseline - out of range'})
    expect(JSON.parse(written((to) => createLineWriter(model, description)(row, to)))).to.deep.equal({
      time: '2026-01-31T12:00:00.007Z',
      id: 'a',
      model: 'insurance',
      version: 3,
      features: {age: 37.25, colour: 'red'},
      predicted: 0,
      answered: 2,
      source: 'baseline - out of range',
      probabilities: [0.25, 0.5, 0.25],
    })
  })

  it('reads back as it was, whatever ids, values and probabilities are', () => {
    const write = createLineWriter({name: 'näme"', version: 7}, {...description, features: ['a"ge\n', '__proto__']})
    fc.assert(
      fc.property(
        fc.record({
          id: fc.string({unit: 'binary'}),
          time: fc.integer({min: 0, max: 4e12}),
          values: fc.tuple(fc.option(fc.double({noNaN: true, noDefaultInfinity: true})), fc.option(fc.string())),
          predicted: fc.nat(2),
          probabilities: fc.float32Array({minLength: 3, maxLength: 3, min: 0, max: 1, noNaN: true}),
        }),
        ({values, ...rest}) => {
          const row = answeredRow(rest.id, {...rest, values})
          const line = written((to) => write(row, to))
          const record = parsePrediction(line)!
          expect(line.indexOf('\n')).to.equal(line.length - 1)
          const {id, time, model, version, predicted, answered} = record
          const outline = outlinePrediction(line.trimEnd())
          if (outline === undefined) expect(JSON.stringify(id)).to.contain('\\')
          else expect(outline).to.deep.equal({id, time, model, version, predicted, answered})
          expect([record.id, record.time, record.model, record.predicted]).to.deep.equal([
            rest.id,
            rest.time,
            'näme"',
            rest.predicted,
          ])
          expect(Object.entries(record.features)).to.deep.equal([
            ['a"ge\n', values[0] === null ? null : values[0] + 0],
            ['__proto__', values[1]],
          ])
          expect(Float32Array.from(record.probabilities)).to.deep.equal(rest.probabilities.map((value) => value + 0))
        },
      ),
      {numRuns: 200},
    )
  })

  it('has an outline when it is whole, and none when it is torn or two lines ran into each other', () => {
    const line = written((to) => createLineWriter(model, description)(answeredRow(']}'), to)).trimEnd()
    expect(outlinePrediction(line)).to.include({id: ']}', model: 'insurance', version: 3})
    for (let length = 0; length < line.length; length++) {
      expect(outlinePrediction(line.slice(0, length))).to.equal(undefined)
      if (length > 0) expect(outlinePrediction(line.slice(0, length) + line)).to.equal(undefined)
      expect(outlinePrediction(line.slice(length + 1))).to.equal(undefined)
    }
    for (const other of ['', '{}', line.replace('"insurance"', '7'), line.replace('2026', 'then')]) {
      expect(outlinePrediction(other)).to.equal(undefined)
    }
  })

  it('writes every number as JSON does', () => {
    const numbers = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.tuple(fc.integer(), fc.constantFrom(10, 100, 1e4, 1e5, 1e8)).map(([value, scale]) => value / scale),
    )
    fc.assert(
      fc.property(numbers, (value) => {
        expect(JSON.parse(written((to) => to.putNumber(value)))).to.equal(JSON.parse(JSON.stringify(value)))
      }),
      {numRuns: 3000},
    )
    for (const value of [0, -0, 0.0001, -0.5, 99_999.9999, 1e15 + 0.5, 2 ** 53, 5e-324, 1.7976931348623157e308]) {
      expect(JSON.parse(written((to) => to.putNumber(value)))).to.equal(value + 0)
    }
    expect(written((to) => to.putNumber(0.5))).to.equal('0.5')
    expect(written((to) => to.putNumber(-1200))).to.equal('-1200')
  })

  it('writes a probability in eight decimals, or as many as read back to the same float', () => {
    fc.assert(
      fc.property(fc.float({min: 0, max: 1, noNaN: true}), (value) => {
        expect(Math.fround(Number(written((to) => to.putProbability(value))))).to.equal(value + 0)
      }),
      {numRuns: 3000},
    )
    expect(written((to) => to.putProbability(Math.fround(0.9)))).to.equal('0.89999998')
    expect(written((to) => to.putProbability(0.5))).to.equal('0.5')
    expect(written((to) => to.putProbability(2 ** -60))).to.equal('8.673617379884035e-19')
    expect(written((to) => to.putProbability(Math.fround(1e-7)))).to.equal('0.0000001')
    expect(written((to) => to.putProbability(1 - 2 ** -24))).to.equal('0.99999994')
  })

  it('writes text as JSON does', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => {
        expect(written((to) => to.putText(text))).to.equal(Buffer.from(JSON.stringify(text)).toString('utf8'))
      }),
    )
    expect(written((to) => to.putText('\ud800"\u007f'))).to.equal('"\\ud800\\"\u007f"')
  })
})
