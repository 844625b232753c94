import {serveModel, type ServedModel} from '../../src/lib/serve/served-model.js'
import {readMonth} from '../model/fixtures.js'
import {insuranceModel} from './served-models.js'

export {insuranceModel, mixedModel} from './served-models.js'

/** The model of the example, with the rows that it was trained on. */
export function insuranceWithReference(): ServedModel {
  const {artifact} = insuranceModel()
  const {table} = readMonth(0)
  const classes = artifact.manifest.description.target.classes.length
  return serveModel(
    {
      ...artifact,
      reference: () =>
        Promise.resolve({
          table,
          predicted: new Int32Array(table.rows).fill(-1),
          probabilities: new Float32Array(table.rows * classes).fill(NaN),
        }),
    },
    0,
  )
}
