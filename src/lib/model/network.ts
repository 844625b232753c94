import type {Random} from '../statistics/random.js'

/** A classifier: hidden layers of (dense, ReLU, batch normalisation, dropout), then dense and softmax. */
export interface NetworkShape {
  readonly inputs: number
  /** Units of each hidden layer. */
  readonly hidden: readonly number[]
  readonly classes: number
}

/** Weights of a dense layer. kernel has shape [inputs, units], row-major. */
export interface DenseWeights {
  readonly kernel: Float32Array
  readonly bias: Float32Array
}

/** Weights of a hidden layer: the dense part, and the batch normalisation behind its ReLU, each of shape [units]. */
export interface HiddenWeights extends DenseWeights {
  readonly gamma: Float32Array
  readonly beta: Float32Array
  readonly movingMean: Float32Array
  readonly movingVariance: Float32Array
}

export interface NetworkWeights {
  readonly hidden: readonly HiddenWeights[]
  readonly output: DenseWeights
}

/** Keras' and tfjs' defaults of their BatchNormalization layer. */
export const batchNormalisation = {momentum: 0.99, epsilon: 1e-3} as const

/** Fresh weights as Keras makes them: Glorot-uniform kernels (Glorot and Bengio 2010), zero biases, identity norms. */
export function initialWeights({inputs, hidden, classes}: NetworkShape, random: Random): NetworkWeights {
  const layers = hidden.map((units, layer) => ({
    ...dense(layer === 0 ? inputs : hidden[layer - 1]!, units, random),
    gamma: new Float32Array(units).fill(1),
    beta: new Float32Array(units),
    movingMean: new Float32Array(units),
    movingVariance: new Float32Array(units).fill(1),
  }))
  return {hidden: layers, output: dense(hidden.at(-1) ?? inputs, classes, random)}
}

function dense(inputs: number, units: number, random: Random): DenseWeights {
  const limit = Math.sqrt(6 / (inputs + units))
  const kernel = Float32Array.from({length: inputs * units}, () => (2 * random() - 1) * limit)
  return {kernel, bias: new Float32Array(units)}
}

/** The shape that weights have. */
export function shapeOf({hidden, output}: NetworkWeights): NetworkShape {
  const units = hidden.map((layer) => layer.bias.length)
  const first = hidden[0] ?? output
  return {inputs: first.kernel.length / first.bias.length, hidden: units, classes: output.bias.length}
}
