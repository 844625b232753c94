import type {FoldedNetwork} from './folding.js'
import {createKernels, paddedColumns, type Kernels, type Pointer} from './kernels/kernels.js'

/** Rows that go through the network together: their activations stay in the processor's first cache. */
const BLOCK_ROWS = 64

/** Runs a folded network. All memory is allocated at creation. */
export interface FoldedInference {
  /** Most rows that `run` takes at once. */
  readonly blockRows: number
  /** Numbers a row of `input`. */
  readonly inputStride: number
  /** Where the encoded rows go, shape [blockRows, inputStride]. Columns behind the network's inputs stay 0. */
  readonly input: Float32Array
  /** Numbers a row of `output`. */
  readonly outputStride: number
  /** Where the probabilities are after `run`, shape [blockRows, outputStride]; the first `classes` of a row count. */
  readonly output: Float32Array
  run(rows: number): void
}

interface DenseStep {
  readonly depth: number
  readonly columns: number
  readonly kernel: Pointer
  readonly bias: Pointer
}

export function createFoldedInference(network: FoldedNetwork): FoldedInference {
  const kernels = createKernels()
  const steps = network.map(({kernel, bias}) => placeDense(kernels, kernel, bias))
  const inputs = steps[0]!.depth
  const classes = network.at(-1)!.bias.length
  const strides = [paddedColumns(inputs), ...steps.map((step) => step.columns)]
  const activations = strides.map((stride) => kernels.allocate(BLOCK_ROWS * stride))
  const last = steps.length - 1
  const outputAt = activations[last + 1]!
  const outputStride = strides[last + 1]!
  return {
    blockRows: BLOCK_ROWS,
    inputStride: strides[0]!,
    input: kernels.floats(activations[0]!, BLOCK_ROWS * strides[0]!),
    outputStride,
    output: kernels.floats(outputAt, BLOCK_ROWS * outputStride),
    run(rows) {
      for (let index = 0; index <= last; index++) {
        const {depth, columns, kernel, bias} = steps[index]!
        const [from, to] = [activations[index]!, activations[index + 1]!]
        const relu = index < last ? 1 : 0
        // prettier-ignore
        kernels.multiply(
          from, strides[index]! * 4, 4, kernel, columns * 4, to, columns * 4, rows, depth, columns, bias, relu,
        )
      }
      kernels.softmax(outputAt, outputStride * 4, rows, classes)
    },
  }
}

function placeDense(kernels: Kernels, kernel: Float32Array, bias: Float32Array): DenseStep {
  const units = bias.length
  const depth = kernel.length / units
  const columns = paddedColumns(units)
  const kernelAt = kernels.allocate(depth * columns)
  const biasAt = kernels.allocate(columns)
  const padded = kernels.floats(kernelAt, depth * columns)
  for (let input = 0; input < depth; input++) {
    padded.set(kernel.subarray(input * units, (input + 1) * units), input * columns)
  }
  kernels.floats(biasAt, columns).set(bias)
  return {depth, columns, kernel: kernelAt, bias: biasAt}
}
