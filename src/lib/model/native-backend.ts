import {createRequire} from 'node:module'
import {join, resolve} from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'

/** TensorFlow.js on the native library, or why it cannot be had. */
export type NativeBackend =
  {readonly available: true; readonly tf: typeof TensorFlow} | {readonly available: false; readonly reason: string}

const packageName = '@tensorflow/tfjs-node'

/**
 * Loads the native backend and runs an operation on it: an install whose download failed looks whole until then.
 *
 * @param folder - folder of the installed package; when missing: where Node looks, then where scripts/install-native.sh puts it
 * @param root - folder of the running program's package.json
 */
export function loadNativeBackend({
  folder,
  root,
}: {
  readonly folder?: string | undefined
  readonly root: string
}): NativeBackend {
  const specifiers =
    folder === undefined ? [packageName, join(root, '.native/node_modules', packageName)] : [resolve(folder)]
  const require = createRequire(join(root, 'package.json'))
  restoreRemovedTypeChecks(require)
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  const reasons: string[] = []
  for (const specifier of specifiers) {
    try {
      const tf = require(specifier) as typeof TensorFlow
      const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0])
      if (tf.getBackend() === 'tensorflow' && product === 11) return {available: true, tf}
      reasons.push(`it answers with the backend "${tf.getBackend()}" and 1x3 + 2x4 = ${String(product)}`)
    } catch (error) {
      reasons.push(isNotInstalled(error, specifier) ? 'it is not installed' : firstLine(error))
    }
  }
  return {available: false, reason: reasons.find((reason) => reason !== 'it is not installed') ?? 'it is not installed'}
}

/** tfjs-node 4.22 calls type checks that Node 23 took out of `util`. */
function restoreRemovedTypeChecks(require: NodeJS.Require): void {
  const util = require('node:util') as {isNullOrUndefined?: unknown; isArray?: unknown}
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
  util.isArray ??= Array.isArray
}

function isNotInstalled(error: unknown, specifier: string): boolean {
  return (error as {code?: unknown}).code === 'MODULE_NOT_FOUND' && firstLine(error).includes(specifier)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!
}
