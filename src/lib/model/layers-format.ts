import {MlopsError} from '../errors.js'
import {batchNormalisation, type DenseWeights, type HiddenWeights, type NetworkWeights, shapeOf} from './network.js'

/** A model in TensorFlow.js' layers format: what `model.json` and `weights.bin` hold. */
export interface LayersModel {
  readonly modelJson: unknown
  readonly weights: Uint8Array
}

interface WeightSpec {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: 'float32'
}

interface NamedWeight {
  readonly spec: WeightSpec
  readonly values: Float32Array
}

/** Writes a network so that stock TensorFlow.js loads it with `loadLayersModel`. It reads encoded rows. */
export function toLayersFormat(network: NetworkWeights, dropout: number): LayersModel {
  const {inputs} = shapeOf(network)
  const named = [
    ...network.hidden.flatMap((layer, index) => hiddenWeights(layer, index + 1)),
    ...denseWeights(network.output, 'output'),
  ]
  const layers = [
    ...network.hidden.flatMap((layer, index) => hiddenLayers(layer, index + 1, dropout)),
    denseLayer('output', network.output, 'softmax'),
  ]
  Object.assign(layers[0]!.config, {batch_input_shape: [null, inputs], dtype: 'float32'})
  return {
    modelJson: {
      format: 'layers-model',
      generatedBy: 'mlops',
      convertedBy: null,
      modelTopology: {
        class_name: 'Sequential',
        config: {name: 'classifier', layers},
        keras_version: 'tfjs-layers 4.22.0',
        backend: 'tensor_flow.js',
      },
      weightsManifest: [{paths: ['weights.bin'], weights: named.map(({spec}) => spec)}],
    },
    weights: concatenate(named.map(({values}) => values)),
  }
}

/**
 * Reads what `toLayersFormat` wrote. Other layers models are refused: only this architecture has a compiled form.
 *
 * @throws MlopsError `MODEL_INVALID` naming what does not fit
 */
export function fromLayersFormat({modelJson, weights}: LayersModel): NetworkWeights {
  const specs = weightSpecs(modelJson)
  const byName = new Map<string, {readonly values: Float32Array; readonly shape: readonly number[]}>()
  let offset = 0
  for (const {name, shape} of specs) {
    const length = shape.reduce((product, size) => product * size, 1)
    if (offset + length * 4 > weights.byteLength) throw invalid(`weights.bin ends inside "${name}"`)
    // A copy of its own: bytes read from a file are a Buffer, whose slice() is a view into a larger one.
    const values = new Float32Array(new Uint8Array(weights.subarray(offset, offset + length * 4)).buffer)
    if (!values.every((value) => Number.isFinite(value))) throw invalid(`"${name}" holds a value that is not finite`)
    byName.set(name, {values, shape})
    offset += length * 4
  }
  if (offset !== weights.byteLength) throw invalid(`weights.bin has ${weights.byteLength - offset} bytes too many`)
  const read = (name: string): Float32Array => {
    const found = byName.get(name)
    if (found === undefined) throw invalid(`the weight "${name}" is missing`)
    return found.values
  }
  const readDense = (name: string): DenseWeights => {
    const [kernel, bias] = [read(`${name}/kernel`), read(`${name}/bias`)]
    if (byName.get(`${name}/kernel`)!.shape[1] !== bias.length) throw invalid(`kernel and bias of "${name}" do not fit`)
    return {kernel, bias}
  }
  const hidden: HiddenWeights[] = []
  while (byName.has(`dense_${hidden.length + 1}/kernel`)) {
    const number = hidden.length + 1
    hidden.push({
      ...readDense(`dense_${number}`),
      gamma: read(`norm_${number}/gamma`),
      beta: read(`norm_${number}/beta`),
      movingMean: read(`norm_${number}/moving_mean`),
      movingVariance: read(`norm_${number}/moving_variance`),
    })
  }
  return {hidden, output: readDense('output')}
}

function hiddenWeights(layer: HiddenWeights, number: number): readonly NamedWeight[] {
  const norm = (part: string, values: Float32Array): NamedWeight => ({
    spec: {name: `norm_${number}/${part}`, shape: [values.length], dtype: 'float32'},
    values,
  })
  return [
    ...denseWeights(layer, `dense_${number}`),
    norm('gamma', layer.gamma),
    norm('beta', layer.beta),
    norm('moving_mean', layer.movingMean),
    norm('moving_variance', layer.movingVariance),
  ]
}

function denseWeights({kernel, bias}: DenseWeights, name: string): readonly NamedWeight[] {
  const units = bias.length
  return [
    {spec: {name: `${name}/kernel`, shape: [kernel.length / units, units], dtype: 'float32'}, values: kernel},
    {spec: {name: `${name}/bias`, shape: [units], dtype: 'float32'}, values: bias},
  ]
}

function hiddenLayers(layer: HiddenWeights, number: number, dropout: number) {
  return [
    denseLayer(`dense_${number}`, layer, 'relu'),
    {
      class_name: 'BatchNormalization',
      config: {name: `norm_${number}`, trainable: true, axis: -1, ...batchNormalisation, center: true, scale: true},
    },
    {class_name: 'Dropout', config: {name: `dropout_${number}`, trainable: true, rate: dropout}},
  ]
}

function denseLayer(name: string, {bias}: DenseWeights, activation: 'relu' | 'softmax') {
  return {class_name: 'Dense', config: {name, trainable: true, units: bias.length, activation, use_bias: true}}
}

function concatenate(arrays: readonly Float32Array[]): Uint8Array {
  const bytes = new Uint8Array(arrays.reduce((sum, array) => sum + array.byteLength, 0))
  let offset = 0
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset)
    offset += array.byteLength
  }
  return bytes
}

function weightSpecs(modelJson: unknown): readonly WeightSpec[] {
  const groups = (modelJson as {weightsManifest?: unknown} | null)?.weightsManifest
  if (!Array.isArray(groups)) throw invalid('model.json has no "weightsManifest"')
  const specs = groups.flatMap((group: {weights?: unknown} | null) => group?.weights ?? []) as unknown[]
  for (const spec of specs) {
    const {name, shape, dtype} = spec as Partial<WeightSpec>
    if (typeof name !== 'string' || !Array.isArray(shape) || dtype !== 'float32') {
      throw invalid(`model.json describes a weight that is not float32: ${JSON.stringify(spec)}`)
    }
  }
  return specs as readonly WeightSpec[]
}

function invalid(what: string): MlopsError {
  return new MlopsError('MODEL_INVALID', {message: `The model is not one that mlops can run: ${what}.`})
}
