import {batchNormalisation, type DenseWeights, type NetworkWeights} from './network.js'

/** A network for inference alone: dense layers with ReLU between them, softmax at the end. */
export type FoldedNetwork = readonly DenseWeights[]

/**
 * Folds each batch normalisation into the dense layer behind it, and leaves dropout out: with the moving averages
 * fixed, gamma (x - mean) / deviation + beta is an affine map, and so is the dense layer that reads it. Computed in
 * double precision and rounded once.
 */
export function foldNetwork({hidden, output}: NetworkWeights): FoldedNetwork {
  const layers: readonly DenseWeights[] = [...hidden, output]
  return layers.map((layer, index) => {
    const norm = hidden[index - 1]
    if (norm === undefined) return {kernel: layer.kernel, bias: layer.bias}
    const units = layer.bias.length
    const kernel = new Float32Array(layer.kernel.length)
    const bias = Float64Array.from(layer.bias)
    for (let input = 0; input < norm.gamma.length; input++) {
      const scale = norm.gamma[input]! / Math.sqrt(norm.movingVariance[input]! + batchNormalisation.epsilon)
      const shift = norm.beta[input]! - norm.movingMean[input]! * scale
      for (let unit = 0; unit < units; unit++) {
        const weight = layer.kernel[input * units + unit]!
        kernel[input * units + unit] = weight * scale
        bias[unit]! += weight * shift
      }
    }
    return {kernel, bias: Float32Array.from(bias)}
  })
}
