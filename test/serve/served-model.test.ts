import {expect} from 'chai'
import {MlopsError} from '../../src/lib/errors.js'
import type {Artifact} from '../../src/lib/model/artifact.js'
import {serveModel} from '../../src/lib/serve/served-model.js'
import {insuranceModel} from './served-models.js'

const {artifact} = insuranceModel(7)
const withManifest = (change: Partial<Artifact['manifest']>): Artifact => ({
  ...artifact,
  manifest: {...artifact.manifest, ...change},
})

describe('serveModel', () => {
  it('knows the model by name, version and hash, and when it was loaded', () => {
    const model = serveModel(artifact, 42)
    expect(model).to.include({name: 'car-insurance-risk', version: 7, loadedAt: 42})
    expect(model.hash).to.match(/^sha256-[0-9a-f]{64}$/)
    expect(model.predictor.classes).to.equal(3)
  })

  it('gives one hash to one model, and another to one that would answer otherwise', () => {
    const {hash} = serveModel(artifact, 1)
    expect(serveModel(artifact, 2).hash).to.equal(hash)
    const {description} = artifact.manifest
    const stricter = {...description, fallback: {...description.fallback!, minimumProbability: 0.6}}
    expect(serveModel(withManifest({description: stricter}), 1).hash).to.not.equal(hash)
  })

  it('says whether every gate was passed', () => {
    const [gate] = artifact.manifest.gates
    expect(serveModel(withManifest({gates: [{...gate!, passed: true}]}), 1).passedGates).to.equal(true)
    expect(
      serveModel(
        withManifest({
          gates: [
            {...gate!, passed: true},
            {...gate!, passed: false},
          ],
        }),
        1,
      ).passedGates,
    ).to.equal(false)
  })

  it('refuses weights so large that the answer is no number', () => {
    const weights = new Uint8Array(new Float32Array(artifact.weights.length / 4).fill(3e38).buffer)
    expect(() => serveModel({...artifact, weights}, 1)).to.throw(MlopsError, /which are no probabilities/)
  })
})
