import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {runProcess, type Section} from './measure.js'

/** Time and space of installing: the package for a user, the clone for a developer. Caches are warm. */
export function benchInstall(): Section {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-bench-'))
  try {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {encoding: 'utf8'}),
    ) as [{readonly filename: string; readonly size: number}]
    const install = (name: string, ...words: readonly string[]) => {
      const prefix = join(folder, name)
      const {seconds} = runProcess(['npm', 'install', '--prefix', prefix, '--silent', ...words])
      return {seconds, megabytes: folderMegabytes(prefix)}
    }
    install('warm-up', '@tensorflow/tfjs@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0')
    const ours = install('ours', '--omit=optional', resolve(folder, packed.filename))
    const withNative = install('with-native', resolve(folder, packed.filename))
    const tfjs = install('tfjs', '@tensorflow/tfjs@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0')
    execFileSync('git', ['clone', '--quiet', '.', join(folder, 'clone')])
    const clone = ['npm', 'ci', '--silent', '--prefix', join(folder, 'clone')]
    runProcess(clone)
    const seconds = runProcess(clone).seconds
    return {
      title: 'Installing',
      text:
        `The packed package is ${(packed.size / 1e6).toFixed(1)} MB. Yardstick: TensorFlow.js with its WebAssembly backend, what a classifier in Node needs otherwise. ` +
        `Without \`--omit=optional\`, npm also tries to install native TensorFlow: ${withNative.seconds.toFixed(1)} s and ${withNative.megabytes.toFixed(0)} MB in this run. ` +
        `A developer's \`npm ci\` in a clone takes ${seconds.toFixed(0)} s and ${folderMegabytes(join(folder, 'clone/node_modules')).toFixed(0)} MB, build included.`,
      names: ['mlops', 'TensorFlow.js'],
      comparisons: [
        {what: '`npm install --omit=optional`, warm cache', ours: ours.seconds, yardstick: tfjs.seconds, unit: 's'},
        {what: 'installed size', ours: ours.megabytes, yardstick: tfjs.megabytes, unit: 'MB'},
      ],
    }
  } finally {
    rmSync(folder, {recursive: true})
  }
}

function folderMegabytes(folder: string): number {
  return Number(execFileSync('du', ['-sk', folder], {encoding: 'utf8'}).split('\t')[0]) / 1024
}
