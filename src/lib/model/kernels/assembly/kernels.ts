/*
 * The arithmetic of the network, in WebAssembly with 128-bit SIMD. Compiled by scripts/build-kernels.ts to binary.ts.
 *
 * Everything is f32. A matrix is row-major with a row stride in bytes; its number of columns is padded with zeros to a
 * multiple of 8, so that no kernel needs a scalar tail. Zero padding stays zero through every kernel.
 */

const FLOAT: usize = 4
const VECTOR: usize = 16

/** The first address that no constant of this module occupies. */
export function heapBase(): usize {
  return __heap_base
}

/**
 * C[rows, columns] = A[rows, depth] B[depth, columns] + bias[columns], negative results set to 0 when relu is 1.
 * A is addressed as a + row * aRow + d * aDepth, so that it may be read transposed. columns is a multiple of 8.
 */
export function multiply(
  a: usize, aRow: usize, aDepth: usize,
  b: usize, bRow: usize,
  c: usize, cRow: usize,
  rows: i32, depth: i32, columns: i32,
  bias: usize, relu: i32,
): void {
  let row: i32 = 0
  for (; row + 4 <= rows; row += 4) {
    for (let column: i32 = 0; column < columns; column += 8) {
      multiply4x8(
        a + row * aRow, aRow, aDepth, b + column * FLOAT, bRow, c + row * cRow + column * FLOAT, cRow, depth,
        bias == 0 ? 0 : bias + column * FLOAT, relu,
      )
    }
  }
  for (; row < rows; row++) {
    let column: i32 = 0
    for (; column + 32 <= columns; column += 32) {
      multiply1x32(
        a + row * aRow, aDepth, b + column * FLOAT, bRow, c + row * cRow + column * FLOAT, depth,
        bias == 0 ? 0 : bias + column * FLOAT, relu,
      )
    }
    for (; column < columns; column += 8) {
      multiply1x8(
        a + row * aRow, aDepth, b + column * FLOAT, bRow, c + row * cRow + column * FLOAT, depth,
        bias == 0 ? 0 : bias + column * FLOAT, relu,
      )
    }
  }
}

function multiply4x8(
  a: usize, aRow: usize, aDepth: usize, b: usize, bRow: usize, c: usize, cRow: usize, depth: i32, bias: usize, relu: i32,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0)
  if (bias != 0) {
    c00 = v128.load(bias)
    c01 = v128.load(bias, VECTOR)
  }
  let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01
  const a1 = aRow, a2 = aRow * 2, a3 = aRow * 3
  for (let d: i32 = 0; d < depth; d++) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, VECTOR)
    const x0 = v128.load32_splat(a)
    c00 = f32x4.add(c00, f32x4.mul(x0, b0))
    c01 = f32x4.add(c01, f32x4.mul(x0, b1))
    const x1 = v128.load32_splat(a + a1)
    c10 = f32x4.add(c10, f32x4.mul(x1, b0))
    c11 = f32x4.add(c11, f32x4.mul(x1, b1))
    const x2 = v128.load32_splat(a + a2)
    c20 = f32x4.add(c20, f32x4.mul(x2, b0))
    c21 = f32x4.add(c21, f32x4.mul(x2, b1))
    const x3 = v128.load32_splat(a + a3)
    c30 = f32x4.add(c30, f32x4.mul(x3, b0))
    c31 = f32x4.add(c31, f32x4.mul(x3, b1))
    a += aDepth
    b += bRow
  }
  store8(c, c00, c01, relu)
  store8(c + cRow, c10, c11, relu)
  store8(c + cRow * 2, c20, c21, relu)
  store8(c + cRow * 3, c30, c31, relu)
}

function multiply1x32(a: usize, aDepth: usize, b: usize, bRow: usize, c: usize, depth: i32, bias: usize, relu: i32): void {
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0
  if (bias != 0) {
    c0 = v128.load(bias)
    c1 = v128.load(bias, VECTOR)
    c2 = v128.load(bias, 2 * VECTOR)
    c3 = v128.load(bias, 3 * VECTOR)
    c4 = v128.load(bias, 4 * VECTOR)
    c5 = v128.load(bias, 5 * VECTOR)
    c6 = v128.load(bias, 6 * VECTOR)
    c7 = v128.load(bias, 7 * VECTOR)
  }
  for (let d: i32 = 0; d < depth; d++) {
    const x = v128.load32_splat(a)
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(b)))
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(b, VECTOR)))
    c2 = f32x4.add(c2, f32x4.mul(x, v128.load(b, 2 * VECTOR)))
    c3 = f32x4.add(c3, f32x4.mul(x, v128.load(b, 3 * VECTOR)))
    c4 = f32x4.add(c4, f32x4.mul(x, v128.load(b, 4 * VECTOR)))
    c5 = f32x4.add(c5, f32x4.mul(x, v128.load(b, 5 * VECTOR)))
    c6 = f32x4.add(c6, f32x4.mul(x, v128.load(b, 6 * VECTOR)))
    c7 = f32x4.add(c7, f32x4.mul(x, v128.load(b, 7 * VECTOR)))
    a += aDepth
    b += bRow
  }
  store8(c, c0, c1, relu)
  store8(c + 2 * VECTOR, c2, c3, relu)
  store8(c + 4 * VECTOR, c4, c5, relu)
  store8(c + 6 * VECTOR, c6, c7, relu)
}

function multiply1x8(a: usize, aDepth: usize, b: usize, bRow: usize, c: usize, depth: i32, bias: usize, relu: i32): void {
  let c0 = f32x4.splat(0), c1 = c0
  if (bias != 0) {
    c0 = v128.load(bias)
    c1 = v128.load(bias, VECTOR)
  }
  for (let d: i32 = 0; d < depth; d++) {
    const x = v128.load32_splat(a)
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(b)))
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(b, VECTOR)))
    a += aDepth
    b += bRow
  }
  store8(c, c0, c1, relu)
}

// @ts-ignore: decorator
@inline
function store8(c: usize, low: v128, high: v128, relu: i32): void {
  if (relu) {
    const zero = f32x4.splat(0)
    low = f32x4.max(low, zero)
    high = f32x4.max(high, zero)
  }
  v128.store(c, low)
  v128.store(c, high, VECTOR)
}

/** target[columns, rows] = source[rows, columns]; both with their own row strides in bytes. */
export function transpose(source: usize, sourceRow: usize, target: usize, targetRow: usize, rows: i32, columns: i32): void {
  for (let row: i32 = 0; row < rows; row++) {
    let from = source + row * sourceRow
    let to = target + row * FLOAT
    for (let column: i32 = 0; column < columns; column++) {
      store<f32>(to, load<f32>(from))
      from += FLOAT
      to += targetRow
    }
  }
}

/** sums[columns] = the sum over the rows of x[rows, columns]. */
export function columnSums(x: usize, xRow: usize, sums: usize, rows: i32, columns: i32): void {
  for (let offset: usize = 0; offset < <usize>columns * FLOAT; offset += VECTOR) {
    let sum = f32x4.splat(0)
    let at = x + offset
    for (let row: i32 = 0; row < rows; row++) {
      sum = f32x4.add(sum, v128.load(at))
      at += xRow
    }
    v128.store(sums + offset, sum)
  }
}

/**
 * Batch normalisation in training, then dropout: normalised = (x - mean) / sqrt(variance + epsilon) over the batch,
 * y = (gamma normalised + beta) mask. Moves the moving averages, and keeps inverse = 1 / sqrt(variance + epsilon).
 */
export function normalise(
  x: usize, normalised: usize, y: usize, mask: usize, stride: usize, rows: i32, columns: i32,
  gamma: usize, beta: usize, movingMean: usize, movingVariance: usize, inverse: usize, momentum: f32, epsilon: f32,
): void {
  const scale = f32x4.splat(<f32>1 / <f32>rows)
  const keep = f32x4.splat(momentum)
  const take = f32x4.splat(<f32>1 - momentum)
  for (let offset: usize = 0; offset < <usize>columns * FLOAT; offset += VECTOR) {
    let sum = f32x4.splat(0)
    let at = x + offset
    for (let row: i32 = 0; row < rows; row++) {
      sum = f32x4.add(sum, v128.load(at))
      at += stride
    }
    const mean = f32x4.mul(sum, scale)
    let squares = f32x4.splat(0)
    at = x + offset
    for (let row: i32 = 0; row < rows; row++) {
      const distance = f32x4.sub(v128.load(at), mean)
      squares = f32x4.add(squares, f32x4.mul(distance, distance))
      at += stride
    }
    const variance = f32x4.mul(squares, scale)
    const inverseDeviation = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))))
    v128.store(inverse + offset, inverseDeviation)
    v128.store(
      movingMean + offset,
      f32x4.add(f32x4.mul(v128.load(movingMean + offset), keep), f32x4.mul(mean, take)),
    )
    v128.store(
      movingVariance + offset,
      f32x4.add(f32x4.mul(v128.load(movingVariance + offset), keep), f32x4.mul(variance, take)),
    )
    const g = v128.load(gamma + offset)
    const b = v128.load(beta + offset)
    let cell = offset
    for (let row: i32 = 0; row < rows; row++) {
      const value = f32x4.mul(f32x4.sub(v128.load(x + cell), mean), inverseDeviation)
      v128.store(normalised + cell, value)
      v128.store(y + cell, f32x4.mul(f32x4.add(f32x4.mul(value, g), b), v128.load(mask + cell)))
      cell += stride
    }
  }
}

/**
 * The way back through dropout, batch normalisation and ReLU: from the gradient of y (`gradient`, overwritten) to the
 * gradient of what went into the ReLU. x is the ReLU's output, so its derivative is x > 0.
 */
export function normaliseBackward(
  gradient: usize, x: usize, normalised: usize, mask: usize, stride: usize, rows: i32, columns: i32,
  gamma: usize, inverse: usize, gammaGradient: usize, betaGradient: usize,
): void {
  const scale = f32x4.splat(<f32>1 / <f32>rows)
  const zero = f32x4.splat(0)
  for (let offset: usize = 0; offset < <usize>columns * FLOAT; offset += VECTOR) {
    let gammaSum = f32x4.splat(0)
    let betaSum = f32x4.splat(0)
    let cell = offset
    for (let row: i32 = 0; row < rows; row++) {
      const dy = f32x4.mul(v128.load(gradient + cell), v128.load(mask + cell))
      v128.store(gradient + cell, dy)
      gammaSum = f32x4.add(gammaSum, f32x4.mul(dy, v128.load(normalised + cell)))
      betaSum = f32x4.add(betaSum, dy)
      cell += stride
    }
    v128.store(gammaGradient + offset, gammaSum)
    v128.store(betaGradient + offset, betaSum)
    const factor = f32x4.mul(v128.load(gamma + offset), v128.load(inverse + offset))
    const gammaMean = f32x4.mul(gammaSum, scale)
    const betaMean = f32x4.mul(betaSum, scale)
    cell = offset
    for (let row: i32 = 0; row < rows; row++) {
      const centred = f32x4.sub(v128.load(gradient + cell), betaMean)
      const dx = f32x4.mul(factor, f32x4.sub(centred, f32x4.mul(v128.load(normalised + cell), gammaMean)))
      v128.store(gradient + cell, v128.and(dx, f32x4.gt(v128.load(x + cell), zero)))
      cell += stride
    }
  }
}

/** Each row of x[rows, classes] becomes its softmax. Columns behind `classes` are left alone. */
export function softmax(x: usize, stride: usize, rows: i32, classes: i32): void {
  for (let row: i32 = 0; row < rows; row++) {
    let highest = load<f32>(x)
    for (let c: i32 = 1; c < classes; c++) highest = max(highest, load<f32>(x + c * FLOAT))
    let sum: f32 = 0
    for (let c: i32 = 0; c < classes; c++) {
      const value = NativeMathf.exp(load<f32>(x + c * FLOAT) - highest)
      store<f32>(x + c * FLOAT, value)
      sum += value
    }
    for (let c: i32 = 0; c < classes; c++) store<f32>(x + c * FLOAT, load<f32>(x + c * FLOAT) / sum)
    x += stride
  }
}

/**
 * From probabilities to the gradient of the mean cross-entropy with respect to the logits, in place. Adds the batch's
 * summed loss (nats) and its number of right answers to the two floats at `totals`.
 */
export function crossEntropyBackward(probabilities: usize, stride: usize, labels: usize, rows: i32, classes: i32, totals: usize): void {
  const scale = <f32>1 / <f32>rows
  let loss: f32 = 0
  let right: f32 = 0
  for (let row: i32 = 0; row < rows; row++) {
    const label = load<i32>(labels + row * FLOAT)
    let best: i32 = 0
    for (let c: i32 = 1; c < classes; c++) {
      if (load<f32>(probabilities + c * FLOAT) > load<f32>(probabilities + best * FLOAT)) best = c
    }
    if (best == label) right += 1
    loss -= NativeMathf.log(max(load<f32>(probabilities + label * FLOAT), <f32>1e-7))
    for (let c: i32 = 0; c < classes; c++) {
      const truth: f32 = c == label ? 1 : 0
      store<f32>(probabilities + c * FLOAT, (load<f32>(probabilities + c * FLOAT) - truth) * scale)
    }
    probabilities += stride
  }
  store<f32>(totals, load<f32>(totals) + loss)
  store<f32>(totals, load<f32>(totals, FLOAT) + right, FLOAT)
}

/** One step of Adam over `count` parameters (a multiple of 4). The corrections are 1 - beta^step. */
export function adam(
  parameters: usize, gradients: usize, first: usize, second: usize, count: i32,
  learningRate: f32, beta1: f32, beta2: f32, correction1: f32, correction2: f32, epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2)
  const t1 = f32x4.splat(<f32>1 - beta1), t2 = f32x4.splat(<f32>1 - beta2)
  const rate = f32x4.splat(learningRate / correction1)
  const unbias2 = f32x4.splat(<f32>1 / correction2)
  const e = f32x4.splat(epsilon)
  for (let offset: usize = 0; offset < <usize>count * FLOAT; offset += VECTOR) {
    const g = v128.load(gradients + offset)
    const m = f32x4.add(f32x4.mul(v128.load(first + offset), b1), f32x4.mul(g, t1))
    const v = f32x4.add(f32x4.mul(v128.load(second + offset), b2), f32x4.mul(f32x4.mul(g, g), t2))
    v128.store(first + offset, m)
    v128.store(second + offset, v)
    const step = f32x4.div(f32x4.mul(m, rate), f32x4.add(f32x4.sqrt(f32x4.mul(v, unbias2)), e))
    v128.store(parameters + offset, f32x4.sub(v128.load(parameters + offset), step))
  }
}

/**
 * Fills mask[count] (a multiple of 4) with `scale` at random places and 0 elsewhere; a place is kept when a random
 * 31-bit number is >= threshold. Four xorshift128 streams side by side; their state is four vectors at `state`.
 */
export function dropoutMask(mask: usize, count: i32, state: usize, threshold: i32, scale: f32): void {
  let x = v128.load(state)
  let y = v128.load(state, VECTOR)
  let z = v128.load(state, 2 * VECTOR)
  let w = v128.load(state, 3 * VECTOR)
  const limit = i32x4.splat(threshold)
  const kept = f32x4.splat(scale)
  for (let offset: usize = 0; offset < <usize>count * FLOAT; offset += VECTOR) {
    const t = v128.xor(x, i32x4.shl(x, 11))
    x = y
    y = z
    z = w
    w = v128.xor(v128.xor(w, i32x4.shr_u(w, 19)), v128.xor(t, i32x4.shr_u(t, 8)))
    v128.store(mask + offset, v128.and(kept, i32x4.ge_s(i32x4.shr_u(w, 1), limit)))
  }
  v128.store(state, x)
  v128.store(state, y, VECTOR)
  v128.store(state, z, 2 * VECTOR)
  v128.store(state, w, 3 * VECTOR)
}
