import {MlopsError} from '../../errors.js'
import {kernelBinary} from './binary.js'

/** A place in the kernels' memory: a byte address. */
export type Pointer = number

/** The kernels of assembly/kernels.ts, one instance with a memory of its own. */
export interface Kernels extends KernelFunctions {
  /** Reserves zeroed memory for 32-bit numbers, aligned to 16 bytes. It is freed with the instance. */
  allocate(numbers: number): Pointer
  /** A view of memory. Allocating may move the memory: take views after the last allocation. */
  floats(pointer: Pointer, length: number): Float32Array
  words(pointer: Pointer, length: number): Uint32Array
}

/** Shapes, strides (in bytes) and meanings stand with each kernel in assembly/kernels.ts. */
interface KernelFunctions {
  multiply(
    a: Pointer,
    aRow: number,
    aDepth: number,
    b: Pointer,
    bRow: number,
    c: Pointer,
    cRow: number,
    rows: number,
    depth: number,
    columns: number,
    bias: Pointer,
    relu: 0 | 1,
  ): void
  transpose(source: Pointer, sourceRow: number, target: Pointer, targetRow: number, rows: number, columns: number): void
  columnSums(x: Pointer, xRow: number, sums: Pointer, rows: number, columns: number): void
  normalise(
    x: Pointer,
    normalised: Pointer,
    y: Pointer,
    mask: Pointer,
    stride: number,
    rows: number,
    columns: number,
    gamma: Pointer,
    beta: Pointer,
    movingMean: Pointer,
    movingVariance: Pointer,
    inverse: Pointer,
    momentum: number,
    epsilon: number,
  ): void
  normaliseBackward(
    gradient: Pointer,
    x: Pointer,
    normalised: Pointer,
    mask: Pointer,
    stride: number,
    rows: number,
    columns: number,
    gamma: Pointer,
    inverse: Pointer,
    gammaGradient: Pointer,
    betaGradient: Pointer,
  ): void
  softmax(x: Pointer, stride: number, rows: number, classes: number): void
  crossEntropyBackward(
    probabilities: Pointer,
    stride: number,
    labels: Pointer,
    rows: number,
    classes: number,
    totals: Pointer,
  ): void
  adam(
    parameters: Pointer,
    gradients: Pointer,
    first: Pointer,
    second: Pointer,
    count: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    correction1: number,
    correction2: number,
    epsilon: number,
  ): void
  dropoutMask(mask: Pointer, count: number, state: Pointer, threshold: number, scale: number): void
}

const PAGE_BYTES = 65536
let compiled: WebAssembly.Module | undefined

/** A fresh instance: memory of its own, so that two users never share state. */
export function createKernels(): Kernels {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelBinary, 'base64'))
  const exports = new WebAssembly.Instance(compiled, {}).exports as unknown as KernelFunctions & {
    readonly memory: WebAssembly.Memory
    heapBase(): Pointer
  }
  const {memory} = exports
  let next = Math.ceil(exports.heapBase() / 16) * 16
  return {
    ...exports,
    allocate(numbers) {
      const pointer = next
      next += Math.ceil(numbers / 4) * 16
      const missing = next - memory.buffer.byteLength
      if (missing > 0) grow(memory, Math.ceil(missing / PAGE_BYTES))
      return pointer
    },
    floats: (pointer, length) => new Float32Array(memory.buffer, pointer, length),
    words: (pointer, length) => new Uint32Array(memory.buffer, pointer, length),
  }
}

function grow(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages)
  } catch (cause) {
    throw new MlopsError('USAGE', {
      message:
        'A network of this size with batches of this size needs more than the 4 GB of memory that WebAssembly has.',
      suggestion: 'Use fewer units (--hidden), a smaller --batch-size, or --backend native.',
      cause,
    })
  }
}

/** Columns of a matrix in kernel memory: the next multiple of 8. */
export function paddedColumns(columns: number): number {
  return Math.ceil(columns / 8) * 8
}
