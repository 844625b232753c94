import {expect} from 'chai'
import Train from '../../src/commands/train.js'
import type {TrainingConfig} from '../../src/lib/model/manifest.js'
import {defaultTrainingConfig} from '../../src/lib/model/training-config.js'
import {gateBoundsOf, givenGateFlags} from '../../src/lib/terminal/gate-flags.js'
import {flagsOfConfig} from '../../src/lib/terminal/training-flags.js'

describe('flagsOfConfig', () => {
  it('leaves out what is the default', () => {
    expect(flagsOfConfig(defaultTrainingConfig)).to.deep.equal({})
  })

  it('names every setting that is not', () => {
    const config: TrainingConfig = {
      ...{seed: 1, epochs: 2, batchSize: 3, hidden: [4, 5], dropout: 0, learningRate: 0.01, testShare: 0.5},
    }
    expect(flagsOfConfig(config)).to.deep.equal({
      ...{seed: '1', epochs: '2', 'batch-size': '3', hidden: '4,5', dropout: '0'},
      ...{'learning-rate': '0.01', 'test-share': '0.5'},
    })
    expect(flagsOfConfig({...defaultTrainingConfig, hidden: []})).to.deep.equal({hidden: '0'})
  })

  it('names flags that mlops train has', () => {
    const config: TrainingConfig = {
      ...{seed: 1, epochs: 2, batchSize: 3, hidden: [], dropout: 0, learningRate: 0.01, testShare: 0.5},
    }
    expect(Object.keys(Train.flags)).to.include.members(Object.keys(flagsOfConfig(config)))
  })
})

describe('the flags of the gates', () => {
  const given = {'min-accuracy': 0.8, 'class-shares': [0.4, 0.6]}

  it('become bounds, those that were not given undefined', () => {
    expect(gateBoundsOf(given)).to.deep.include({
      minimumAccuracy: 0.8,
      classShares: [0.4, 0.6],
      maximumSpread: undefined,
    })
  })

  it('are repeated as they were given', () => {
    expect(givenGateFlags(given)).to.deep.equal({'min-accuracy': '0.8', 'class-shares': '0.4,0.6'})
  })
})
