import type * as TensorFlow from '@tensorflow/tfjs'
import {createDropoutMasks} from './dropout.js'
import {createKernels, paddedColumns} from './kernels/kernels.js'
import {batchNormalisation, shapeOf, type HiddenWeights, type NetworkWeights} from './network.js'
import {adamDefaults, type BatchTotals, type Trainer, type TrainerOptions} from './trainer.js'

type Tensor = TensorFlow.Tensor
type Tensor1D = TensorFlow.Tensor1D
type Tensor2D = TensorFlow.Tensor2D

/** A tensor that lives from step to step, and is replaced in each. */
class Kept {
  constructor(public value: Tensor1D) {}

  replace(next: Tensor): void {
    this.value.dispose()
    this.value = next as Tensor1D
  }
}

interface Layer {
  readonly inputs: number
  readonly units: number
  readonly kernel: number
  readonly bias: number
}

interface HiddenLayer extends Layer {
  readonly gamma: number
  readonly beta: number
  readonly movingMean: Kept
  readonly movingVariance: Kept
}

/** What the way forward leaves for the way back. */
interface HiddenTrace {
  readonly input: Tensor2D
  readonly activated: Tensor2D
  readonly normalised: Tensor2D
  readonly inverse: Tensor1D
  readonly mask: Tensor2D
}

/**
 * Trains on TensorFlow.js' operations, for the native backend: about 100 operations a step instead of the layers
 * API's 500, because the gradients are written out and all parameters go through Adam as one vector.
 */
export function createTfjsTrainer(tf: typeof TensorFlow, {inputs, labels, initial, config}: TrainerOptions): Trainer {
  const shape = shapeOf(initial)
  const {hidden, output, flat} = layOut(tf, initial)
  const parameters = new Kept(tf.tensor1d(flat))
  const firstMoments = new Kept(tf.zeros([flat.length]))
  const secondMoments = new Kept(tf.zeros([flat.length]))
  const drawMask = createMaskReader(config.batchSize, config.dropout, config.seed, shape.hidden)
  let totals = {loss: 0, rightAnswers: 0}
  let rowsSeen = 0
  let steps = 0

  const part = (offset: number, length: number): Tensor1D => tf.slice1d(parameters.value, offset, length)
  const kernelOf = (layer: Layer): Tensor2D =>
    tf.reshape(part(layer.kernel, layer.inputs * layer.units), [layer.inputs, layer.units])
  const biasOf = (layer: Layer): Tensor1D => part(layer.bias, layer.units)

  function batch(rows: Int32Array): {readonly x: Tensor2D; readonly y: Tensor1D} {
    const x = new Float32Array(rows.length * shape.inputs)
    const y = new Int32Array(rows.length)
    for (let row = 0; row < rows.length; row++) {
      const from = rows[row]! * shape.inputs
      x.set(inputs.subarray(from, from + shape.inputs), row * shape.inputs)
      y[row] = labels[rows[row]!]!
    }
    return {x: tf.tensor2d(x, [rows.length, shape.inputs]), y: tf.tensor1d(y, 'int32')}
  }

  function forwardHidden(layer: HiddenLayer, input: Tensor2D): HiddenTrace & {readonly result: Tensor2D} {
    const activated = tf.relu(tf.add<Tensor2D>(tf.matMul(input, kernelOf(layer)), biasOf(layer)))
    const mean = tf.mean<Tensor1D>(activated, 0)
    const centred = tf.sub<Tensor2D>(activated, mean)
    const variance = tf.mean<Tensor1D>(tf.square(centred), 0)
    const inverse = tf.rsqrt(tf.add<Tensor1D>(variance, batchNormalisation.epsilon))
    const normalised = tf.mul<Tensor2D>(centred, inverse)
    const mask = tf.tensor2d(drawMask(input.shape[0], layer.units), [input.shape[0], layer.units])
    const scaled = tf.add(tf.mul(normalised, part(layer.gamma, layer.units)), part(layer.beta, layer.units))
    move(tf, layer.movingMean, mean)
    move(tf, layer.movingVariance, variance)
    return {input, activated, normalised, inverse, mask, result: tf.mul<Tensor2D>(scaled, mask)}
  }

  /** Gradients of kernel, bias, gamma and beta, in the order of the parameters; and of what the layer read. */
  function backwardHidden(layer: HiddenLayer, trace: HiddenTrace, gradient: Tensor2D, propagates: boolean) {
    const dy = tf.mul<Tensor2D>(gradient, trace.mask)
    const gamma = tf.sum<Tensor1D>(tf.mul(dy, trace.normalised), 0)
    const beta = tf.sum<Tensor1D>(dy, 0)
    const rows = dy.shape[0]
    const factor = tf.mul(part(layer.gamma, layer.units), trace.inverse)
    const correction = tf.add(tf.div(beta, rows), tf.mul(trace.normalised, tf.div(gamma, rows)))
    const dx = tf.mul(factor, tf.sub(dy, correction))
    const gate = tf.cast(tf.greater(trace.activated, 0), 'float32')
    const dz = tf.mul<Tensor2D>(dx, gate)
    return {
      parameters: [...denseGradients(trace.input, dz), gamma, beta],
      input: propagates ? tf.matMul<Tensor2D>(dz, kernelOf(layer), false, true) : undefined,
    }
  }

  function denseGradients(input: Tensor2D, dz: Tensor2D): readonly Tensor[] {
    return [tf.reshape(tf.matMul(input, dz, true, false), [-1]), tf.sum(dz, 0)]
  }

  /** The gradient of all parameters as one vector, and the batch's loss and right answers. */
  function gradients(rows: Int32Array) {
    const {x, y} = batch(rows)
    const traces: HiddenTrace[] = []
    let flow = x
    for (const layer of hidden) {
      const {result, ...trace} = forwardHidden(layer, flow)
      traces.push(trace)
      flow = result
    }
    const probabilities = tf.softmax(tf.add<Tensor2D>(tf.matMul(flow, kernelOf(output)), biasOf(output)))
    const truth = tf.oneHot(y, shape.classes)
    const likelihood = tf.sum(tf.mul(probabilities, truth), 1)
    const loss = tf.neg(tf.sum(tf.log(tf.maximum(likelihood, 1e-7))))
    const right = tf.sum(tf.cast(tf.equal(tf.argMax(probabilities, 1), y), 'float32'))
    const logits = tf.div<Tensor2D>(tf.sub(probabilities, truth), rows.length)

    const parts: Tensor[][] = [[...denseGradients(flow, logits)]]
    let gradient: Tensor2D | undefined =
      hidden.length > 0 ? tf.matMul<Tensor2D>(logits, kernelOf(output), false, true) : undefined
    for (let index = hidden.length - 1; index >= 0; index--) {
      const back = backwardHidden(hidden[index]!, traces[index]!, gradient!, index > 0)
      parts.unshift(back.parameters)
      gradient = back.input
    }
    return {gradient: tf.concat(parts.flat() as Tensor1D[]), totals: tf.stack([loss, right])}
  }

  function adam(gradient: Tensor): void {
    const {beta1, beta2, epsilon} = adamDefaults
    const first = tf.add(tf.mul(firstMoments.value, beta1), tf.mul(gradient, 1 - beta1))
    const second = tf.add(tf.mul(secondMoments.value, beta2), tf.mul(tf.square(gradient), 1 - beta2))
    const deviation = tf.add(tf.sqrt(tf.div(second, 1 - beta2 ** steps)), epsilon)
    const rate = config.learningRate / (1 - beta1 ** steps)
    firstMoments.replace(tf.keep(first))
    secondMoments.replace(tf.keep(second))
    parameters.replace(tf.keep(tf.sub(parameters.value, tf.div(tf.mul(first, rate), deviation))))
  }

  return {
    backend: 'native',
    step(rows) {
      steps += 1
      rowsSeen += rows.length
      tf.tidy(() => {
        const {gradient, totals: batchTotals} = gradients(rows)
        adam(gradient)
        const [loss, rightAnswers] = batchTotals.dataSync()
        totals = {loss: totals.loss + loss!, rightAnswers: totals.rightAnswers + rightAnswers!}
      })
    },
    takeTotals(): BatchTotals {
      const taken = {...totals, rows: rowsSeen}
      totals = {loss: 0, rightAnswers: 0}
      rowsSeen = 0
      return taken
    },
    weights(): NetworkWeights {
      const values = parameters.value.dataSync<'float32'>()
      const read = (offset: number, length: number): Float32Array => values.slice(offset, offset + length)
      const dense = (layer: Layer) => ({
        kernel: read(layer.kernel, layer.inputs * layer.units),
        bias: read(layer.bias, layer.units),
      })
      return {
        hidden: hidden.map((layer): HiddenWeights => ({
          ...dense(layer),
          gamma: read(layer.gamma, layer.units),
          beta: read(layer.beta, layer.units),
          movingMean: layer.movingMean.value.dataSync<'float32'>().slice(),
          movingVariance: layer.movingVariance.value.dataSync<'float32'>().slice(),
        })),
        output: dense(output),
      }
    },
    dispose() {
      const moving = hidden.flatMap((layer) => [layer.movingMean, layer.movingVariance])
      for (const kept of [parameters, firstMoments, secondMoments, ...moving]) kept.value.dispose()
    },
  }
}

/** Moves a moving average towards the batch's value. */
function move(tf: typeof TensorFlow, average: Kept, value: Tensor1D): void {
  const {momentum} = batchNormalisation
  average.replace(tf.keep(tf.add(tf.mul(average.value, momentum), tf.mul(value, 1 - momentum))))
}

function layOut(tf: typeof TensorFlow, {hidden, output}: NetworkWeights) {
  const parts: Float32Array[] = []
  let offset = 0
  const place = (values: Float32Array): number => {
    const start = offset
    parts.push(values)
    offset += values.length
    return start
  }
  const placeDense = ({kernel, bias}: {readonly kernel: Float32Array; readonly bias: Float32Array}): Layer => ({
    inputs: kernel.length / bias.length,
    units: bias.length,
    kernel: place(kernel),
    bias: place(bias),
  })
  const hiddenLayers = hidden.map((weights): HiddenLayer => ({
    ...placeDense(weights),
    gamma: place(weights.gamma),
    beta: place(weights.beta),
    movingMean: new Kept(tf.tensor1d(weights.movingMean)),
    movingVariance: new Kept(tf.tensor1d(weights.movingVariance)),
  }))
  const outputLayer = placeDense(output)
  const flat = new Float32Array(offset)
  let at = 0
  for (const values of parts) {
    flat.set(values, at)
    at += values.length
  }
  return {hidden: hiddenLayers, output: outputLayer, flat}
}

/** The same masks as the kernels draw them, without the padding of their columns. */
function createMaskReader(batchSize: number, rate: number, seed: number, hidden: readonly number[]) {
  const kernels = createKernels()
  const mask = kernels.allocate(batchSize * Math.max(8, ...hidden.map(paddedColumns)))
  const masks = createDropoutMasks(kernels, rate, seed)
  return (rows: number, units: number): Float32Array => {
    const columns = paddedColumns(units)
    masks.draw(mask, rows * columns)
    const padded = kernels.floats(mask, rows * columns)
    const values = new Float32Array(rows * units)
    for (let row = 0; row < rows; row++) values.set(padded.subarray(row * columns, row * columns + units), row * units)
    return values
  }
}
