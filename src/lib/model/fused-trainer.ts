import {createDropoutMasks} from './dropout.js'
import {createKernels, paddedColumns, type Kernels, type Pointer} from './kernels/kernels.js'
import {batchNormalisation, shapeOf, type DenseWeights, type HiddenWeights, type NetworkWeights} from './network.js'
import {adamDefaults, type BatchTotals, type Trainer, type TrainerOptions} from './trainer.js'

const FLOAT_BYTES = 4

/** A dense layer in kernel memory: where its parameters, their gradients and its activations are. */
interface PlacedDense {
  readonly inputs: number
  readonly units: number
  /** Padded sizes. `inputColumns` is the stride of what the layer reads, `columns` of what it gives, in numbers. */
  readonly inputColumns: number
  readonly columns: number
  /** Offsets in the block of parameters, and equally in the block of gradients. */
  readonly kernel: number
  readonly bias: number
  /** [columns, inputColumns], made anew each step: the way back reads rows of the transposed kernel. */
  readonly transposed: Pointer
  /** What the layer reads, shape [batch, inputColumns]; its gradient, and the gradient of what the layer gives. */
  readonly input: Pointer
  readonly inputGradient: Pointer
  readonly outputGradient: Pointer
}

interface PlacedHidden extends PlacedDense {
  readonly gamma: number
  readonly beta: number
  readonly movingMean: Pointer
  readonly movingVariance: Pointer
  readonly inverse: Pointer
  readonly activated: Pointer
  readonly normalised: Pointer
  readonly mask: Pointer
}

/**
 * Trains on the WebAssembly kernels: a whole step is some twenty kernel calls on memory that was allocated once.
 * The arithmetic is 32-bit and ordered, so the same seed gives the same weights, bit for bit.
 */
export function createFusedTrainer({inputs, labels, initial, config}: TrainerOptions): Trainer {
  const kernels = createKernels()
  const shape = shapeOf(initial)
  const {batchSize} = config
  const sizes = [shape.inputs, ...shape.hidden, shape.classes]
  const parameterCount = countParameters(sizes)
  const block = (): Pointer => kernels.allocate(parameterCount)
  const [parameters, gradients, firstMoments, secondMoments] = [block(), block(), block(), block()]
  const {hidden, output, logits} = place(kernels, sizes, batchSize)
  const labelsAt = kernels.allocate(batchSize)
  const totals = kernels.allocate(4)
  const masks = createDropoutMasks(kernels, config.dropout, config.seed)

  const parameterView = kernels.floats(parameters, parameterCount)
  const moving = (pointer: Pointer, columns: number): Float32Array => kernels.floats(pointer, columns)
  hidden.forEach((layer, index) => {
    const weights = initial.hidden[index]!
    writeDense(parameterView, layer, weights)
    parameterView.set(weights.gamma, layer.gamma)
    parameterView.set(weights.beta, layer.beta)
    moving(layer.movingMean, layer.columns).set(weights.movingMean)
    moving(layer.movingVariance, layer.columns).set(weights.movingVariance)
  })
  writeDense(parameterView, output, initial.output)

  const first = hidden[0] ?? output
  const inputView = kernels.floats(first.input, batchSize * first.inputColumns)
  const labelView = kernels.words(labelsAt, batchSize)
  const totalsView = kernels.floats(totals, 2)
  let steps = 0
  let rowsSeen = 0

  const at = (offset: number): Pointer => parameters + offset * FLOAT_BYTES
  const gradientAt = (offset: number): Pointer => gradients + offset * FLOAT_BYTES

  function gather(rows: Int32Array): void {
    for (let row = 0; row < rows.length; row++) {
      const from = rows[row]! * shape.inputs
      inputView.set(inputs.subarray(from, from + shape.inputs), row * first.inputColumns)
      labelView[row] = labels[rows[row]!]!
    }
  }

  function forward(rows: number): void {
    for (const [index, layer] of hidden.entries()) {
      forwardDense(layer, layer.activated, rows, 1)
      masks.draw(layer.mask, rows * layer.columns)
      // prettier-ignore
      kernels.normalise(
        layer.activated, layer.normalised, (hidden[index + 1] ?? output).input, layer.mask,
        layer.columns * FLOAT_BYTES, rows, layer.columns, at(layer.gamma), at(layer.beta),
        layer.movingMean, layer.movingVariance, layer.inverse, batchNormalisation.momentum, batchNormalisation.epsilon,
      )
    }
    forwardDense(output, logits, rows, 0)
    kernels.softmax(logits, output.columns * FLOAT_BYTES, rows, shape.classes)
  }

  function forwardDense(layer: PlacedDense, result: Pointer, rows: number, relu: 0 | 1): void {
    // prettier-ignore
    kernels.multiply(
      layer.input, layer.inputColumns * FLOAT_BYTES, FLOAT_BYTES, at(layer.kernel), layer.columns * FLOAT_BYTES,
      result, layer.columns * FLOAT_BYTES, rows, layer.inputs, layer.columns, at(layer.bias), relu,
    )
  }

  function backward(rows: number): void {
    kernels.crossEntropyBackward(logits, output.columns * FLOAT_BYTES, labelsAt, rows, shape.classes, totals)
    backwardDense(output, rows, hidden.length > 0)
    for (let index = hidden.length - 1; index >= 0; index--) {
      const layer = hidden[index]!
      // prettier-ignore
      kernels.normaliseBackward(
        layer.outputGradient, layer.activated, layer.normalised, layer.mask, layer.columns * FLOAT_BYTES, rows,
        layer.columns, at(layer.gamma), layer.inverse, gradientAt(layer.gamma), gradientAt(layer.beta),
      )
      backwardDense(layer, rows, index > 0)
    }
  }

  /** Gradients of bias, kernel and, where a layer stands before this one, of what the layer read. */
  function backwardDense(layer: PlacedDense, rows: number, propagates: boolean): void {
    const {outputGradient, columns, inputColumns} = layer
    const stride = columns * FLOAT_BYTES
    const inputStride = inputColumns * FLOAT_BYTES
    kernels.columnSums(outputGradient, stride, gradientAt(layer.bias), rows, columns)
    // prettier-ignore
    kernels.multiply(
      layer.input, FLOAT_BYTES, inputStride, outputGradient, stride, gradientAt(layer.kernel), stride,
      layer.inputs, rows, columns, 0, 0,
    )
    if (!propagates) return
    kernels.transpose(at(layer.kernel), stride, layer.transposed, inputStride, layer.inputs, columns)
    // prettier-ignore
    kernels.multiply(
      outputGradient, stride, FLOAT_BYTES, layer.transposed, inputStride, layer.inputGradient, inputStride,
      rows, layer.units, inputColumns, 0, 0,
    )
  }

  return {
    backend: 'wasm',
    step(rows) {
      steps += 1
      rowsSeen += rows.length
      gather(rows)
      forward(rows.length)
      backward(rows.length)
      const {beta1, beta2, epsilon} = adamDefaults
      // prettier-ignore
      kernels.adam(
        parameters, gradients, firstMoments, secondMoments, parameterCount,
        config.learningRate, beta1, beta2, 1 - beta1 ** steps, 1 - beta2 ** steps, epsilon,
      )
    },
    takeTotals(): BatchTotals {
      const taken = {loss: totalsView[0]!, rightAnswers: totalsView[1]!, rows: rowsSeen}
      totalsView.fill(0)
      rowsSeen = 0
      return taken
    },
    weights(): NetworkWeights {
      return {
        hidden: hidden.map((layer) => readHidden(kernels, parameterView, layer)),
        output: readDense(parameterView, output),
      }
    },
    dispose() {
      // The memory belongs to the instance and goes with it.
    },
  }
}

function countParameters(sizes: readonly number[]): number {
  let count = 0
  for (let layer = 1; layer < sizes.length; layer++) {
    const columns = paddedColumns(sizes[layer]!)
    count += sizes[layer - 1]! * columns + columns
    if (layer < sizes.length - 1) count += 2 * columns
  }
  return count
}

/** Lays the layers out: their parameters one behind the other in a block, their activations each in a place. */
function place(
  kernels: Kernels,
  sizes: readonly number[],
  batchSize: number,
): {readonly hidden: readonly PlacedHidden[]; readonly output: PlacedDense; readonly logits: Pointer} {
  let offset = 0
  const reserve = (count: number): number => {
    const start = offset
    offset += count
    return start
  }
  const activation = (columns: number): Pointer => kernels.allocate(batchSize * columns)
  const flows = sizes.slice(0, -1).map((size) => {
    const columns = paddedColumns(size)
    return {value: activation(columns), gradient: activation(columns)}
  })
  const classColumns = paddedColumns(sizes.at(-1)!)
  const logits = activation(classColumns)
  const placeDense = (layer: number): PlacedDense => {
    const [inputs, units] = [sizes[layer]!, sizes[layer + 1]!]
    const [inputColumns, columns] = [paddedColumns(inputs), paddedColumns(units)]
    return {
      inputs,
      units,
      inputColumns,
      columns,
      kernel: reserve(inputs * columns),
      bias: reserve(columns),
      transposed: kernels.allocate(columns * inputColumns),
      input: flows[layer]!.value,
      inputGradient: flows[layer]!.gradient,
      outputGradient: flows[layer + 1]?.gradient ?? logits,
    }
  }
  const hidden = sizes.slice(1, -1).map((_units, layer): PlacedHidden => {
    const dense = placeDense(layer)
    const {columns} = dense
    return {
      ...dense,
      gamma: reserve(columns),
      beta: reserve(columns),
      movingMean: kernels.allocate(columns),
      movingVariance: kernels.allocate(columns),
      inverse: kernels.allocate(columns),
      activated: activation(columns),
      normalised: activation(columns),
      mask: activation(columns),
    }
  })
  return {hidden, output: placeDense(sizes.length - 2), logits}
}

function writeDense(parameters: Float32Array, layer: PlacedDense, weights: DenseWeights): void {
  for (let input = 0; input < layer.inputs; input++) {
    const row = weights.kernel.subarray(input * layer.units, (input + 1) * layer.units)
    parameters.set(row, layer.kernel + input * layer.columns)
  }
  parameters.set(weights.bias, layer.bias)
}

function readDense(parameters: Float32Array, layer: PlacedDense): DenseWeights {
  const kernel = new Float32Array(layer.inputs * layer.units)
  for (let input = 0; input < layer.inputs; input++) {
    const start = layer.kernel + input * layer.columns
    kernel.set(parameters.subarray(start, start + layer.units), input * layer.units)
  }
  return {kernel, bias: parameters.slice(layer.bias, layer.bias + layer.units)}
}

function readHidden(kernels: Kernels, parameters: Float32Array, layer: PlacedHidden): HiddenWeights {
  return {
    ...readDense(parameters, layer),
    gamma: parameters.slice(layer.gamma, layer.gamma + layer.units),
    beta: parameters.slice(layer.beta, layer.beta + layer.units),
    movingMean: kernels.floats(layer.movingMean, layer.units).slice(),
    movingVariance: kernels.floats(layer.movingVariance, layer.units).slice(),
  }
}
