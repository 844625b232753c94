import {Readable} from 'node:stream'
import {readAsset} from '../assets.js'
import {parseResources} from '../dataset/data-package.js'
import {generateMonthChunks} from '../dataset/generator.js'
import {loadUnlabelled} from '../dataset/load-unlabelled.js'
import type {Months} from './months.js'
import type {World} from './world.js'

/** The months of a world, each made when it is read. */
export function monthsOfWorld({drift, rows, months, seed}: World, signal?: AbortSignal): Months {
  const [resource] = parseResources(JSON.parse(readAsset('data/datapackage.json')), 'datapackage.json')
  const {target} = resource!.draft().draft
  return {
    source: {kind: 'world', drift, rows, seed},
    numbers: Array.from({length: months}, (_, index) => index + 1),
    async read(month) {
      const name = `month ${month} of the world`
      const stdin = Readable.from(generateMonthChunks({month, rows, seed, drift}), {objectMode: false})
      const {table} = await loadUnlabelled({path: '-', stdin, displayName: name, onBadRow: 'fail', signal})
      return {table, target: target!, name}
    },
  }
}
